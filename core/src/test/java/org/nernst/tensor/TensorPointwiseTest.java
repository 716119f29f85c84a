package org.nernst.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TensorPointwiseTest {
  private static final double[] POINTS = {-3.7, -1, -0.5, -1e-9, 0, 0.25, 0.5, 1, 1.5, 2.5, 8.3};

  private static Arguments function(
      String name, UnaryOperator<Tensor> tensor, DoubleUnaryOperator number) {
    return Arguments.of(name, tensor, number);
  }

  static Stream<Arguments> functions() {
    return Stream.of(
        function("neg", Tensor::neg, x -> -x),
        function("abs", Tensor::abs, Math::abs),
        function("sign", Tensor::sign, Math::signum),
        function("exp", Tensor::exp, Math::exp),
        function("log", Tensor::log, Math::log),
        function("log1p", Tensor::log1p, Math::log1p),
        function("expm1", Tensor::expm1, Math::expm1),
        function("sqrt", Tensor::sqrt, Math::sqrt),
        function("rsqrt", Tensor::rsqrt, x -> 1 / Math.sqrt(x)),
        function("square", Tensor::square, x -> x * x),
        function("sin", Tensor::sin, Math::sin),
        function("cos", Tensor::cos, Math::cos),
        function("tanh", Tensor::tanh, Math::tanh),
        function("sigmoid", Tensor::sigmoid, x -> 1 / (1 + Math.exp(-x))),
        function("relu", Tensor::relu, x -> Math.max(x, 0)),
        function("softplus", Tensor::softplus, x -> Math.log1p(Math.exp(x))),
        function("floor", Tensor::floor, Math::floor),
        function("ceil", Tensor::ceil, Math::ceil),
        function("round", Tensor::round, Math::rint),
        function("trunc", Tensor::trunc, x -> x < 0 ? Math.ceil(x) : Math.floor(x)),
        function("frac", Tensor::frac, x -> x - (x < 0 ? Math.ceil(x) : Math.floor(x))),
        function("reciprocal", Tensor::reciprocal, x -> 1 / x),
        function("clamp", x -> x.clamp(-1, 0.5), x -> Math.clamp(x, -1, 0.5)),
        function("clampMin", x -> x.clampMin(0.5), x -> Math.max(x, 0.5)),
        function("clampMax", x -> x.clampMax(0.5), x -> Math.min(x, 0.5)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("functions")
  void agreesWithJavaInDoublePrecision(
      String name, UnaryOperator<Tensor> tensor, DoubleUnaryOperator number) {
    double[] expected = Arrays.stream(POINTS).map(number).toArray();
    Tensor got = tensor.apply(Tensor.of(POINTS));
    assertThat(got.allClose(Tensor.of(expected), 1e-14, 1e-15, true))
        .as("%s: %s", name, got)
        .isTrue();
  }

  @Test
  void errorFunctionAndGeluHaveTheirKnownValues() {
    assertThat(Tensor.scalar(0.5, DType.FLOAT64).erf().item())
        .isCloseTo(0.5204998778130465, within(1e-15));
    assertThat(Tensor.scalar(1, DType.FLOAT64).gelu().item())
        .isCloseTo(0.8413447460685429, within(1e-15));
  }

  @Test
  void derivativesAtTheKinksArePyTorchs() {
    Tensor x = Tensor.of(new double[] {0}).requiresGrad(true);
    x.relu().sum().backward();
    assertThat(x.grad().item()).isZero();
    x.zeroGrad();
    x.clamp(0, 1).sum().backward();
    assertThat(x.grad().item()).isEqualTo(1);
    x.zeroGrad();
    x.abs().sum().backward();
    assertThat(x.grad().item()).isZero();
  }

  @Test
  void tensorsCanBeBounds() {
    Tensor x = Tensor.of(new float[] {1, 5});
    assertThat(x.clampMin(Tensor.of(new float[] {2, 2})).toFloatArray()).containsExactly(2, 5);
    assertThat(x.clampMax(Tensor.of(new float[] {2})).toFloatArray()).containsExactly(1, 2);
    assertThatThrownBy(() -> x.clamp(2, 1)).hasMessage("expected min <= max, got 2.0 and 1.0");
  }
}
