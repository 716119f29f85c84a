package org.nernst.engine.fused;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nernst.engine.Engine;
import org.nernst.engine.GradCheck;
import org.nernst.engine.NeuronCall;
import org.nernst.engine.NeuronResult;
import org.nernst.memory.Layout;
import org.nernst.neuron.Expr;
import org.nernst.neuron.NeuronModel;
import org.nernst.neuron.Surrogates;
import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Nernst;
import org.nernst.tensor.Tensor;
import org.nernst.tensor.Value;

/// Neurons with linear maps: the fused run against the eager one.
class RecurrentFunctionTest {
  private static final int BATCH = 3;
  private static final int NEURONS = 17;
  private static final int INPUTS = 5;
  private static final int STEPS = 7;

  /// A leaky neuron with input weights, recurrent weights, a bias per neuron, a trained threshold,
  /// and a coupling of the membranes.
  private static final NeuronModel MODEL =
      NeuronModel.define(
          "recurrent",
          n -> {
            var z = n.state("z");
            var v = n.state("v");
            v.initially(n.param("rest").times(0.5));
            Expr drive =
                n.linear("in", n.input("x"))
                    .plus(n.linear("rec", z))
                    .plus(n.param("bias"))
                    .plus(n.input("extra"));
            Expr decayed =
                v.plus(n.param("rest").minus(v).plus(drive).times(0.3))
                    .plus(n.linear("coupling", v).times(0.1));
            Expr threshold = n.param("threshold");
            Expr spikes =
                Expr.spike(
                    Expr.step(decayed.minus(threshold)),
                    Surrogates.superSpike(5).at(decayed, threshold));
            n.next(v, Expr.blend(spikes, n.param("rest"), decayed));
            n.next(z, spikes);
            n.output("spikes", spikes);
            n.output("membrane", decayed);
          });

  private static Tensor random(int seed, long... shape) {
    return Tensor.randn(new Generator(seed), DType.FLOAT64, shape);
  }

  private static long[] timed(Layout layout, long last) {
    return switch (layout) {
      case STEP -> new long[] {BATCH, last};
      case TIME_MAJOR -> new long[] {STEPS, BATCH, last};
      case BATCH_MAJOR -> new long[] {BATCH, STEPS, last};
    };
  }

  private static Map<String, Tensor> leaves(Layout layout, boolean states) {
    Map<String, Tensor> leaves = new LinkedHashMap<>();
    leaves.put("x", random(1, timed(layout, INPUTS)));
    leaves.put("extra", random(2, timed(layout, NEURONS)));
    if (states) {
      leaves.put("z", random(3, BATCH, NEURONS).gt(0).to(DType.FLOAT64));
      leaves.put("v", random(4, BATCH, NEURONS).mul(0.3));
    }
    leaves.put("bias", random(5, NEURONS).mul(0.2));
    leaves.put("rest", Tensor.scalar(0.1, DType.FLOAT64));
    leaves.put("threshold", random(6, NEURONS).abs().mul(0.1).add(0.5));
    leaves.put("in", random(7, NEURONS, INPUTS));
    leaves.put("rec", random(8, NEURONS, NEURONS));
    leaves.put("coupling", random(9, NEURONS, NEURONS).mul(0.2));
    leaves.replaceAll((_, leaf) -> leaf.detach().requiresGrad(true));
    return leaves;
  }

  private static NeuronCall.Builder call(
      NeuronModel model, Layout layout, Map<String, Tensor> leaves) {
    NeuronCall.Builder call = NeuronCall.of(model).layout(layout).record("v");
    leaves.forEach(
        (name, leaf) -> {
          switch (name) {
            case "x", "extra" -> call.input(name, leaf);
            case "z", "v" -> call.state(name, leaf);
            case "in", "rec", "coupling" -> call.weight(name, leaf);
            default -> call.param(name, Value.of(leaf));
          }
        });
    return call;
  }

  private static List<Tensor> all(NeuronResult result) {
    List<Tensor> all = new ArrayList<>(result.outputs().values());
    all.addAll(result.recorded().values());
    all.addAll(result.states().values());
    return all;
  }

  private static void compare(Layout layout, boolean states, String... late) {
    Map<String, Tensor> eager = leaves(layout, states);
    Map<String, Tensor> fused = leaves(layout, states);
    List<Tensor> expected = all(call(MODEL, layout, eager).fromSecondStep(late).run(Engine.EAGER));
    List<Tensor> actual = all(call(MODEL, layout, fused).fromSecondStep(late).run(Engine.FUSED));
    assertThat(actual).hasSameSizeAs(expected);
    assertThat(expected.getFirst().sum().item()).isPositive();
    Tensor lossOfEager = Tensor.scalar(0, DType.FLOAT64);
    Tensor lossOfFused = Tensor.scalar(0, DType.FLOAT64);
    for (int k = 0; k < expected.size(); k++) {
      assertThat(actual.get(k).allClose(expected.get(k), 1e-12, 1e-12)).as("result %d", k).isTrue();
      Tensor weight = random(20 + k, expected.get(k).shape());
      lossOfEager = lossOfEager.add(expected.get(k).mul(weight).sum());
      lossOfFused = lossOfFused.add(actual.get(k).mul(weight).sum());
    }
    lossOfEager.backward();
    lossOfFused.backward();
    eager.forEach(
        (name, leaf) -> {
          Tensor mine = java.util.Objects.requireNonNull(fused.get(name)).grad();
          Tensor theirs = leaf.grad();
          if (theirs == null && layout == Layout.STEP && List.of(late).contains(name)) {
            assertThat(mine.abs().max().item()).as(name).isZero();
            return;
          }
          assertThat(theirs).as(name).isNotNull();
          assertThat(mine).as(name).isNotNull();
          assertThat(mine.allClose(theirs, 1e-10, 1e-11)).as("gradient of %s", name).isTrue();
        });
  }

  @ParameterizedTest
  @EnumSource
  void resultsAndGradientsAreTheEagerEngines(Layout layout) {
    compare(layout, true);
  }

  @ParameterizedTest
  @EnumSource
  void statesThatAreNotGivenComeFromTheModel(Layout layout) {
    compare(layout, false);
  }

  @ParameterizedTest
  @EnumSource
  void parametersMayCountFromTheSecondStepOn(Layout layout) {
    compare(layout, true, "bias", "threshold");
  }

  @Test
  void theFirstStepDoesWithoutLateParameters() {
    Map<String, Tensor> leaves = leaves(Layout.STEP, true);
    Map<String, Tensor> without = new LinkedHashMap<>(leaves);
    without.put("bias", Tensor.zeros(DType.FLOAT64, NEURONS));
    Tensor expected = call(MODEL, Layout.STEP, without).run(Engine.FUSED).output("membrane");
    Tensor late =
        call(MODEL, Layout.STEP, leaves)
            .fromSecondStep("bias")
            .run(Engine.FUSED)
            .output("membrane");
    assertThat(late.equal(expected)).isTrue();
    assertThat(call(MODEL, Layout.STEP, leaves).run(Engine.FUSED).output("membrane"))
        .matches(own -> !own.equal(expected));
  }

  @Test
  void aLateNumberIsLeftToTheEagerEngine() {
    Map<String, Tensor> leaves = leaves(Layout.TIME_MAJOR, true);
    NeuronCall.Builder call = call(MODEL, Layout.TIME_MAJOR, leaves).fromSecondStep("rest");
    assertThat(
            call.run(Engine.AUTO).output("spikes").equal(call.run(Engine.EAGER).output("spikes")))
        .isTrue();
  }

  @Test
  void aLateParameterMustBeTheModels() {
    NeuronCall.Builder call =
        call(MODEL, Layout.STEP, leaves(Layout.STEP, true)).fromSecondStep("weight");
    assertThatThrownBy(call::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got weight");
  }

  @Test
  void smoothGradientsAreThoseOfFiniteDifferences() {
    NeuronCall call =
        call(MODEL.smooth(5), Layout.TIME_MAJOR, leaves(Layout.TIME_MAJOR, true)).build();
    GradCheck.of(call, Engine.FUSED).orThrow();
  }

  @Test
  void aSequenceMayBeSplit() {
    Map<String, Tensor> leaves = leaves(Layout.TIME_MAJOR, true);
    NeuronResult whole = call(MODEL, Layout.TIME_MAJOR, leaves).run(Engine.FUSED);
    Map<String, Tensor> first = new LinkedHashMap<>(leaves);
    Map<String, Tensor> second = new LinkedHashMap<>(leaves);
    for (String name : List.of("x", "extra")) {
      Tensor sequence = java.util.Objects.requireNonNull(leaves.get(name));
      first.put(name, sequence.narrow(0, 0, 3));
      second.put(name, sequence.narrow(0, 3, STEPS - 3));
    }
    NeuronResult one = call(MODEL, Layout.TIME_MAJOR, first).run(Engine.FUSED);
    second.putAll(one.states());
    NeuronResult two = call(MODEL, Layout.TIME_MAJOR, second).run(Engine.FUSED);
    Tensor joined = Tensor.cat(List.of(one.output("membrane"), two.output("membrane")), 0);
    assertThat(joined.equal(whole.output("membrane"))).isTrue();
    assertThat(two.state("v").equal(whole.state("v"))).isTrue();
  }

  @ParameterizedTest
  @EnumSource(names = {"TIME_MAJOR", "BATCH_MAJOR"})
  void neuronsMayHaveMoreAxes(Layout layout) {
    Generator generator = new Generator(12);
    long[] shape =
        layout == Layout.TIME_MAJOR ? new long[] {9, 3, 5, 17} : new long[] {3, 9, 5, 17};
    Tensor drive = Tensor.randn(generator, DType.FLOAT64, shape);
    Tensor weight = Tensor.randn(generator, DType.FLOAT64, 17, 17).mul(0.3);
    Tensor up = Tensor.randn(generator, DType.FLOAT64, shape);
    List<Tensor> results = new ArrayList<>();
    for (Engine engine : new Engine[] {Engine.EAGER, Engine.FUSED}) {
      Tensor x = drive.clone().requiresGrad(true);
      Tensor w = weight.clone().requiresGrad(true);
      Tensor spikes =
          NeuronCall.of(spikingModel())
              .layout(layout)
              .input("x", x)
              .weight("rec", w)
              .run(engine)
              .output("spikes");
      spikes.backward(up);
      results.addAll(List.of(spikes.detach(), x.grad(), w.grad()));
    }
    assertThat(results.getFirst().sum().item()).isPositive();
    for (int k = 0; k < 3; k++) {
      assertThat(results.get(k + 3).allClose(results.get(k), 1e-9, 1e-9)).as("%d", k).isTrue();
    }
  }

  @Test
  void bitsDoNotDependOnTheNumberOfThreads() {
    int threads = Nernst.threads();
    Nernst.deterministic(true);
    try {
      List<float[]> alone = spiking(1);
      assertThat(alone.getFirst()).contains(0f, 1f);
      for (int several : new int[] {2, 3}) {
        List<float[]> shared = spiking(several);
        for (int k = 0; k < alone.size(); k++) {
          assertThat(shared.get(k)).isEqualTo(alone.get(k));
        }
      }
    } finally {
      Nernst.deterministic(false);
      Nernst.threads(threads);
    }
  }

  private static NeuronModel spikingModel() {
    return NeuronModel.define(
        "spiking",
        n -> {
          var z = n.state("z");
          var v = n.state("v");
          Expr one = Expr.constant(1);
          Expr decayed = v.times(0.9).plus(n.input("x")).plus(n.linear("rec", z));
          Expr spikes =
              Expr.spike(Expr.step(decayed.minus(one)), Surrogates.superSpike(5).at(decayed, one));
          n.next(v, Expr.blend(spikes, Expr.constant(0), decayed));
          n.next(z, spikes);
          n.output("spikes", spikes);
        });
  }

  /// Spikes, and gradients of input and weights, of a sequence long enough for several threads.
  private static List<float[]> spiking(int threads) {
    Nernst.threads(threads);
    NeuronModel model = spikingModel();
    Generator generator = new Generator(11);
    Tensor x = Tensor.randn(generator, DType.FLOAT32, 17, 200, 33).mul(0.5).requiresGrad(true);
    Tensor weight = Tensor.randn(generator, DType.FLOAT32, 33, 33).mul(0.2).requiresGrad(true);
    Tensor spikes =
        NeuronCall.of(model)
            .layout(Layout.BATCH_MAJOR)
            .input("x", x)
            .weight("rec", weight)
            .run(Engine.FUSED)
            .output("spikes");
    spikes.mul(Tensor.randn(generator, DType.FLOAT32, 17, 200, 33)).sum().backward();
    return List.of(
        spikes.detach().toFloatArray(), x.grad().toFloatArray(), weight.grad().toFloatArray());
  }

  @Test
  void mapsOfMixturesAreLeftToTheEagerEngine() {
    NeuronModel mixed =
        NeuronModel.define(
            "mixed",
            n -> {
              var v = n.state("v");
              n.next(v, n.linear("w", v.plus(n.input("x"))));
              n.output("v", v);
            });
    NeuronCall.Builder call =
        NeuronCall.of(mixed)
            .layout(Layout.STEP)
            .input("x", Tensor.ones(2, 3))
            .state("v", Tensor.ones(2, 3))
            .weight("w", Tensor.eye(3));
    assertThat(call.run(Engine.AUTO).state("v").toFloatArray()).containsOnly(2);
    assertThatThrownBy(() -> call.run(Engine.FUSED))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("reads more than an input or a state");
  }
}
