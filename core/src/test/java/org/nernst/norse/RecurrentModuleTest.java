package org.nernst.norse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Tensor;
import org.nernst.tensor.torch.Adam;
import org.nernst.tensor.torch.AdamW;
import org.nernst.tensor.torch.Optimizer;

class RecurrentModuleTest {
  @Test
  void keysAndShapesAreUpstreams() {
    var neurons = new LIFAdExRecurrent(3, 5);
    assertThat(neurons.stateDict()).containsOnlyKeys("input_weights", "recurrent_weights");
    assertThat(neurons.inputWeights().shape()).isEqualTo(new long[] {5, 3});
    assertThat(neurons.recurrentWeights().shape()).isEqualTo(new long[] {5, 5});
    neurons.parameters().forEach(weights -> assertThat(weights.requiresGrad()).isTrue());
  }

  @Test
  void bothWeightsAreScaledByTheNumberOfNeurons() {
    var neurons =
        LIFAdExRecurrent.builder(200, 400).autapses(true).generator(new Generator(1)).build();
    double expected = Math.sqrt(2.0 / 400);
    assertThat(deviation(neurons.inputWeights())).isCloseTo(expected, within(0.02 * expected));
    assertThat(deviation(neurons.recurrentWeights())).isCloseTo(expected, within(0.02 * expected));
  }

  @Test
  void equalGeneratorsGiveEqualWeights() {
    Tensor first = builder().generator(new Generator(4)).build().recurrentWeights();
    Tensor same = builder().generator(new Generator(4)).build().recurrentWeights();
    Tensor other = builder().generator(new Generator(5)).build().recurrentWeights();
    assertThat(first.equal(same)).isTrue();
    assertThat(first.equal(other)).isFalse();
    assertThat(builder().build().recurrentWeights().equal(builder().build().recurrentWeights()))
        .as("layers of one network differ")
        .isFalse();
  }

  @Test
  void theDiagonalIsClearedInACopy() {
    Tensor given = Tensor.ones(4, 4);
    var neurons = builder().recurrentWeights(given).build();
    assertThat(given.sum().item()).isEqualTo(16);
    assertThat(neurons.recurrentWeights().diagonal().toDoubleArray()).containsOnly(0);
    assertThat(neurons.recurrentWeights().sum().item()).isEqualTo(12);
    var with = builder().recurrentWeights(given).autapses(true).build();
    assertThat(with.recurrentWeights().equal(given)).isTrue();
  }

  @Test
  void theDiagonalStaysZeroThroughTrainingWithWeightDecay() {
    for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
      var neurons = builder().generator(new Generator(2)).build();
      neurons.to(dtype);
      List<Optimizer> optimizers =
          List.of(
              Adam.builder(neurons.parameters()).learningRate(0.1).weightDecay(0.1).build(),
              AdamW.builder(neurons.parameters()).learningRate(0.1).weightDecay(0.1).build());
      for (Optimizer optimizer : optimizers) {
        Tensor before = neurons.recurrentWeights().detach().clone();
        for (int step = 0; step < 3; step++) {
          optimizer.zeroGrad();
          neurons.forward(Tensor.ones(dtype, 20, 2, 3)).state().v().sum().backward();
          Tensor gradient = neurons.recurrentWeights().grad();
          assertThat(gradient.diagonal().toDoubleArray()).containsOnly(0);
          assertThat(gradient.abs().sum().item()).isPositive();
          optimizer.step();
        }
        assertThat(neurons.recurrentWeights().diagonal().toDoubleArray()).containsOnly(0);
        assertThat(neurons.recurrentWeights().equal(before)).isFalse();
      }
    }
  }

  @Test
  void theDiagonalStaysZeroThroughALoad() {
    for (boolean assign : new boolean[] {false, true}) {
      var neurons = builder().build();
      Tensor loaded = Tensor.ones(4, 4);
      neurons.loadStateDict(
          Map.of("input_weights", Tensor.ones(4, 3), "recurrent_weights", loaded), true, assign);
      assertThat(loaded.sum().item()).as("the caller's tensor").isEqualTo(16);
      assertThat(neurons.recurrentWeights().diagonal().toDoubleArray()).containsOnly(0);
      assertThat(neurons.recurrentWeights().sum().item()).isEqualTo(12);
      neurons.forward(Tensor.ones(20, 2, 3)).state().v().sum().backward();
      assertThat(neurons.recurrentWeights().grad().diagonal().toDoubleArray()).containsOnly(0);
    }
  }

  @Test
  void withAutapsesANeuronHearsItself() {
    Tensor input = Tensor.zeros(1, 3);
    for (boolean autapses : new boolean[] {false, true}) {
      var cell =
          LIFAdExRecurrentCell.builder(3, 4)
              .recurrentWeights(Tensor.ones(4, 4))
              .autapses(autapses)
              .build();
      var silent = cell.initialState(input);
      Tensor spikes = Tensor.of(new float[] {1, 0, 0, 0}, 1, 4);
      var spiking = new LIFAdExState(spikes, silent.v(), silent.i(), silent.a());
      double[] i = cell.forward(input, spiking).state().i().toDoubleArray();
      assertThat(i[0] > 0).isEqualTo(autapses);
      assertThat(i[1]).isCloseTo(0.8, within(1e-6));
    }
  }

  @Test
  void atrainableLeafIsSharedAndOtherTensorsAreCopied() {
    Tensor shared = Tensor.ones(4, 3).requiresGrad(true);
    assertThat(builder().inputWeights(shared).build().inputWeights()).isSameAs(shared);
    Tensor plain = Tensor.ones(4, 3);
    Tensor registered = builder().inputWeights(plain).build().inputWeights();
    assertThat(registered.sameStorage(plain)).isFalse();
    assertThat(plain.requiresGrad()).isFalse();
    assertThat(registered.requiresGrad()).isTrue();
  }

  @Test
  void refusesWeightsThatDontFit() {
    assertThatThrownBy(() -> builder().inputWeights(Tensor.ones(3, 4)).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("input_weights: expected a floating tensor (4, 3), got float32 (3, 4)");
    assertThatThrownBy(() -> builder().recurrentWeights(Tensor.ones(4, 4).to(DType.INT64)).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("recurrent_weights: expected a floating tensor (4, 4), got int64 (4, 4)");
    Tensor computed = Tensor.ones(4, 3).requiresGrad(true).mul(2);
    assertThatThrownBy(() -> builder().inputWeights(computed).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("detach()");
    assertThatThrownBy(() -> new LIFAdExRecurrent(0, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("inputSize: expected > 0, got 0");
  }

  @Test
  void refusesInputsThatDontFit() {
    assertThatThrownBy(() -> builder().build().forward(Tensor.ones(5, 2, 4)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected input (time, ..., 3), got (5, 2, 4)");
    assertThatThrownBy(() -> builder().build().forward(Tensor.ones(3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected input (time, ..., 3), got (3)");
    assertThatThrownBy(() -> builder().build().forward(Tensor.ones(0, 2, 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least one time step");
    assertThatThrownBy(() -> new LIFAdExRecurrentCell(3, 4).forward(Tensor.ones(2, 5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected input (..., 3), got (2, 5)");
  }

  @Test
  void castsWithTheModule() {
    var neurons = builder().build();
    neurons.to(DType.FLOAT64);
    var step = neurons.forward(Tensor.ones(DType.FLOAT64, 6, 2, 3));
    assertThat(step.output().dtype()).isEqualTo(DType.FLOAT64);
    assertThat(step.state().a().dtype()).isEqualTo(DType.FLOAT64);
  }

  @Test
  void printsSizesParametersAndAutapses() {
    assertThat(builder().build().toString())
        .startsWith("LIFAdExRecurrent(input_size=3, hidden_size=4, p=LIFAdExParameters(")
        .endsWith("dt=0.001, autapses=false)");
  }

  private static RecurrentBuilder<LIFAdExParameters, LIFAdExRecurrent> builder() {
    return LIFAdExRecurrent.builder(3, 4);
  }

  private static double deviation(Tensor weights) {
    return Math.sqrt(weights.detach().square().mean().item());
  }
}
