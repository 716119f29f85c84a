package org.nernst.norse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Tensor;

class LIFAdExRefracTest {
  @Test
  void outputAndStateHaveTheShapeOfTheInput() {
    long[] shape = {16, 20, 30};
    var step = new LIFAdExRefracCell().forward(Tensor.randn(shape));
    assertThat(step.output().shape()).isEqualTo(shape);
    step.state().tensors().forEach(field -> assertThat(field.shape()).isEqualTo(shape));
  }

  @Test
  void aSequenceIsALoopOfTheCell() {
    Tensor x = Tensor.randn(new Generator(3), DType.FLOAT32, 30, 2, 5).add(1.5);
    var p = new LIFAdExRefracParameters().withRhoReset(3);
    var whole = new LIFAdExRefrac(p).forward(x);
    var cell = new LIFAdExRefracCell(p);
    LIFAdExRefracFeedForwardState state = null;
    List<Tensor> spikes = new ArrayList<>();
    for (Tensor now : x.unbind(0)) {
      var step = cell.forward(now, state);
      spikes.add(step.output());
      state = step.state();
    }
    assertThat(whole.output().sum().item()).isGreaterThan(10);
    assertThat(whole.output().equal(Tensor.stack(spikes, 0))).isTrue();
    assertThat(whole.state().rho().equal(state.rho())).isTrue();
    assertThat(whole.state().lifAdEx().v().equal(state.lifAdEx().v())).isTrue();
  }

  @Test
  void theRecurrentSequenceIsALoopOfItsCell() {
    Tensor x = Tensor.randn(new Generator(3), DType.FLOAT32, 20, 2, 4).add(1);
    Tensor in = Tensor.rand(new Generator(4), DType.FLOAT32, 6, 4);
    Tensor rec = Tensor.randn(new Generator(5), DType.FLOAT32, 6, 6);
    var neurons =
        LIFAdExRefracRecurrent.builder(4, 6).inputWeights(in).recurrentWeights(rec).build();
    var cell =
        LIFAdExRefracRecurrentCell.builder(4, 6).inputWeights(in).recurrentWeights(rec).build();
    neurons.recordStates(true);
    var whole = neurons.forward(x);
    LIFAdExRefracState state = cell.initialState(x.select(0, 0));
    int k = 0;
    for (Tensor now : x.unbind(0)) {
      state = cell.forward(now, state).state();
      assertThat(whole.state().at(k).lifAdEx().z().equal(state.lifAdEx().z())).isTrue();
      assertThat(whole.state().at(k).rho().equal(state.rho())).isTrue();
      k++;
    }
    assertThat(whole.output().sum().item()).isGreaterThan(10);
  }

  @Test
  void startsAtRestAndNotRefractory() {
    var state =
        new LIFAdExRefrac(
                new LIFAdExRefracParameters().withLifAdEx(new LIFAdExParameters().withVLeak(0.25)))
            .initialState(Tensor.ones(4, 2));
    assertThat(state.lifAdEx().v().toDoubleArray()).containsOnly(0.25);
    assertThat(state.rho().toDoubleArray()).containsOnly(0);
  }

  @Test
  void aRefractoryPeriodPerNeuron() {
    var p = new LIFAdExRefracParameters().withRhoReset(Tensor.of(new float[] {0, 2, 20}));
    double[] counts =
        new LIFAdExRefrac(p)
            .forward(Tensor.full(new long[] {40, 3}, 3))
            .output()
            .sum(0)
            .toDoubleArray();
    assertThat(counts[0]).isGreaterThan(counts[1]);
    assertThat(counts[1]).isGreaterThan(counts[2]);
    assertThat(counts[2]).isEqualTo(2);
  }

  @Test
  void withoutRefractoryPeriodItIsThePlainNeuron() {
    Tensor x = Tensor.randn(new Generator(3), DType.FLOAT32, 30, 2, 5).add(1.5);
    var plain = new LIFAdEx().forward(x);
    var refractory = new LIFAdExRefrac(new LIFAdExRefracParameters().withRhoReset(0)).forward(x);
    assertThat(refractory.output().equal(plain.output())).isTrue();
    assertThat(refractory.state().lifAdEx().a().equal(plain.state().a())).isTrue();
  }

  @Test
  void refusesANegativePeriod() {
    assertThatThrownBy(() -> new LIFAdExRefracParameters().withRhoReset(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("rho_reset: expected a number of steps >= 0, got -1.0");
  }
}
