package org.nernst.norse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nernst.nn.TimeAxis;
import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Tensor;

class LIFAdExRecurrentTest {
  private static final Tensor INPUT_WEIGHTS =
      Tensor.of(new float[] {0.5f, 0.3f, 0.9f, -0.2f}, 2, 2);
  private static final Tensor RECURRENT_WEIGHTS = Tensor.of(new float[] {0, 0.4f, -0.6f, 0}, 2, 2);

  @Test
  void followsTheReferenceTrace() {
    var neurons = twoNeurons();
    neurons.recordStates(true);
    var step = neurons.forward(Tensor.ones(14, 2));
    assertThat(spikeSteps(step.output().select(1, 0))).containsExactly(6, 9, 12);
    assertThat(spikeSteps(step.output().select(1, 1))).containsExactly(7, 12);
    assertClose(step.state().at(6).v(), 0.319120, 0);
    assertClose(step.state().at(6).i(), 2.528911, 1.732798);
    assertClose(step.state().at(6).a(), 0.0375293, 0.0431298);
    assertClose(step.state().at(13).v(), 0.817118, 0.452606);
    assertClose(step.state().at(13).i(), 3.399148, 1.995584);
    assertClose(step.state().at(13).a(), 0.0969096, 0.0824932);
    assertThat(step.state().z().equal(step.output())).isTrue();
  }

  @Test
  void aSequenceIsALoopOfTheCell() {
    Tensor inputWeights = randn(1, 6, 4);
    Tensor recurrentWeights = randn(2, 6, 6);
    Tensor x = randn(3, 15, 3, 4).add(0.5);
    var neurons =
        LIFAdExRecurrent.builder(4, 6)
            .inputWeights(inputWeights)
            .recurrentWeights(recurrentWeights)
            .build();
    var cell =
        LIFAdExRecurrentCell.builder(4, 6)
            .inputWeights(inputWeights)
            .recurrentWeights(recurrentWeights)
            .build();
    var whole = neurons.forward(x);
    LIFAdExState state = null;
    List<Tensor> spikes = new ArrayList<>();
    for (Tensor now : x.unbind(0)) {
      var step = cell.forward(now, state);
      spikes.add(step.output());
      state = step.state();
    }
    assertThat(whole.output().sum().item()).isPositive();
    assertThat(whole.output().equal(Tensor.stack(spikes, 0))).isTrue();
    assertThat(whole.state().v().allClose(state.v(), 1e-5, 1e-6)).isTrue();
    assertThat(whole.state().i().allClose(state.i(), 1e-5, 1e-6)).isTrue();
  }

  @Test
  void chunksWithTheStateHandedOnAreTheWhole() {
    Tensor x = randn(4, 20, 2, 4).add(0.5);
    var neurons = LIFAdExRecurrent.builder(4, 6).generator(new Generator(9)).build();
    var whole = neurons.forward(x);
    var first = neurons.forward(x.narrow(0, 0, 8));
    var second = neurons.forward(x.narrow(0, 8, 12), first.state());
    assertThat(Tensor.cat(List.of(first.output(), second.output()), 0).equal(whole.output()))
        .isTrue();
    assertThat(second.state().v().allClose(whole.state().v(), 1e-5, 1e-6)).isTrue();
  }

  @Test
  void theBatchIsOptional() {
    var step = new LIFAdExRecurrent(2, 4).forward(Tensor.ones(2, 2));
    assertThat(step.output().shape()).isEqualTo(new long[] {2, 4});
    step.state().tensors().forEach(f -> assertThat(f.shape()).isEqualTo(new long[] {4}));
    var deep = new LIFAdExRecurrent(2, 4).forward(Tensor.ones(3, 5, 6, 2));
    assertThat(deep.output().shape()).isEqualTo(new long[] {3, 5, 6, 4});
  }

  @Test
  void gradientsReachWeightsInputAndState() {
    Tensor x = randn(5, 12, 2, 4).add(1).requiresGrad(true);
    var neurons = LIFAdExRecurrent.builder(4, 6).generator(new Generator(9)).build();
    var start = neurons.initialState(x).map(field -> field.requiresGrad(true));
    var step = neurons.forward(x, start);
    step.output().sum().add(step.state().v().sum()).backward();
    assertThat(x.grad().abs().sum().item()).isPositive();
    neurons.parameters().forEach(w -> assertThat(w.grad().abs().sum().item()).isPositive());
    start.tensors().forEach(f -> assertThat(f.grad().abs().sum().item()).isPositive());
  }

  @Test
  void aVLeakPerNeuronWorksWithoutAState() {
    Tensor leaks = Tensor.of(new float[] {-0.5f, 0.25f, 0});
    var neurons =
        LIFAdExRecurrent.builder(2, 3).p(new LIFAdExParameters().withVLeak(leaks)).build();
    assertThat(neurons.initialState(Tensor.ones(5, 4, 2)).v().equal(leaks.expand(4, 3))).isTrue();
    Tensor x = Tensor.ones(5, 4, 2);
    assertThat(
            neurons
                .forward(x)
                .state()
                .v()
                .equal(neurons.forward(x, neurons.initialState(x)).state().v()))
        .isTrue();
  }

  @Test
  void booleanInputIsComputedInFloat32() {
    Tensor x = Tensor.ones(5, 2).to(DType.BOOL);
    var step = twoNeurons().forward(x);
    assertThat(step.output().equal(twoNeurons().forward(Tensor.ones(5, 2)).output())).isTrue();
    assertThat(step.state().v().dtype()).isEqualTo(DType.FLOAT32);
  }

  @Test
  void timeIsFirst() {
    assertThat(new LIFAdExRecurrent(1, 1).timeAxis()).isEqualTo(TimeAxis.FIRST);
  }

  private static LIFAdExRecurrent twoNeurons() {
    return LIFAdExRecurrent.builder(2, 2)
        .inputWeights(INPUT_WEIGHTS)
        .recurrentWeights(RECURRENT_WEIGHTS)
        .build();
  }

  private static void assertClose(Tensor actual, double first, double second) {
    double[] values = actual.toDoubleArray();
    assertThat(values[0]).isCloseTo(first, within(1e-6));
    assertThat(values[1]).isCloseTo(second, within(1e-6));
  }

  private static List<Integer> spikeSteps(Tensor raster) {
    double[] spikes = raster.toDoubleArray();
    List<Integer> steps = new ArrayList<>();
    for (int k = 0; k < spikes.length; k++) {
      if (spikes[k] == 1) {
        steps.add(k + 1);
      }
    }
    return steps;
  }

  private static Tensor randn(long seed, long... shape) {
    return Tensor.randn(new Generator(seed), DType.FLOAT32, shape);
  }
}
