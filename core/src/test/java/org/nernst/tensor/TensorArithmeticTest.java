package org.nernst.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Random;
import java.util.function.BinaryOperator;
import java.util.function.DoubleBinaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TensorArithmeticTest {
  private record Operation(BinaryOperator<Tensor> tensors, DoubleBinaryOperator numbers) {}

  private static final Map<String, Operation> OPERATIONS =
      Map.of(
          "add", new Operation(Tensor::add, Double::sum),
          "sub", new Operation(Tensor::sub, (a, b) -> a - b),
          "mul", new Operation(Tensor::mul, (a, b) -> a * b),
          "div", new Operation(Tensor::div, (a, b) -> a / b),
          "rsub", new Operation(Tensor::rsub, (a, b) -> b - a),
          "floorDivide", new Operation(Tensor::floorDivide, (a, b) -> Math.floor(a / b)),
          "maximum", new Operation(Tensor::maximum, Math::max),
          "minimum", new Operation(Tensor::minimum, Math::min));

  @Test
  void broadcastsAsTheNaiveLoopDoes() {
    long seed = 20260101;
    Random random = new Random(seed);
    for (int round = 0; round < 150; round++) {
      long[][] shapes = NaiveArray.broadcastableShapes(random);
      NaiveArray a = NaiveArray.random(random, shapes[0]);
      NaiveArray b = NaiveArray.random(random, shapes[1]);
      int thisRound = round;
      OPERATIONS.forEach(
          (name, operation) -> {
            try (var _ = Scope.open()) {
              NaiveArray expected = a.combine(b, operation.numbers);
              Tensor got = operation.tensors.apply(a.tensor(), b.tensor());
              assertThat(got.shape())
                  .as("%s, round %d", name, thisRound)
                  .isEqualTo(expected.shape());
              assertThat(got.allClose(expected.tensor(), 1e-14, 0, true))
                  .as("%s, seed %d, round %d: %s", name, seed, thisRound, got)
                  .isTrue();
            }
          });
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64", "FLOAT16", "BFLOAT16"})
  void numberOperandsGiveWhatLibtorchsScalarsGive(DType dtype) {
    Random random = new Random(7);
    double[] numbers = {0.1, -0.0, 3, 1e30, -1e300, 7.3e-5, Double.POSITIVE_INFINITY, Math.PI};
    Tensor x = NaiveArray.random(random, 3, 5).tensor().add(0.01).to(dtype);
    for (double number : numbers) {
      var scalar = new org.bytedeco.pytorch.Scalar(number);
      assertSameBits(x.add(number), Tensor.of(x.torch().add(scalar)));
      assertSameBits(x.sub(number), Tensor.of(x.torch().sub(scalar)));
      assertSameBits(x.mul(number), Tensor.of(x.torch().mul(scalar)));
      assertSameBits(x.div(number), Tensor.of(x.torch().div(scalar)));
      assertSameBits(x.remainder(number), Tensor.of(x.torch().remainder(scalar)));
      assertSameBits(
          x.rsub(number), Tensor.of(org.bytedeco.pytorch.global.torch.rsub(x.torch(), scalar)));
      assertSameBits(x.clone().mulInPlace(number), Tensor.of(x.clone().torch().mul_(scalar)));
      assertSameBits(x.gt(number), Tensor.of(x.torch().gt(scalar)));
      assertSameBits(x.le(number), Tensor.of(x.torch().le(scalar)));
    }
  }

  private static void assertSameBits(Tensor got, Tensor expected) {
    assertThat(got.dtype()).isEqualTo(expected.dtype());
    assertThat(got.toDoubleArray()).isEqualTo(expected.toDoubleArray());
  }

  @Test
  void integersStayIntegersWithALongAndBecomeFloatWithADouble() {
    Tensor counts = Tensor.of(new long[] {1, 2, Long.MAX_VALUE - 2});
    assertThat(counts.add(2).toLongArray()).containsExactly(3, 4, Long.MAX_VALUE);
    assertThat(counts.add(2).dtype()).isEqualTo(DType.INT64);
    assertThat(counts.mul(2.0).dtype()).isEqualTo(DType.FLOAT32);
    assertThat(counts.div(2).dtype()).isEqualTo(DType.FLOAT32);
    assertThat(counts.floorDivide(2).dtype()).isEqualTo(DType.INT64);
    assertThat(Tensor.of(new double[] {1}).add(2).dtype()).isEqualTo(DType.FLOAT64);
    assertThat(Tensor.ones(DType.FLOAT16, 1).mul(0.5).dtype()).isEqualTo(DType.FLOAT16);
  }

  @Test
  void remainderHasTheSignOfTheDivisor() {
    Tensor x = Tensor.of(new float[] {-3, 3});
    assertThat(x.remainder(2).toDoubleArray()).containsExactly(1, 1);
    assertThat(x.remainder(-2.0).toDoubleArray()).containsExactly(-1, -1);
    assertThat(x.floorDivide(2.0).toDoubleArray()).containsExactly(-2, 1);
  }

  @Test
  void powersTakeNumbersAndTensorsAsExponent() {
    Tensor x = Tensor.of(new double[] {1, 2, 3});
    assertThat(x.pow(2).toDoubleArray()).containsExactly(1, 4, 9);
    assertThat(x.pow(0.5).toDoubleArray()).containsExactly(1, Math.sqrt(2), Math.sqrt(3));
    assertThat(x.pow(x).toDoubleArray()).containsExactly(1, 4, 27);
  }

  @Test
  void addsAMultiple() {
    Tensor x = Tensor.of(new float[] {1, 2});
    assertThat(x.add(x, 10).toFloatArray()).containsExactly(11, 22);
    assertThat(x.lerp(Tensor.zeros(2), 0.25).toFloatArray()).containsExactly(0.75f, 1.5f);
  }

  @Test
  void aTieSplitsTheGradientOfMaximum() {
    Tensor a = Tensor.of(new float[] {1, 2}).requiresGrad(true);
    Tensor b = Tensor.of(new float[] {1, 3}).requiresGrad(true);
    Tensor.maximum(a, b).sum().backward();
    assertThat(a.grad().toFloatArray()).containsExactly(0.5f, 0);
    assertThat(b.grad().toFloatArray()).containsExactly(0.5f, 1);
  }

  @Test
  void gradientsFlowThroughNumberOperands() {
    Tensor x = Tensor.of(new float[] {4}).requiresGrad(true);
    x.mul(3.0).div(2.0).rsub(1.0).sub(7.0).backward(Tensor.ones(1));
    assertThat(x.grad().item()).isEqualTo(-1.5);
  }

  @Test
  void shapesThatDontBroadcastAreNamed() {
    assertThatThrownBy(() -> Tensor.zeros(2, 3).add(Tensor.zeros(4)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("add(float32 (2, 3), float32 (4)): shapes (2, 3) and (4) don't broadcast");
  }
}
