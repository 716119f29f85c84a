package org.nernst.synapse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nernst.tensor.Autograd;
import org.nernst.tensor.DType;
import org.nernst.tensor.Functional;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Nernst;
import org.nernst.tensor.Scope;
import org.nernst.tensor.SpikeBits;
import org.nernst.tensor.Tensor;

final class EventLinearTest {
  private static final int STEPS = 40;
  private static final int BATCH = 5;

  private final int threads = Nernst.threads();

  @AfterEach
  void restore() {
    Crossover.reset();
    Nernst.threads(threads);
  }

  /// Output and gradients of input, weight and bias.
  private static List<Tensor> all(
      @Nullable EventLinear events, Tensor x, Tensor weight, @Nullable Tensor bias) {
    Tensor input = x.detach().requiresGrad(true);
    Tensor w = weight.detach().requiresGrad(true);
    Tensor b = bias == null ? null : bias.detach().requiresGrad(true);
    Tensor y = events == null ? Functional.linear(input, w, b) : events.apply(input, w, b);
    Tensor weights = Tensor.randn(new Generator(9), y.dtype(), y.shape());
    List<Tensor> wanted = b == null ? List.of(input, w) : List.of(input, w, b);
    List<@Nullable Tensor> gradients =
        Autograd.grad(List.of(y), wanted, List.of(weights), false, false, false);
    List<Tensor> found = new ArrayList<>(List.of(y.detach()));
    gradients.forEach(found::add);
    return found;
  }

  private static void same(List<Tensor> got, List<Tensor> expected, double tolerance, String what) {
    for (int i = 0; i < expected.size(); i++) {
      assertThat(got.get(i).shape()).as(what).isEqualTo(expected.get(i).shape());
      assertThat(got.get(i).allClose(expected.get(i), tolerance, tolerance))
          .as("%s, result %d", what, i)
          .isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void outputAndGradientsAreThoseOfTheDenseProduct(DType dtype) {
    long seed = 31;
    Random random = new Random(seed);
    for (int n : Rasters.SIZES) {
      int in = n;
      int out = Rasters.SIZES[random.nextInt(Rasters.SIZES.length)];
      for (double density : Rasters.DENSITIES) {
        for (RowKernels kernels : List.of(RowKernels.VECTOR, RowKernels.SCALAR)) {
          try (Scope _ = Scope.open()) {
            boolean ones = random.nextBoolean();
            Tensor weight = Tensor.randn(new Generator(random.nextLong()), dtype, out, in);
            Tensor bias =
                random.nextBoolean()
                    ? null
                    : Tensor.randn(new Generator(random.nextLong()), dtype, out);
            Tensor x =
                Rasters.of(random, dtype, STEPS * BATCH, in, density, ones)
                    .reshape(STEPS, BATCH, in);
            String what =
                "seed %d: (%d, %d), density %s, ones %s, %s"
                    .formatted(seed, out, in, density, ones, kernels);
            same(
                byEvents(kernels, x, weight, bias),
                all(null, x, weight, bias),
                10 * Rasters.tolerance(dtype),
                what);
          }
        }
      }
    }
  }

  /// By spikes, however small or dense.
  private static List<Tensor> byEvents(
      RowKernels kernels, Tensor x, Tensor weight, @Nullable Tensor bias) {
    Crossover.set(1);
    return all(new EventLinear(kernels, 0, 0, 0), x, weight, bias);
  }

  @Test
  void rowsMayLieInAnyOrderOfTheLeadingAxes() {
    Tensor weight = Tensor.randn(new Generator(1), DType.FLOAT64, 70, 33);
    Tensor bias = Tensor.randn(new Generator(2), DType.FLOAT64, 70);
    Tensor x =
        Rasters.of(new Random(3), DType.FLOAT64, 3 * STEPS * BATCH, 40, 0.1, false)
            .reshape(STEPS, 3, BATCH, 40);
    for (Tensor view :
        List.of(
            x.narrow(3, 0, 33),
            x.transpose(0, 2).narrow(3, 5, 33),
            x.transpose(1, 2).narrow(1, 1, 3).narrow(3, 7, 33),
            x.narrow(3, 0, 33).transpose(0, 3).contiguous().transpose(0, 3))) {
      same(
          byEvents(RowKernels.VECTOR, view, weight, bias),
          all(null, view, weight, bias),
          1e-10,
          Tensor.shapeText(view.strides()));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void noBitDependsOnThreadsOrOnTheRestOfTheBatch(boolean ones) {
    int in = 300;
    int out = 200;
    Tensor weight = Tensor.randn(new Generator(1), DType.FLOAT32, out, in);
    Tensor bias = Tensor.randn(new Generator(2), DType.FLOAT32, out);
    Tensor x = Rasters.of(new Random(3), DType.FLOAT32, 1300, in, 0.1, ones).reshape(130, 10, in);
    Nernst.threads(1);
    List<Tensor> one = byEvents(RowKernels.VECTOR, x, weight, bias);
    for (int count : new int[] {2, 3, 5}) {
      Nernst.threads(count);
      List<Tensor> many = byEvents(RowKernels.VECTOR, x, weight, bias);
      assertThat(many.get(0).equal(one.get(0))).isTrue();
      assertThat(many.get(2).equal(one.get(2))).isTrue();
    }
    Tensor flipped = byEvents(RowKernels.VECTOR, x.flip(1), weight, bias).getFirst();
    assertThat(flipped.flip(1).equal(one.getFirst())).isTrue();
    Tensor alone = byEvents(RowKernels.VECTOR, x.narrow(1, 4, 1), weight, bias).getFirst();
    assertThat(alone.equal(one.getFirst().narrow(1, 4, 1))).isTrue();
  }

  @Test
  void gradientsMayBeAskedForAfterTheScopeHasEnded() {
    Crossover.set(1);
    EventLinear events = new EventLinear(RowKernels.VECTOR, 0, 0, 0);
    Tensor weight = Tensor.randn(new Generator(1), DType.FLOAT32, 30, 700).requiresGrad(true);
    Tensor x = Rasters.of(new Random(2), DType.FLOAT32, 2000, 700, 0.03, true);
    Tensor y;
    try (Scope scope = Scope.open()) {
      y = scope.keep(events.apply(x, weight, null));
    }
    // whatever is free is written over
    Tensor other = Tensor.emptyPooled(DType.INT64, 2000, 11).fillInPlace(-1);
    y.sum().backward();
    assertThat(other.get(0, 0)).isEqualTo(-1);
    Tensor expected = x.sum(0).expand(30, 700);
    assertThat(Objects.requireNonNull(weight.grad()).allClose(expected, 1e-5, 1e-4)).isTrue();
  }

  @Test
  void gradientsAreFiniteDifferences() {
    Crossover.set(1);
    EventLinear events = new EventLinear(RowKernels.VECTOR, 0, 0, 0);
    Tensor weight = Tensor.randn(new Generator(1), DType.FLOAT64, 5, 7);
    Tensor x = Rasters.of(new Random(2), DType.FLOAT64, 6, 7, 0.4, false);
    Tensor w = weight.detach().requiresGrad(true);
    events.apply(x, w, null).square().sum().backward();
    double step = 1e-6;
    for (int o = 0; o < 5; o++) {
      for (int k = 0; k < 7; k++) {
        Tensor up = weight.clone();
        up.narrow(0, o, 1).narrow(1, k, 1).addInPlace(step);
        Tensor down = weight.clone();
        down.narrow(0, o, 1).narrow(1, k, 1).subInPlace(step);
        double difference =
            events.apply(x, up, null).square().sum().item()
                - events.apply(x, down, null).square().sum().item();
        assertThat(w.grad().get(o, k)).isCloseTo(difference / (2 * step), within(1e-5));
      }
    }
  }

  @Test
  void weightsArePackedAnewWhenTheyChange() {
    Crossover.set(1);
    EventLinear events = new EventLinear(RowKernels.VECTOR, 0, 0, 0);
    Tensor weight = Tensor.randn(new Generator(1), DType.FLOAT64, 30, 20);
    Tensor bias = Tensor.zeros(DType.FLOAT64, 30);
    Tensor x = Rasters.of(new Random(3), DType.FLOAT64, 9, 20, 0.2, true);
    Tensor before = events.apply(x, weight, bias);
    assertThat(events.apply(x, weight, bias).equal(before)).isTrue();
    weight.mulInPlace(2);
    assertThat(events.apply(x, weight, bias).allClose(before.mul(2), 1e-12, 1e-12)).isTrue();
    bias.addInPlace(1);
    assertThat(events.apply(x, weight, bias).allClose(before.mul(2).add(1), 1e-12, 1e-12)).isTrue();
    assertThat(events.apply(x, weight.clone().mul(0.5), null).allClose(before, 1e-12, 1e-12))
        .isTrue();
  }

  @Test
  void weightsThatAGraphWillReadAreNotPackedOver() {
    Crossover.set(1);
    EventLinear events = new EventLinear(RowKernels.VECTOR, 0, 0, 0);
    Tensor weight = Tensor.randn(new Generator(1), DType.FLOAT64, 30, 20);
    Tensor x = Rasters.of(new Random(2), DType.FLOAT64, 10, 20, 0.2, true);
    Tensor before = Functional.linear(x, weight, null);
    SpikingCurrent kept = Objects.requireNonNull(events.current(x, weight, null));
    Tensor memory = kept.weightsKept().detach();
    weight.mulInPlace(2);
    SpikingCurrent next = Objects.requireNonNull(events.current(x, weight, null));
    assertThat(kept.whole(x, weight, null).allClose(before, 1e-12, 1e-12)).isTrue();
    assertThat(next.whole(x, weight, null).allClose(before.mul(2), 1e-12, 1e-12)).isTrue();
    assertThat(next.weightsKept().address()).isNotEqualTo(memory.address());
    memory.close();
    long free = next.weightsKept().address();
    weight.mulInPlace(2);
    SpikingCurrent last = Objects.requireNonNull(events.current(x, weight, null));
    assertThat(last.weightsKept().address()).isEqualTo(free);
  }

  @Test
  void attachedBitsAreTakenWithoutLookingAtTheRaster() {
    Crossover.set(1);
    EventLinear events = new EventLinear(RowKernels.VECTOR, 0, 0, 0);
    Tensor weight = Tensor.randn(new Generator(1), DType.FLOAT32, 4, 20);
    Tensor x = Tensor.zeros(3, 20);
    Tensor words = Tensor.of(new long[] {0, 1L << 7, 0}, 3);
    x.spikeBits(new SpikeBits(words, 3, 20, 1, true));
    Tensor y = events.apply(x, weight, null);
    assertThat(y.select(0, 1).equal(weight.t().select(0, 7))).isTrue();
    x.addInPlace(0);
    assertThat(events.apply(x, weight, null).abs().sum().item()).isZero();
  }

  @Test
  void aDenseInputTakesTheProductOfMatrices() {
    EventLinear events = new EventLinear();
    Tensor weight = Tensor.randn(new Generator(1), DType.FLOAT32, 300, 300);
    Tensor x = Tensor.randn(new Generator(2), DType.FLOAT32, 100, 300);
    Tensor sparse = x.mul(Tensor.rand(new Generator(3), DType.FLOAT32, 100, 300).lt(0.05));
    assertThat(events.apply(x, weight, null).equal(Functional.linear(x, weight, null))).isTrue();
    Crossover.set(0);
    assertThat(events.apply(sparse, weight, null).equal(Functional.linear(sparse, weight, null)))
        .isTrue();
  }

  @Test
  void aFewRowsAreSummedOnlyOnceTheWeightsComeAgain() {
    Crossover.set(1);
    EventLinear events = new EventLinear(RowKernels.VECTOR, 64, 0, 0);
    Tensor weight = Tensor.randn(new Generator(1), DType.FLOAT32, 6, 20);
    // bits that the numbers don't have tell which way is taken
    Tensor x = Tensor.zeros(64, 20);
    long[] bits = new long[64];
    bits[3] = 1L << 7;
    Tensor words = Tensor.of(bits, 64);
    x.spikeBits(new SpikeBits(words, 64, 20, 1, true));
    Tensor column = weight.t().select(0, 7);
    assertThat(events.apply(x, weight, null).abs().sum().item()).isZero();
    assertThat(events.apply(x, weight, null).select(0, 3).equal(column)).isTrue();
    weight.mulInPlace(2);
    assertThat(events.apply(x, weight, null).abs().sum().item()).isZero();
    Nernst.deterministic(true);
    try {
      assertThat(events.apply(x, weight, null).abs().sum().item()).isZero();
    } finally {
      Nernst.deterministic(false);
    }
    assertThat(events.apply(x, weight, null).select(0, 3).equal(column)).isTrue();
  }

  @Test
  void secondDerivativesAreLibtorchs() {
    Crossover.set(1);
    EventLinear events = new EventLinear(RowKernels.VECTOR, 0, 0, 0);
    Tensor w = Tensor.randn(new Generator(5), DType.FLOAT64, 2, 3).requiresGrad(true);
    Tensor x = Tensor.ones(DType.FLOAT64, 4, 3).requiresGrad(true);
    Tensor own = second(events.apply(x, w, null), w);
    assertThat(own.allClose(second(x.matmul(w.t()), w), 1e-12, 1e-12)).isTrue();
  }

  private static Tensor second(Tensor y, Tensor w) {
    Tensor loss = y.square().sum();
    Tensor dw = Autograd.grad(List.of(loss), List.of(w), null, true, true, false).getFirst();
    return Autograd.grad(List.of(dw.square().sum()), List.of(w), null, false, false, false)
        .getFirst();
  }
}
