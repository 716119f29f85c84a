package org.nernst.norse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nernst.nn.TimeAxis;
import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Tensor;
import org.nernst.tensor.Value;

class LIFAdExTest {
  private static final double[] INPUT_GRADIENT = {
    0.00653508662, 0.00621274081, 0.00563956368, 0.00476626644, 0.00357097534,
    0.00221435984, 0.00180072308, 0.00124065126, 0.000676595580, 0.000373257628
  };

  /// Derivatives of the number of spikes in 10 steps of input 1, by forward-mode differentiation in
  /// double precision.
  private static final Map<String, Double> PARAMETER_GRADIENT =
      Map.of(
          "tau_mem_inv", 3.06926929e-4,
          "tau_syn_inv", -6.19558751e-5,
          "tau_ada_inv", -3.46765502e-5,
          "adaptation_current", -1.74465472e-5,
          "adaptation_spike", -0.00377345431,
          "delta_T", 0.00745183270,
          "v_th", -0.0368540281,
          "v_leak", 0.0121391067,
          "v_reset", 0.0105007974);

  @Test
  void aSequenceIsALoopOfTheCell() {
    Tensor x = input(20, 3, 7);
    var whole = new LIFAdEx().forward(x);
    var cell = new LIFAdExCell();
    LIFAdExFeedForwardState state = null;
    List<Tensor> spikes = new ArrayList<>();
    for (Tensor now : x.unbind(0)) {
      var step = cell.forward(now, state);
      spikes.add(step.output());
      state = step.state();
    }
    assertThat(whole.output().equal(Tensor.stack(spikes, 0))).isTrue();
    assertThat(whole.output().sum().item()).isPositive();
    Map<String, Tensor> last = state.fields();
    whole
        .state()
        .fields()
        .forEach((name, field) -> assertThat(field.equal(last.get(name))).as(name).isTrue());
  }

  @Test
  void chunksWithTheStateHandedOnAreTheWhole() {
    Tensor x = input(24, 2, 5);
    var neurons = new LIFAdEx();
    var whole = neurons.forward(x);
    var first = neurons.forward(x.narrow(0, 0, 7));
    var second = neurons.forward(x.narrow(0, 7, 17), first.state());
    assertThat(Tensor.cat(List.of(first.output(), second.output()), 0).equal(whole.output()))
        .isTrue();
    assertThat(second.state().v().equal(whole.state().v())).isTrue();
    assertThat(second.state().a().equal(whole.state().a())).isTrue();
  }

  @Test
  void aRowOfABatchIsTheSameAsAlone() {
    Tensor x = input(15, 4, 6);
    var neurons = new LIFAdEx();
    Tensor all = neurons.forward(x).output();
    Tensor alone = neurons.forward(x.narrow(1, 3, 1)).output();
    assertThat(alone.equal(all.narrow(1, 3, 1))).isTrue();
    Tensor withoutBatch = neurons.forward(x.select(1, 3)).output();
    assertThat(withoutBatch.equal(all.select(1, 3))).isTrue();
  }

  @Test
  void recordsTheStateAfterEachStep() {
    Tensor x = input(12, 2, 3);
    var neurons = new LIFAdEx(new LIFAdExParameters(), 0.001, true);
    var recorded = neurons.forward(x);
    neurons.recordStates(false);
    var last = neurons.forward(x);
    recorded.state().tensors().forEach(f -> assertThat(f.shape()).isEqualTo(x.shape()));
    assertThat(recorded.output().equal(last.output())).isTrue();
    assertThat(recorded.state().at(-1).v().equal(last.state().v())).isTrue();
    assertThat(recorded.state().at(-1).a().equal(last.state().a())).isTrue();
    var early = neurons.forward(x.narrow(0, 0, 5)).state();
    assertThat(recorded.state().at(4).v().equal(early.v())).isTrue();
    assertThat(recorded.state().at(4).i().equal(early.i())).isTrue();
  }

  @Test
  void recordedStatesCarryTheSameGradient() {
    Tensor x = input(10, 2, 3).requiresGrad(true);
    var neurons = new LIFAdEx();
    neurons.forward(x).state().v().sum().backward();
    Tensor expected = x.grad();
    x.grad(null);
    neurons.recordStates(true);
    neurons.forward(x).state().at(-1).v().sum().backward();
    assertThat(x.grad().allClose(expected, 1e-6, 1e-9)).isTrue();
  }

  @Test
  void gradientsAreThoseOfTheReference() {
    Map<String, Tensor> leaves = new LinkedHashMap<>();
    var p = new LIFAdExParameters();
    for (String name : PARAMETER_GRADIENT.keySet()) {
      Tensor leaf = Tensor.scalar(p.values().get(name).number(), DType.FLOAT64);
      leaves.put(name, leaf);
      p = p.with(name, Value.param(leaf));
    }
    Tensor x = Tensor.ones(DType.FLOAT64, 10, 1).requiresGrad(true);
    var neurons = new LIFAdEx(p);
    var start = neurons.initialState(x).map(field -> field.requiresGrad(true));
    neurons.forward(x, start).output().sum().backward();

    double[] dx = x.grad().toDoubleArray();
    for (int k = 0; k < dx.length; k++) {
      assertThat(dx[k]).isCloseTo(INPUT_GRADIENT[k], within(1e-8 * INPUT_GRADIENT[0]));
    }
    assertThat(start.v().grad().item()).isCloseTo(0.0142141239, within(1e-10));
    Map<String, Double> found = new HashMap<>();
    leaves.forEach((name, leaf) -> found.put(name, leaf.grad().item()));
    PARAMETER_GRADIENT.forEach(
        (name, expected) ->
            assertThat(found.get(name))
                .as(name)
                .isCloseTo(expected, within(1e-8 * Math.abs(expected))));
  }

  @Test
  void aVLeakPerNeuronWorksWithoutAState() {
    Tensor leaks = Tensor.of(new float[] {-0.5f, 0.25f});
    var neurons = new LIFAdEx(new LIFAdExParameters().withVLeak(leaks));
    Tensor x = Tensor.zeros(3, 4, 2);
    var start = neurons.initialState(x);
    assertThat(start.v().equal(leaks.expand(4, 2))).isTrue();
    assertThat(neurons.forward(x).state().v().equal(neurons.forward(x, start).state().v()))
        .isTrue();
  }

  @Test
  void wholeNumberInputIsComputedInFloat32() {
    Tensor x = Tensor.ones(5, 2).to(DType.INT64);
    var step = new LIFAdEx().forward(x);
    assertThat(step.output().dtype()).isEqualTo(DType.FLOAT32);
    assertThat(step.output().equal(new LIFAdEx().forward(Tensor.ones(5, 2)).output())).isTrue();
  }

  @Test
  void anInputExpandedInTimeIsAConstantCurrent() {
    Tensor current = input(1, 3, 4);
    Tensor expanded = current.expand(9, 3, 4);
    var neurons = new LIFAdEx();
    assertThat(neurons.forward(expanded).output().equal(neurons.forward(expanded.clone()).output()))
        .isTrue();
  }

  @Test
  void refusesASequenceWithoutSteps() {
    assertThatThrownBy(() -> new LIFAdEx().forward(Tensor.zeros(0, 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected input (time, ...) with at least one time step, got (0, 3)");
    assertThatThrownBy(() -> new LIFAdEx().forward(Tensor.scalar(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got ()");
  }

  @Test
  void timeIsFirst() {
    assertThat(new LIFAdEx().timeAxis()).isEqualTo(TimeAxis.FIRST);
  }

  private static Tensor input(long... shape) {
    return Tensor.randn(new Generator(11), DType.FLOAT32, shape).mul(0.5).add(1);
  }
}
