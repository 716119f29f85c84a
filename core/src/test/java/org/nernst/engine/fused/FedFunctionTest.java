package org.nernst.engine.fused;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nernst.engine.Engine;
import org.nernst.engine.NeuronCall;
import org.nernst.engine.NeuronResult;
import org.nernst.memory.Layout;
import org.nernst.neuron.NeuronModel;
import org.nernst.neuron.Surrogates;
import org.nernst.synapse.Crossover;
import org.nernst.tensor.Autograd;
import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Nernst;
import org.nernst.tensor.Scope;
import org.nernst.tensor.SpikeBits;
import org.nernst.tensor.Tensor;
import org.nernst.tensor.Value;

final class FedFunctionTest {
  private static final int[] STEPS = {2, 31, 32, 33, 70, 100};
  private static final int[] BATCHES = {1, 2, 3, 7, 16};

  /// Products that an event-driven map needs to look for spikes in a call that is recorded.
  private static final double WORK = 9e6;

  private static final NeuronModel LIF = Neurons.lif(Surrogates.superSpike(10));
  private static final NeuronModel AD_EX = Neurons.adEx();

  private final int threads = Nernst.threads();

  @BeforeEach
  void takeSpikes() {
    Crossover.set(1);
  }

  @AfterEach
  void restore() {
    Crossover.reset();
    Nernst.threads(threads);
  }

  /// What a call needs.
  private record Setting(
      NeuronModel model,
      Layout layout,
      DType dtype,
      int steps,
      int batch,
      Tensor x,
      Tensor weight,
      @Nullable Tensor bias,
      Map<String, Tensor> states,
      Map<String, Tensor> params,
      boolean records) {
    List<Tensor> wanted() {
      List<Tensor> all = new ArrayList<>(List.of(x, weight));
      if (bias != null) {
        all.add(bias);
      }
      all.addAll(states.values());
      all.addAll(params.values());
      return all.stream().filter(Tensor::requiresGrad).toList();
    }

    NeuronCall call(Tensor input) {
      Map<String, Value> values = new LinkedHashMap<>();
      params.forEach((name, tensor) -> values.put(name, Value.param(tensor)));
      NeuronCall.Builder call =
          NeuronCall.of(model)
              .input("current", input)
              .states(states)
              .params(values)
              .dt(0.001)
              .layout(layout);
      return (records ? call.record("v") : call).build();
    }

    SpikeCurrent current() {
      return FedRuns.current(x, weight, bias);
    }
  }

  private static Tensor raster(Random random, DType dtype, double density, long... shape) {
    int count = 1;
    for (long size : shape) {
      count *= (int) size;
    }
    boolean ones = random.nextBoolean();
    double[] data = new double[count];
    for (int k = 0; k < count; k++) {
      data[k] = random.nextDouble() < density ? (ones ? 1 : random.nextInt(-3, 5) * 0.5) : 0;
    }
    return Tensor.of(data, shape).to(dtype);
  }

  private static Tensor given(Random random, Tensor values) {
    return values.detach().requiresGrad(random.nextInt(3) > 0);
  }

  private static Setting setting(Random random, NeuronModel model, DType dtype) {
    int steps = STEPS[random.nextInt(STEPS.length)];
    int batch = Math.max(BATCHES[random.nextInt(BATCHES.length)], Math.ceilDiv(70, steps));
    Layout layout = random.nextBoolean() ? Layout.TIME_MAJOR : Layout.BATCH_MAJOR;
    int out = 64 + random.nextInt(120);
    int in = (int) (WORK / steps / batch / out) + random.nextInt(20);
    double density = new double[] {0, 0.004, 0.05, 0.3}[random.nextInt(4)];
    Tensor x =
        layout == Layout.TIME_MAJOR
            ? raster(random, dtype, density, steps, batch, in)
            : raster(random, dtype, density, batch, steps, in);
    Generator generator = new Generator(random.nextLong());
    Tensor weight = given(random, Tensor.randn(generator, dtype, out, in).mul(40 / Math.sqrt(in)));
    Tensor bias =
        random.nextBoolean() ? given(random, Tensor.randn(generator, dtype, out).mul(5)) : null;
    Map<String, Tensor> states = new LinkedHashMap<>();
    if (random.nextBoolean()) {
      states.put("v", given(random, Tensor.randn(generator, dtype, batch, out)));
    }
    Map<String, Tensor> params = new LinkedHashMap<>();
    if (random.nextBoolean()) {
      params.put("v_th", given(random, Tensor.rand(generator, dtype, out).add(0.5)));
      params.put("tau_mem_inv", given(random, Tensor.scalar(90, dtype)));
    }
    return new Setting(
        model,
        layout,
        dtype,
        steps,
        batch,
        given(random, x),
        weight,
        bias,
        states,
        params,
        random.nextInt(4) == 0);
  }

  private static List<Tensor> results(NeuronResult result) {
    List<Tensor> all = new ArrayList<>(result.outputs().values());
    all.addAll(result.states().values());
    all.addAll(result.recorded().values());
    return all;
  }

  private static void sameBits(List<Tensor> got, List<Tensor> expected, String what) {
    assertThat(got).hasSameSizeAs(expected);
    for (int k = 0; k < got.size(); k++) {
      assertThat(got.get(k).requiresGrad())
          .as("%s, result %d", what, k)
          .isEqualTo(expected.get(k).requiresGrad());
      assertThat(
              Arrays.equals(
                  got.get(k).detach().toDoubleArray(), expected.get(k).detach().toDoubleArray()))
          .as("%s, result %d", what, k)
          .isTrue();
    }
  }

  /// Gradients of all results that have one.
  private static List<@Nullable Tensor> gradients(List<Tensor> results, List<Tensor> wanted) {
    List<Tensor> smooth = results.stream().filter(Tensor::requiresGrad).toList();
    List<Tensor> arriving = new ArrayList<>();
    for (Tensor result : smooth) {
      arriving.add(Tensor.randn(new Generator(arriving.size()), result.dtype(), result.shape()));
    }
    return Autograd.grad(smooth, wanted, arriving, false, false, true);
  }

  private static void close(
      List<@Nullable Tensor> got, List<@Nullable Tensor> expected, double tolerance, String what) {
    assertThat(got).hasSameSizeAs(expected);
    for (int k = 0; k < got.size(); k++) {
      Tensor own = got.get(k);
      Tensor other = expected.get(k);
      assertThat(own == null).as("%s, gradient %d is there", what, k).isEqualTo(other == null);
      if (own != null && other != null) {
        double scale = Math.max(1e-3, other.abs().max().item());
        assertThat(own.sub(other).abs().max().item() / scale)
            .as("%s, gradient %d", what, k)
            .isLessThan(tolerance);
      }
    }
  }

  @Test
  void bitsAreThoseOfTheMapAndTheNeuronsOneAfterTheOther() {
    long seed = 71;
    Random random = new Random(seed);
    for (int round = 0; round < 36; round++) {
      DType dtype = round % 3 == 0 ? DType.FLOAT64 : DType.FLOAT32;
      NeuronModel model = round % 2 == 0 ? LIF : AD_EX;
      try (Scope _ = Scope.open()) {
        Setting setting = setting(random, model, dtype);
        Nernst.threads(1 + random.nextInt(Math.min(3, setting.batch)));
        String what = "seed %d, round %d, %s".formatted(seed, round, setting);
        SpikeCurrent current = setting.current();
        NeuronResult pair = FedRuns.pair(setting.call(current.standIn()), current);
        NeuronResult separate = Engine.FUSED.run(setting.call(current.whole()));
        sameBits(results(pair), results(separate), what);
        List<Tensor> wanted = setting.wanted();
        if (results(separate).stream().anyMatch(Tensor::requiresGrad)) {
          close(
              gradients(results(pair), wanted),
              gradients(results(separate), wanted),
              dtype == DType.FLOAT32 ? 1e-5 : 1e-13,
              what);
        }
        try (var _ = Autograd.noGrad()) {
          sameBits(
              results(FedRuns.pair(setting.call(current.standIn()), current)),
              results(separate).stream().map(Tensor::detach).toList(),
              what);
        }
      }
    }
  }

  @Test
  void noBitDependsOnThreads() {
    Setting setting = setting(new Random(5), AD_EX, DType.FLOAT32);
    List<List<Tensor>> found = new ArrayList<>();
    for (int count : new int[] {1, 2, 5}) {
      Nernst.threads(count);
      SpikeCurrent current = setting.current();
      List<Tensor> results = results(FedRuns.pair(setting.call(current.standIn()), current));
      List<Tensor> all = new ArrayList<>(results.stream().map(Tensor::detach).toList());
      all.add(Objects.requireNonNull(gradients(results, setting.wanted()).getFirst()));
      found.add(all);
    }
    sameBits(found.get(1), found.get(0), "two threads");
    sameBits(found.get(2), found.get(0), "five threads");
  }

  @Test
  void spikesComeWithTheirBits() {
    Random random = new Random(3);
    for (int round = 0; round < 8; round++) {
      Setting setting = setting(random, LIF, round == 0 ? DType.FLOAT64 : DType.FLOAT32);
      SpikeCurrent current = setting.current();
      Tensor spikes = FedRuns.pair(setting.call(current.standIn()), current).output("spikes");
      SpikeBits bits = Objects.requireNonNull(spikes.spikeBits());
      assertThat(bits.isBinary()).isTrue();
      assertThat(bits.count()).isEqualTo((long) spikes.detach().sum().item());
      Tensor rows = spikes.detach().reshape(bits.rows(), bits.width());
      for (int k = 0; k < 200; k++) {
        int row = random.nextInt((int) bits.rows());
        int column = random.nextInt(bits.width());
        assertThat((bits.word(row, column / 64) >>> column & 1) != 0)
            .as("round %d, row %d, neuron %d", round, row, column)
            .isEqualTo(rows.get(row, column) != 0);
      }
    }
  }

  /// The slope of a random direction through weight, bias and the spikes' heights.
  @Test
  void gradientsOfSmoothSpikesAreSlopes() {
    NeuronModel smooth = LIF.smooth(3);
    for (Layout layout : new Layout[] {Layout.TIME_MAJOR, Layout.BATCH_MAJOR}) {
      for (double density : new double[] {0.005, 0.1}) {
        Generator generator = new Generator(12);
        Tensor x = raster(new Random(4), DType.FLOAT64, density, 70, 7, 200);
        x = layout == Layout.TIME_MAJOR ? x : x.reshape(7, 70, 200);
        Tensor support = x.ne(0).to(DType.FLOAT64);
        List<Tensor> at =
            List.of(
                x,
                Tensor.randn(generator, DType.FLOAT64, 100, 200),
                Tensor.randn(generator, DType.FLOAT64, 100));
        List<Tensor> direction =
            List.of(
                Tensor.randn(generator, DType.FLOAT64, x.shape()).mul(support),
                Tensor.randn(generator, DType.FLOAT64, 100, 200),
                Tensor.randn(generator, DType.FLOAT64, 100));
        double h = 1e-5;
        double slope =
            (loss(smooth, layout, at, direction, h, null)
                    - loss(smooth, layout, at, direction, -h, null))
                / (2 * h);
        double[] found = new double[1];
        loss(smooth, layout, at, direction, 0, found);
        assertThat(found[0] / slope).as("%s, %s", layout, density).isBetween(1 - 1e-6, 1 + 1e-6);
      }
    }
  }

  private static double loss(
      NeuronModel model,
      Layout layout,
      List<Tensor> at,
      List<Tensor> direction,
      double h,
      double @Nullable [] slope) {
    List<Tensor> moved = new ArrayList<>();
    for (int k = 0; k < at.size(); k++) {
      moved.add(at.get(k).add(direction.get(k).mul(h)).detach().requiresGrad(true));
    }
    Setting setting =
        new Setting(
            model,
            layout,
            DType.FLOAT64,
            70,
            7,
            moved.get(0),
            moved.get(1),
            moved.get(2),
            Map.of(),
            Map.of(),
            false);
    SpikeCurrent current = setting.current();
    NeuronResult result = FedRuns.pair(setting.call(current.standIn()), current);
    Tensor loss = result.output("spikes").square().sum().add(result.state("v").sum());
    if (slope != null) {
      List<@Nullable Tensor> gradients =
          Autograd.grad(List.of(loss), moved, null, false, false, false);
      for (int k = 0; k < moved.size(); k++) {
        slope[0] += Objects.requireNonNull(gradients.get(k)).mul(direction.get(k)).sum().item();
      }
    }
    return loss.item();
  }

  @Test
  void aRetainedGraphKeepsItsCurrent() {
    for (double density : new double[] {0.004, 0.05}) {
      Generator generator = new Generator(2);
      Tensor x = raster(new Random(8), DType.FLOAT32, density, 70, 12, 150);
      Tensor weight = Tensor.randn(generator, DType.FLOAT32, 90, 150).requiresGrad(true);
      Setting setting =
          new Setting(
              LIF,
              Layout.TIME_MAJOR,
              DType.FLOAT32,
              70,
              12,
              x,
              weight,
              null,
              Map.of(),
              Map.of(),
              false);
      SpikeCurrent current = setting.current();
      Tensor loss =
          FedRuns.pair(setting.call(current.standIn()), current).output("spikes").square().sum();
      Tensor first = gradient(loss, weight, true);
      assertThat(gradient(loss, weight, true).equal(first)).isTrue();
      assertThat(gradient(loss, weight, false).equal(first)).isTrue();
      assertThatThrownBy(() -> gradient(loss, weight, false)).hasMessageContaining("a second time");
    }
  }

  private static Tensor gradient(Tensor loss, Tensor weight, boolean retained) {
    return Objects.requireNonNull(
        Autograd.grad(List.of(loss), List.of(weight), null, retained, false, false).getFirst());
  }

  @Test
  void aWeightThatChangedBeforeTheBackwardPassIsRefused() {
    Setting setting = setting(new Random(9), LIF, DType.FLOAT32);
    Tensor weight = setting.weight.detach().clone().requiresGrad(true);
    SpikeCurrent current = FedRuns.current(setting.x, weight, null);
    NeuronResult result = FedRuns.pair(setting.call(current.standIn()), current);
    try (var _ = Autograd.noGrad()) {
      weight.mulInPlace(2);
    }
    Tensor loss = result.output("spikes").sum();
    assertThatThrownBy(loss::backward)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("changed in place");
  }
}
