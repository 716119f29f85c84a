package org.nernst.sinabs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nernst.neuron.Expr;
import org.nernst.neuron.SpikeFunction;
import org.nernst.nn.Cell;
import org.nernst.nn.Layer;
import org.nernst.nn.Linear;
import org.nernst.nn.Modules;
import org.nernst.nn.Sequential;
import org.nernst.norse.LICell;
import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Tensor;

/// What a layer remembers between calls, taken out of one and put into another.
class TransientStateTest {
  private static final SpikeFunction BY_CHANCE =
      (states, threshold, surrogate) -> {
        Expr v = SpikeFunction.state(states, "v_mem");
        return Expr.uniform(0).lt(v.dividedBy(threshold));
      };

  private static Linear linear() {
    return new Linear(4, 4, true, DType.FLOAT32, new Generator(3));
  }

  /// Layers whose next call depends on more than their state dict.
  static Stream<Supplier<Layer>> layers() {
    return Stream.of(
        () -> new IAFRecurrent(linear()),
        () -> new LIFRecurrent(5, new Sequential(linear(), linear())),
        () -> new IAFRecurrent(new LICell()),
        () -> new IAFRecurrent(new Sequential(linear(), new LICell())),
        () -> new IAFRecurrent(new OneStep()),
        () -> IAF.builder().spikeFn(BY_CHANCE).build());
  }

  /// A connection of single steps with a layer in it that has a state of its own.
  private static final class OneStep extends Layer {
    private final ExpLeak leak = new ExpLeak(4);

    OneStep() {
      registerModule("leak", leak);
    }

    @Override
    protected Tensor compute(Tensor x) {
      return leak.forward(x.unsqueeze(1)).squeeze(1);
    }
  }

  @ParameterizedTest
  @MethodSource("layers")
  void anotherLayerGoesOnWithThem(Supplier<Layer> make) {
    Tensor x = Tensor.randn(new Generator(7), DType.FLOAT32, 8, 12, 4).mul(2);
    Layer first = make.get();
    first.forward(x.narrow(1, 0, 7));
    SequencedMap<String, Tensor> remembered = copies(Modules.transientState(first));
    SequencedMap<String, Tensor> dict = copies(first.stateDict());
    Tensor wanted = first.forward(x.narrow(1, 7, 5)).detach();
    assertThat(wanted.countNonzero().itemLong()).isPositive();

    Layer other = make.get();
    other.loadStateDict(dict);
    assertThat(other.forward(x.narrow(1, 7, 5)).equal(wanted)).isFalse();

    Layer resumed = make.get();
    Modules.loadTransientState(resumed, remembered);
    resumed.loadStateDict(dict);
    assertThat(resumed.forward(x.narrow(1, 7, 5)).equal(wanted)).isTrue();
  }

  private static SequencedMap<String, Tensor> copies(Map<String, Tensor> tensors) {
    SequencedMap<String, Tensor> copies = new LinkedHashMap<>();
    tensors.forEach((key, t) -> copies.put(key, t.clone()));
    return copies;
  }

  @Test
  void lastSpikesAreThereOrNot() {
    IAFRecurrent layer = new IAFRecurrent(linear());
    assertThat(Modules.transientState(layer)).containsOnlyKeys("random");
    layer.forward(Tensor.ones(2, 3, 4));
    Map<String, Tensor> state = Modules.transientState(layer);
    assertThat(state).containsOnlyKeys("random", "last_spikes");
    IAFRecurrent other = new IAFRecurrent(linear());
    Modules.loadTransientState(other, state);
    assertThat(other.lastSpikes().orElseThrow().equal(layer.lastSpikes().orElseThrow())).isTrue();
    Modules.loadTransientState(other, Map.of());
    assertThat(other.lastSpikes()).isEmpty();
  }

  @Test
  void theStateOfAConnectionMustFit() {
    Cell<?> cell = new LICell();
    IAFRecurrent layer = new IAFRecurrent(cell);
    layer.forward(Tensor.ones(2, 3, 4));
    Map<String, Tensor> state = new LinkedHashMap<>(Modules.transientState(layer));
    assertThat(state).containsKeys("connection_0", "connection_1");
    state.remove("connection_1");
    assertThatThrownBy(() -> Modules.loadTransientState(layer, state))
        .hasMessage("expected 2 tensors for the state of the recurrent connection, got 1");
    IAFRecurrent plain = new IAFRecurrent(linear());
    assertThatThrownBy(
            () -> Modules.loadTransientState(plain, Map.of("connection_0", Tensor.ones(1))))
        .hasMessage("expected no state of a recurrent connection that is a Layer, got 1 tensors");
  }
}
