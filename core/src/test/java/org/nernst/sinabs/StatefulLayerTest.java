package org.nernst.sinabs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nernst.nn.Linear;
import org.nernst.nn.Modules;
import org.nernst.nn.Sequential;
import org.nernst.tensor.DType;
import org.nernst.tensor.Tensor;

class StatefulLayerTest {
  @Test
  void hasNoStateBeforeTheFirstInput() {
    var layer = LIF.builder(10).tauSyn(5).build();
    assertThat(layer.isStateInitialised()).isFalse();
    assertThat(layer.shape()).isEmpty();
    assertThat(layer.firingRate()).isEmpty();
    assertThat(layer.vMem().shape()).containsExactly(0);
    layer.resetStates();
    assertThat(layer.isStateInitialised()).isFalse();
  }

  @Test
  void takesTheShapeOfItsInput() {
    var layer = new IAF();
    layer.forward(Tensor.ones(2, 3, 4));
    assertThat(layer.shape().orElseThrow()).containsExactly(2, 4);
    assertThat(layer.stateHasShape(2, 4)).isTrue();
    assertThat(layer.hasTrailingDimension(4)).isTrue();
    assertThat(layer.hasTrailingDimension(2, 4)).isFalse();
  }

  @Test
  void startsFromTheShapeThatItWasBuiltWith() {
    var layer = IAF.builder().shape(2, 4).build();
    assertThat(layer.stateHasShape(2, 4)).isTrue();
    assertThat(layer.vMem().toFloatArray()).containsOnly(0);
  }

  @Test
  void randomStatesLieInTheirRanges() {
    var layer = LIF.builder(10).tauSyn(5).shape(5, 100).build();
    layer.resetStates(true, Map.of("v_mem", new ValueRange(-5, -3)));
    assertThat(layer.vMem().min().item()).isBetween(-5., -4.9);
    assertThat(layer.vMem().max().item()).isBetween(-3.1, -3.);
    Tensor current = layer.iSyn().orElseThrow();
    assertThat(current.min().item()).isBetween(0., .1);
    assertThat(current.max().item()).isBetween(.9, 1.);
    layer.resetStates();
    assertThat(layer.vMem().toFloatArray()).containsOnly(0);
  }

  @Test
  void unknownStatesAndIdleRangesAreRefused() {
    var layer = IAF.builder().shape(2, 4).build();
    var range = Map.of("i_syn", new ValueRange(0, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> layer.resetStates(true, range))
        .withMessage("expected value ranges for states among [v_mem], got i_syn");
    var idle = Map.of("v_mem", new ValueRange(0, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> layer.resetStates(false, idle));
    assertThatIllegalArgumentException().isThrownBy(() -> new ValueRange(1, 1));
  }

  @Test
  void anotherBatchSizeCanBeRefused() {
    var layer = IAF.builder().batchChange(BatchChange.ERROR).build();
    layer.forward(Tensor.ones(2, 3, 4));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> layer.forward(Tensor.ones(5, 3, 4)))
        .withMessage("expected input for state v_mem of shape (2, 4), got input (5, 3, 4)");
  }

  @Test
  void inputsWithoutTimeAreRefused() {
    var layer = new IAF();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> layer.forward(Tensor.ones(5)))
        .withMessage("expected input (batch, time, ...), got (5)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> layer.forward(Tensor.ones(5, 0, 2)))
        .withMessageContaining("at least one time step, got (5, 0, 2)");
  }

  @Test
  void aStateOfAnotherDtypeIsRefusedUntilItIsForgotten() {
    var layer = new IAF();
    layer.forward(Tensor.ones(2, 3, 4));
    Tensor wide = Tensor.ones(DType.FLOAT64, 2, 3, 4);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> layer.forward(wide))
        .withMessageContaining("v_mem, float32, got float64");
    layer.forgetStates();
    assertThat(layer.forward(wide).dtype()).isEqualTo(DType.FLOAT64);
  }

  @Test
  void integersAreTakenAsFloats() {
    var layer = new IAF();
    Tensor spikes = layer.forward(Tensor.ones(DType.INT32, 1, 2, 3));
    assertThat(spikes.dtype()).isEqualTo(DType.FLOAT32);
    assertThat(spikes.toFloatArray()).containsOnly(1);
  }

  @Test
  void firingRateIsTheMeanOfTheOutput() {
    var layer = new IAF();
    Tensor spikes = layer.forward(Tensor.full(new long[] {2, 7, 3}, .3, DType.FLOAT32));
    assertThat(layer.firingRate().orElseThrow().item()).isEqualTo(spikes.mean().item());
  }

  @Test
  void aWholeNetworkIsResetRecurrentLayersIncluded() {
    var recurrent = new IAFRecurrent(new Linear(4, 4));
    var network = new Sequential(new Linear(3, 4), recurrent, new IAF());
    network.forward(Tensor.ones(2, 5, 3));
    Modules.resetStates(network);
    assertThat(recurrent.vMem().toFloatArray()).containsOnly(0);
    assertThat(recurrent.lastSpikes()).isEmpty();
  }

  @Test
  void layersBuiltWithDefaultsShareNoThreshold() {
    var one = new IAF();
    var other = new IAF();
    one.spikeThreshold().detach().fillInPlace(2);
    assertThat(one.spikeThreshold().item()).isEqualTo(2);
    assertThat(other.spikeThreshold().item()).isEqualTo(1);
  }

  @Test
  void forwardTwiceWithBackwardNeedsADetachBetween() {
    var layer = LIF.builder(10).build();
    for (int k = 0; k < 3; k++) {
      Tensor loss = layer.forward(Tensor.rand(2, 5, 3)).sum().add(layer.vMem().sum());
      loss.backward();
      Modules.detachStates(layer);
    }
    assertThat(layer.getParameter("tau_mem").grad()).isNotNull();
  }
}
