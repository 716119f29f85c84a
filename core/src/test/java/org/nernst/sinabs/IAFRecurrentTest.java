package org.nernst.sinabs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nernst.nn.BatchNorm1d;
import org.nernst.nn.Cell;
import org.nernst.nn.Conv2d;
import org.nernst.nn.Dropout;
import org.nernst.nn.Flatten;
import org.nernst.nn.Identity;
import org.nernst.nn.Linear;
import org.nernst.nn.Module;
import org.nernst.nn.Modules;
import org.nernst.nn.Sequential;
import org.nernst.nn.State;
import org.nernst.nn.Step;
import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Tensor;

class IAFRecurrentTest {
  private static final Generator RANDOM = new Generator(17);

  /// A cell with explicit state, as a connection may hold one.
  private static final class LeakyCell extends Cell<LeakyCell.Trace> {
    record Trace(Tensor value) implements State<Trace> {
      @Override
      public Trace map(UnaryOperator<Tensor> f) {
        return new Trace(f.apply(value));
      }

      @Override
      public List<Tensor> tensors() {
        return List.of(value);
      }
    }

    @Override
    protected Step<Trace> compute(Tensor x, @Nullable Trace state) {
      Tensor value = state == null ? x.mul(.5) : state.value().mul(.5).add(x);
      return new Step<>(value, new Trace(value));
    }

    @Override
    public Trace initialState(Tensor x) {
      return new Trace(Tensor.zerosLike(x));
    }
  }

  private static Linear constant(int n, double weight) {
    Linear linear = new Linear(n, n, false);
    linear.loadStateDict(Map.of("weight", Tensor.full(new long[] {n, n}, weight, DType.FLOAT32)));
    return linear;
  }

  private static Tensor input(long... shape) {
    return Tensor.randn(RANDOM, DType.FLOAT32, shape);
  }

  /// The step rule written out for scalars, as the oracle.
  private static float[] naive(float[] x, float w, float threshold) {
    float[] spikes = new float[x.length];
    float v = 0;
    float last = 0;
    for (int t = 0; t < x.length; t++) {
      v += x[t] + w * last;
      last = v > 0 ? (float) Math.floor(v / threshold) : 0;
      v -= last * threshold;
      spikes[t] = last;
    }
    return spikes;
  }

  @Test
  void feedsSpikesBackOneStepLater() {
    var layer = new IAFRecurrent(constant(1, .5));
    Tensor spikes = layer.forward(Tensor.ones(1, 6, 1));
    assertThat(spikes.toFloatArray())
        .containsExactly(1, 1, 2, 2, 2, 2)
        .containsExactly(naive(new float[] {1, 1, 1, 1, 1, 1}, .5f, 1));
  }

  @Test
  void keepsTheFeedbackThatIsPendingBetweenCalls() {
    var layer = new IAFRecurrent(constant(1, .5));
    assertThat(layer.forward(Tensor.ones(1, 3, 1)).toFloatArray()).containsExactly(1, 1, 2);
    assertThat(layer.forward(Tensor.ones(1, 3, 1)).toFloatArray()).containsExactly(2, 2, 2);
  }

  @Test
  void countsOfAnAllToAllNetworkAreThoseRecorded() {
    var connection = new Sequential(new Flatten(), constant(20, .5 / 20));
    var layer = new IAFRecurrent(connection);
    Tensor spikes = layer.forward(Tensor.full(new long[] {10, 100, 2, 10}, .5, DType.FLOAT32));
    assertThat(spikes.sum().item()).isEqualTo(19_800);
    assertThat(layer.vMem().abs().max().item()).isZero();
  }

  static Stream<Module> connections() {
    return Stream.of(
        new Linear(4, 4),
        new Identity(),
        new Sequential(new Linear(4, 4), new BatchNorm1d(4)).eval(),
        new Sequential(new Linear(4, 4), new LeakyCell()),
        new LeakyCell());
  }

  @ParameterizedTest
  @MethodSource("connections")
  void anyModuleConnectsAndASequenceMayBeSplit(Module connection) {
    var layer = new IAFRecurrent(connection);
    Tensor x = input(3, 12, 4);
    Tensor whole = layer.forward(x);
    Modules.resetStates(layer);
    Tensor parts =
        Tensor.cat(
            List.of(
                layer.forward(x.narrow(1, 0, 5)),
                layer.forward(x.narrow(1, 5, 1)),
                layer.forward(x.narrow(1, 6, 6))),
            1);
    assertThat(whole.sum().item()).isPositive();
    assertThat(parts.equal(whole)).isTrue();
  }

  @Test
  void convolutionsConnectImages() {
    var layer = new IAFRecurrent(Conv2d.builder(3, 3, 3).padding(1).build());
    Tensor spikes = layer.forward(input(2, 7, 3, 5, 6));
    assertThat(spikes.shape()).containsExactly(2, 7, 3, 5, 6);
    assertThat(layer.vMem().shape()).containsExactly(2, 3, 5, 6);
  }

  @Test
  void dropoutInTheConnectionDrawsAnewInEachStep() {
    var layer = new IAFRecurrent(new Sequential(new Dropout(.5), constant(64, .5)));
    Tensor spikes = layer.forward(Tensor.ones(1, 4, 64));
    layer.eval();
    layer.resetStates();
    assertThat(layer.forward(Tensor.ones(1, 4, 64)).equal(spikes)).isFalse();
  }

  @Test
  void aConnectionOfAnotherSizeIsRefused() {
    var layer = new IAFRecurrent(new Linear(4, 5));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> layer.forward(Tensor.ones(2, 3, 4)))
        .withMessage("expected rec_connect to give 8 values for spikes (2, 4), got (2, 5)");
  }

  @Test
  void theStateDictHasTheKeysOfSinabs() {
    var plain = new IAFRecurrent(new Linear(4, 4));
    assertThat(plain.stateDict().keySet())
        .containsExactlyInAnyOrder(
            "spike_threshold", "v_mem", "rec_connect.weight", "rec_connect.bias");
    var full = IAFRecurrent.builder(new Linear(4, 4)).tauSyn(5).minVMem(-1).build();
    assertThat(full.stateDict().keySet())
        .containsExactlyInAnyOrder(
            "tau_syn",
            "spike_threshold",
            "min_v_mem",
            "v_mem",
            "i_syn",
            "rec_connect.weight",
            "rec_connect.bias");
    plain.forward(Tensor.ones(2, 3, 4));
    assertThat(plain.stateDict()).doesNotContainKey("last_spikes");
  }

  @Test
  void aFreshLayerAdoptsALoadedState() {
    var trained = new IAFRecurrent(new Linear(4, 4));
    trained.forward(input(3, 5, 4));
    var fresh = new IAFRecurrent(new Linear(4, 4));
    fresh.loadStateDict(trained.stateDict());
    assertThat(fresh.shape().orElseThrow()).containsExactly(3, 4);
    assertThat(fresh.vMem().equal(trained.vMem())).isTrue();
  }

  @Test
  void resettingForgetsPotentialAndFeedback() {
    var layer = new IAFRecurrent(new Linear(4, 4));
    Tensor x = input(2, 6, 4);
    Tensor first = layer.forward(x);
    assertThat(layer.lastSpikes()).isPresent();
    layer.resetStates();
    assertThat(layer.lastSpikes()).isEmpty();
    assertThat(layer.forward(x).equal(first)).isTrue();
  }

  @Test
  void anotherBatchSizeStartsFromZero() {
    var layer = new IAFRecurrent(new Linear(4, 4));
    layer.forward(input(2, 6, 4));
    Tensor x = input(3, 6, 4);
    Tensor after = layer.forward(x);
    layer.resetStates();
    assertThat(layer.forward(x).equal(after)).isTrue();
  }

  @Test
  void mayBeBuiltWithAShape() {
    var layer = IAFRecurrent.builder(new Linear(4, 4)).shape(2, 4).build();
    assertThat(layer.vMem().toFloatArray()).hasSize(8).containsOnly(0);
    assertThat(layer.lastSpikes()).isEmpty();
    layer.forward(input(2, 6, 4));
    layer.initStateWithShape(3, 4);
    assertThat(layer.lastSpikes()).isEmpty();
    assertThat(layer.shape().orElseThrow()).containsExactly(3, 4);
  }

  @Test
  void recordsTheStateAfterResetAndNotTheFollowingStep() {
    var layer = IAFRecurrent.builder(constant(1, 0)).recordStates(true).build();
    layer.forward(Tensor.full(new long[] {1, 5, 1}, .4, DType.FLOAT32));
    assertThat(layer.recordings().keySet()).containsExactly("v_mem");
    assertThat(
            layer
                .recordings()
                .get("v_mem")
                .reshape(5)
                .allClose(Tensor.of(new float[] {.4f, .8f, .2f, .6f, 0}), 0, 1e-6))
        .isTrue();
  }

  @Test
  void batchRowsDoNotDependOnEachOther() {
    var connection = new Linear(5, 5);
    Tensor x = input(4, 9, 5);
    Tensor all = new IAFRecurrent(connection).forward(x);
    for (int row = 0; row < 4; row++) {
      Tensor one = new IAFRecurrent(connection).forward(x.narrow(0, row, 1));
      assertThat(one.equal(all.narrow(0, row, 1))).isTrue();
    }
  }

  @Test
  void runsInDoublePrecisionThroughout() {
    var layer = new IAFRecurrent(new Linear(4, 4));
    layer.toDouble();
    Tensor spikes = layer.forward(input(2, 6, 4).to(DType.FLOAT64));
    assertThat(spikes.dtype()).isEqualTo(DType.FLOAT64);
    assertThat(layer.vMem().dtype()).isEqualTo(DType.FLOAT64);
  }

  @Test
  void detachingCutsTheHistoryAndKeepsTheValues() {
    var layer = new IAFRecurrent(new Linear(4, 4));
    layer.forward(input(2, 6, 4)).sum().backward();
    double before = layer.vMem().detach().sum().item();
    layer.zeroGrad();
    assertThat(layer.vMem().hasGradFn()).isFalse();
    assertThat(layer.lastSpikes().orElseThrow().hasGradFn()).isFalse();
    assertThat(layer.vMem().sum().item()).isEqualTo(before);
    layer.forward(input(2, 6, 4)).sum().backward();
    assertThat(layer.getParameter("rec_connect.weight").grad()).isNotNull();
  }

  @Test
  void alphaOfTheMembraneIsOneAndThereIsNoCurrentWithoutASynapse() {
    var layer = new IAFRecurrent(new Linear(4, 4));
    assertThat(layer.alphaMemCalculated().item()).isEqualTo(1);
    assertThat(layer.iSyn()).isEmpty();
    assertThat(layer.tauMemCalculated()).isEmpty();
    var filtered = IAFRecurrent.builder(new Linear(4, 4)).tauSyn(5).build();
    filtered.forward(input(1, 2, 4));
    assertThat(filtered.iSyn()).isPresent();
    assertThat(filtered.namedParameters()).containsKey("tau_syn").doesNotContainKey("tau_mem");
  }

  @Test
  void isALIFRecurrentAndNotAnIAF() {
    assertThat(LIFRecurrent.class).isAssignableFrom(IAFRecurrent.class);
    assertThat(IAF.class.isAssignableFrom(IAFRecurrent.class)).isFalse();
  }
}
