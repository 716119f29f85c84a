package org.nernst.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.nernst.nn.Nets.Scale;
import org.nernst.nn.Nets.Sum;
import org.nernst.nn.Nets.Summing;
import org.nernst.nn.Nets.TimedLayer;
import org.nernst.tensor.Tensor;

class SequentialTest {
  @Test
  void chainsLayersAndCellsAndCarriesTheirStates() {
    Sequential net = new Sequential(new Scale(2), new Summing(), new Scale(10), new Summing());
    Step<SequentialState> first = net.forward(Tensor.scalar(1));
    assertThat(first.output().item()).isEqualTo(20);
    assertThat(first.state().entries().get(0)).isNull();
    assertThat(first.state().entries().get(1)).isInstanceOf(Sum.class);
    Step<SequentialState> second = net.forward(Tensor.scalar(1), first.state());
    assertThat(second.output().item()).isEqualTo(60);
    assertThat(net.forward(Tensor.scalar(1)).output().item()).isEqualTo(20);
  }

  @Test
  void nests() {
    Sequential inner = new Sequential(new Summing());
    Sequential net = new Sequential(inner, new Scale(3));
    Step<SequentialState> step = net.forward(Tensor.scalar(1));
    step = net.forward(Tensor.scalar(1), step.state());
    assertThat(step.output().item()).isEqualTo(6);
    assertThat(step.state().tensors()).hasSize(1);
  }

  @Test
  void anEmptyOneIsTheIdentity() {
    Tensor x = Tensor.ones(2);
    assertThat(new Sequential().forward(x).output()).isSameAs(x);
  }

  @Test
  void namesAreNumbersOrGiven() {
    SequencedMap<String, Module> named = new LinkedHashMap<>();
    named.put("first", new Scale(1));
    named.put("second", new Scale(2));
    Sequential net = new Sequential(named);
    assertThat(net.stateDict().keySet()).containsExactly("first.scale", "second.scale");
    assertThat(net.get("second")).isSameAs(net.get(1));
    Scale third = new Scale(3);
    assertThat(net.append(third)).isSameAs(net);
    assertThat(net.namedChildren().keySet()).containsExactly("first", "second", "2");
    assertThat(net.get(-1)).isSameAs(third);
    assertThat(net.size()).isEqualTo(3);
    assertThat(net).containsExactly(net.get(0), net.get(1), third);
    assertThatThrownBy(() -> net.get(3))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessageContaining("3 children, got 3");
    assertThatThrownBy(() -> net.get(-4)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void appendingNeverReplacesAChild() {
    SequencedMap<String, Module> named = new LinkedHashMap<>();
    named.put("1", new Scale(2));
    Sequential net = new Sequential(named).append(new Scale(5));
    assertThat(net.namedChildren().keySet()).containsExactly("1", "2");
    assertThat(net.forward(Tensor.scalar(1)).output().item()).isEqualTo(10);
  }

  @Test
  void aChildThatIsUsedTwiceRunsTwice() {
    Scale twice = new Scale(3);
    Sequential net = new Sequential(twice, twice);
    assertThat(net.forward(Tensor.scalar(1)).output().item()).isEqualTo(9);
    assertThat(net).hasSize(2);
    assertThat(net.parameters()).hasSize(1);
  }

  @Test
  void forwardAllGivesTheOutputOfEveryChild() {
    Sequential net = new Sequential(new Scale(2), new Summing(), new Scale(5));
    SequentialTrace trace = net.forwardAll(Tensor.scalar(1));
    assertThat(trace.outputs()).extracting(Tensor::item).containsExactly(2.0, 2.0, 10.0);
    trace = net.forwardAll(Tensor.scalar(1), trace.state());
    assertThat(trace.outputs()).extracting(Tensor::item).containsExactly(2.0, 4.0, 20.0);
    assertThat(trace.output()).isSameAs(trace.outputs().get(2));
  }

  @Test
  void refusesStatesThatDoNotFit() {
    Sequential net = new Sequential(new Scale(2), new Summing());
    Sum sum = new Sum(Tensor.scalar(0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> net.forward(Tensor.scalar(1), new SequentialState(List.of(sum))))
        .withMessage("expected a state with 2 entries, one per child, got 1");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> net.forward(Tensor.scalar(1), new SequentialState(Arrays.asList(sum, null))))
        .withMessage("expected no state for child 0, a Scale, got Sum");
  }

  @Test
  void initialStateBeginsEveryCellAnew() {
    Sequential net = new Sequential(new Scale(2), new Summing());
    SequentialState state = net.initialState(Tensor.scalar(1));
    assertThat(state.entries()).containsExactly(null, null);
    assertThat(net.forward(Tensor.scalar(1), state).output().item()).isEqualTo(2);
  }

  @Test
  void refusesChildrenWithoutAForward() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Sequential(new Nets.Bare()))
        .withMessageContaining("expected a Layer or a Cell as child '0'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Sequential().registerModule("x", null))
        .withMessageContaining("got null");
  }

  @Test
  void refusesAMixOfTimeAxesWithoutAdapter() {
    TimedLayer first = new TimedLayer(TimeAxis.FIRST);
    TimedLayer second = new TimedLayer(TimeAxis.SECOND);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Sequential(first, new Identity(), second))
        .withMessageContaining("child '2' (TimedLayer) has time axis SECOND")
        .withMessageContaining("TimeFirst.of(...)");
    Sequential nested = new Sequential(new Sequential(first));
    assertThat(nested.timeAxis()).isEqualTo(TimeAxis.FIRST);
    assertThatIllegalArgumentException().isThrownBy(() -> nested.append(second));
    nested.append(TimeFirst.of(second));
    assertThat(new Sequential(new Identity()).timeAxis()).isEqualTo(TimeAxis.NONE);
    assertThat(new Sequential(second).timeAxis()).isEqualTo(TimeAxis.SECOND);
  }

  @Test
  void replacingAChildMayChangeTheTimeAxis() {
    Sequential net = new Sequential(new TimedLayer(TimeAxis.FIRST));
    net.registerModule("0", new TimedLayer(TimeAxis.SECOND));
    assertThat(net.timeAxis()).isEqualTo(TimeAxis.SECOND);
  }

  @Test
  void emitsSpikesIfItsLastChildDoes() {
    assertThat(new Sequential(new TimedLayer(TimeAxis.FIRST)).emitsSpikes()).isTrue();
    assertThat(new Sequential(new TimedLayer(TimeAxis.FIRST), new Identity()).emitsSpikes())
        .isFalse();
    assertThat(new Sequential().emitsSpikes()).isFalse();
  }

  @Test
  void hooksSeeTheSequentialState() {
    Sequential net = new Sequential(new Summing());
    net.registerForwardHook(
        (m, in, out) ->
            new ForwardOutput(out.output(), ((SequentialState) out.state()).map(t -> t.add(100))));
    assertThat(net.forward(Tensor.scalar(1)).state().tensors().getFirst().item()).isEqualTo(101);
  }
}
