package org.nernst.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nernst.norse.LIFAdEx;
import org.nernst.norse.LIFAdExFeedForwardState;
import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;

class StatefulTest {
  private final Tensor x = Tensor.rand(new Generator(7), DType.FLOAT32, 10, 4);

  private static Stateful<NeuronState> leaky() {
    return Stateful.of(NeuronCell.of(NeuronCellTest.LEAKY));
  }

  @Test
  void partsOfASequenceAreTheWholeEvenAcrossScopes() {
    Tensor whole = NeuronCell.of(NeuronCellTest.LEAKY).forward(x).output();
    Stateful<NeuronState> layer = leaky();
    Tensor first;
    try (Scope scope = Scope.open()) {
      first = scope.keep(layer.forward(x.narrow(0, 0, 3)));
    }
    Tensor second = layer.forward(x.narrow(0, 3, 7));
    assertThat(Tensor.cat(List.of(first, second), 0).equal(whole)).isTrue();
    assertThat(whole.sum().item()).isPositive();
  }

  @Test
  void resettingStartsAnew() {
    Stateful<NeuronState> layer = leaky();
    Tensor first = layer.forward(x);
    Tensor later = layer.forward(x);
    Modules.resetStates(layer);
    assertThat(layer.state()).isEmpty();
    assertThat(layer.forward(x).equal(first)).isTrue();
    assertThat(later.equal(first)).isFalse();
  }

  @Test
  void anInputOfAnotherShapeOrDtypeStartsAnew() {
    Stateful<NeuronState> layer = leaky();
    layer.forward(x);
    Tensor other = Tensor.rand(new Generator(8), DType.FLOAT32, 10, 6);
    Tensor fresh = leaky().forward(other);
    assertThat(layer.forward(other).equal(fresh)).isTrue();
    assertThat(layer.forward(other.to(DType.FLOAT64)).dtype()).isEqualTo(DType.FLOAT64);
  }

  @Test
  void theHistoryReachesBackToTheLastDetach() {
    Stateful<LIFAdExFeedForwardState> layer = Stateful.of(new LIFAdEx());
    Tensor first = x.clone().requiresGrad(true);
    layer.forward(first);
    layer.forward(x).sum().backward();
    assertThat(first.grad().abs().sum().item()).isPositive();
    Tensor second = x.clone().requiresGrad(true);
    layer.resetStates();
    layer.forward(second);
    Tensor before = layer.state().orElseThrow().v().clone();
    layer.detachStates();
    assertThat(layer.state().orElseThrow().v().requiresGrad()).isFalse();
    assertThat(layer.state().orElseThrow().v().equal(before)).isTrue();
  }

  @Test
  void aCastReachesTheState() {
    Stateful<NeuronState> layer = leaky();
    layer.forward(x);
    layer.toDouble();
    Tensor state = layer.state().orElseThrow().get("v").clone();
    assertThat(state.dtype()).isEqualTo(DType.FLOAT64);
    Tensor going = layer.forward(x.to(DType.FLOAT64));
    Tensor fromState =
        NeuronCell.of(NeuronCellTest.LEAKY)
            .forward(x.to(DType.FLOAT64), NeuronState.of(Map.of("v", state)))
            .output();
    assertThat(going.equal(fromState)).isTrue();
  }

  @Test
  void theReplacedStateIsClosed() {
    Stateful<NeuronState> layer = leaky();
    layer.forward(x);
    Tensor old = layer.state().orElseThrow().get("v");
    layer.forward(x);
    assertThat(old.isClosed()).isTrue();
  }

  @Test
  void aSavedStateGoesOn() {
    Stateful<NeuronState> layer = leaky();
    layer.forward(x);
    Map<String, Tensor> saved = new LinkedHashMap<>();
    Modules.transientState(layer).forEach((name, t) -> saved.put(name, t.clone()));
    Tensor expected = layer.forward(x);
    Stateful<NeuronState> other = leaky();
    Modules.loadTransientState(other, saved);
    assertThat(other.forward(x).equal(expected)).isTrue();
    Modules.loadTransientState(other, Modules.transientState(leaky()));
    assertThat(other.state()).isEmpty();
  }

  @Test
  void isTimedAsItsCell() {
    assertThat(leaky().timeAxis()).isEqualTo(TimeAxis.FIRST);
    assertThat(leaky().emitsSpikes()).isTrue();
    assertThat(leaky())
        .hasToString(
            "Stateful(\n  (cell): NeuronCell(leaky, v0=0.25, decay=0.9, v_th=1.0, dt=1.0)\n)");
  }
}
