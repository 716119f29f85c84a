package org.nernst.norse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Tensor;

class LIFTest {
  @Test
  void aSequenceIsALoopOfTheCell() {
    Tensor x = Tensor.randn(new Generator(3), DType.FLOAT32, 20, 2, 5).add(1);
    var whole = new LIF().forward(x);
    var cell = new LIFCell();
    LIFFeedForwardState state = cell.initialState(x.select(0, 0));
    assertThat(state.v().shape()).isEmpty();
    List<Tensor> spikes = new ArrayList<>();
    for (Tensor now : x.unbind(0)) {
      var step = cell.forward(now, state);
      spikes.add(step.output());
      state = step.state();
    }
    assertThat(whole.output().sum().item()).isGreaterThan(10);
    assertThat(whole.output().equal(Tensor.stack(spikes, 0))).isTrue();
    assertThat(whole.state().v().equal(state.v())).isTrue();
  }

  @Test
  void theRecurrentSequenceIsALoopOfItsCell() {
    Tensor x = Tensor.randn(new Generator(3), DType.FLOAT32, 20, 2, 4).add(1);
    Tensor in = Tensor.rand(new Generator(4), DType.FLOAT32, 6, 4);
    Tensor rec = Tensor.randn(new Generator(5), DType.FLOAT32, 6, 6);
    var neurons = LIFRecurrent.builder(4, 6).inputWeights(in).recurrentWeights(rec).build();
    var cell = LIFRecurrentCell.builder(4, 6).inputWeights(in).recurrentWeights(rec).build();
    var whole = neurons.forward(x);
    LIFState state = null;
    for (Tensor now : x.unbind(0)) {
      state = cell.forward(now, state).state();
    }
    assertThat(whole.output().sum().item()).isGreaterThan(10);
    assertThat(whole.state().z().equal(state.z())).isTrue();
    assertThat(whole.state().i().allClose(state.i(), 1e-5, 1e-6)).isTrue();
  }

  @Test
  void aVLeakPerNeuronWorksWithoutAState() {
    var p = new LIFParameters().withVLeak(Tensor.of(new float[] {-1, 0.5f}));
    double[] v = new LIF(p).forward(Tensor.zeros(3, 2)).state().v().toDoubleArray();
    assertThat(v).containsExactly(-1, 0.5);
  }

  @Test
  void booleanInputIsComputedInFloat32() {
    Tensor x = Tensor.ones(9, 3).to(DType.BOOL);
    var step = new LIF().forward(x);
    assertThat(step.output().dtype()).isEqualTo(DType.FLOAT32);
    assertThat(step.output().sum().item()).isEqualTo(6);
  }

  @Test
  void recordsTheStateAfterEachStep() {
    Tensor x = Tensor.ones(9, 3);
    var recorded = new LIF(new LIFParameters(), 0.001, true).forward(x).state();
    assertThat(recorded.v().shape()).isEqualTo(new long[] {9, 3});
    assertThat(recorded.at(-1).i().equal(new LIF().forward(x).state().i())).isTrue();
  }
}
