package org.nernst.norse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Tensor;

class LITest {
  @Test
  void integratesAndLeaks() {
    double v = 0.25;
    double i = 0;
    var p = new LIParameters().withVLeak(0.25);
    var neurons = new LI(p);
    Tensor x = Tensor.randn(new Generator(1), DType.FLOAT64, 30, 1);
    double[] output = neurons.forward(x).output().toDoubleArray();
    double[] input = x.toDoubleArray();
    for (int k = 0; k < input.length; k++) {
      i += input[k];
      v += 0.1 * (0.25 - v + i);
      i -= 0.2 * i;
      assertThat(output[k]).isCloseTo(v, within(1e-12));
    }
  }

  @Test
  void theOutputIsTheMembranePotential() {
    var step = new LICell().forward(Tensor.ones(2, 3));
    assertThat(step.output().equal(step.state().v())).isTrue();
  }

  @Test
  void aSequenceIsALoopOfTheCell() {
    Tensor x = Tensor.randn(new Generator(2), DType.FLOAT32, 12, 2, 3);
    var whole = new LI().forward(x);
    var cell = new LICell();
    LIState state = null;
    for (Tensor now : x.unbind(0)) {
      state = cell.forward(now, state).state();
    }
    assertThat(whole.state().v().equal(state.v())).isTrue();
    assertThat(whole.output().select(0, -1).equal(state.v())).isTrue();
    assertThat(whole.output().shape()).isEqualTo(x.shape());
  }

  @Test
  void theLinearCellIntegratesAWeightedSum() {
    Tensor weights = Tensor.randn(new Generator(3), DType.FLOAT32, 4, 3);
    Tensor x = Tensor.randn(new Generator(4), DType.FLOAT32, 2, 3);
    var linear = new LILinearCell(weights, new LIParameters(), 0.001);
    var plain = new LICell();
    var expected = plain.forward(x.matmul(weights.t()));
    var step = linear.forward(x);
    assertThat(step.output().allClose(expected.output(), 1e-5, 1e-6)).isTrue();
    assertThat(linear.initialState(x).v().shape()).isEqualTo(new long[] {2, 4});
    assertThat(linear.stateDict()).containsOnlyKeys("input_weights");
    step.output().sum().backward();
    assertThat(linear.inputWeights().grad().abs().sum().item()).isPositive();
  }

  @Test
  void theLinearCellScalesItsWeightsByItsInputs() {
    Tensor weights = new LILinearCell(400, 200).inputWeights().detach();
    assertThat(Math.sqrt(weights.square().mean().item())).isCloseTo(0.05, within(0.001));
    assertThatThrownBy(() -> new LILinearCell(3, 2).forward(Tensor.ones(2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected input (..., 3), got (2)");
  }

  @Test
  void parametersAreUpstreams() {
    assertThat(new LIParameters().describe())
        .isEqualTo("tau_syn_inv=200.0, tau_mem_inv=100.0, v_leak=0.0");
    assertThat(LIParameters.bioDefault().describe())
        .isEqualTo("tau_syn_inv=0.5, tau_mem_inv=0.1, v_leak=-70.0");
    var p = new LIParameters();
    assertThat(List.of(p.withTauSynInv(3), p.withTauMemInv(3), p.withVLeak(3)))
        .containsExactly(p.with("tau_syn_inv", 3), p.with("tau_mem_inv", 3), p.with("v_leak", 3));
  }
}
