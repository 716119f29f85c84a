package org.nernst.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nernst.nn.Dropout;
import org.nernst.nn.Linear;
import org.nernst.nn.Module;
import org.nernst.nn.Sequential;
import org.nernst.norse.LIF;
import org.nernst.norse.LIFCell;
import org.nernst.norse.LIFParameters;
import org.nernst.norse.LILinearCell;
import org.nernst.norse.LIParameters;
import org.nernst.sinabs.IAF;
import org.nernst.tensor.Tensor;

class StreamingNetworkTest {
  private static final int STEPS = 60;

  static List<Networks.Named> all() {
    return Networks.all();
  }

  @ParameterizedTest
  @MethodSource("all")
  void aStreamGivesWhatTheModulesGive(Networks.Named network) {
    requireEqual(network.module(), true);
  }

  @ParameterizedTest
  @MethodSource("all")
  void withScalarKernelsToo(Networks.Named network) {
    requireEqual(network.module(), false);
  }

  private static void requireEqual(Module module, boolean vectors) {
    float[][] x = Networks.input(3, STEPS);
    float[][] expected = Networks.reference(module, x);
    NetworkStream stream = StreamingNetwork.make(module, null, vectors).open();
    float[][] got = new float[STEPS][];
    int active = 0;
    for (int t = 0; t < STEPS; t++) {
      got[t] = stream.step(x[t]).toArray();
      for (float value : got[t]) {
        active += value == 0 ? 0 : 1;
      }
    }
    assertThat(got).isDeepEqualTo(expected);
    assertThat(active).isGreaterThan(STEPS);
  }

  @Test
  void randomWeightsAreWithinRounding() {
    Module module =
        new Sequential(new Linear(Networks.INPUTS, 300), new LIF(), new Linear(300, 10)).eval();
    float[][] x = Networks.input(8, 20);
    float[][] expected = Networks.reference(module, x);
    NetworkStream stream = StreamingNetwork.of(module).open();
    for (int t = 0; t < x.length; t++) {
      assertThat(stream.step(x[t]).toArray()).containsExactly(expected[t], within(1e-6f));
    }
  }

  @Test
  void singleStepModulesStreamLikeSequences() {
    Module cells =
        Networks.coarse(
            new Sequential(
                new Linear(Networks.INPUTS, 24),
                new LIFCell(),
                new LILinearCell(Networks.randomWeight(4, 3, 24), new LIParameters(), 0.001)));
    Sequential network = (Sequential) cells;
    NetworkStream stream = StreamingNetwork.of(network).open();
    var state = network.initialState(Tensor.zeros(1, Networks.INPUTS));
    for (float[] x : Networks.input(5, 30)) {
      var step = network.forward(Tensor.of(x, 1, x.length), state);
      state = step.state();
      assertThat(stream.step(x).toArray())
          .containsExactly(step.output().detach().toFloatArray(), within(1e-6f));
    }
  }

  @Test
  void changingTheModuleLaterChangesNothing() {
    Linear linear = new Linear(4, 3, false);
    StreamingNetwork network = StreamingNetwork.of(linear);
    float[] before = network.open().step(new float[] {1, 2, 3, 4}).toArray();
    linear.weight().data().zeroInPlace();
    assertThat(network.open().step(new float[] {1, 2, 3, 4}).toArray()).containsExactly(before);
  }

  @Test
  void tellsSizesAndLayers() {
    StreamingNetwork network =
        StreamingNetwork.of(new Sequential(new Linear(7, 5), new LIF(), new Linear(5, 3)));
    assertThat(network.inputSize()).isEqualTo(7);
    assertThat(network.outputSize()).isEqualTo(3);
    assertThat(network.layers()).containsExactly("1");
    assertThat(network).hasToString("StreamingNetwork(7 -> 5 -> 5 [1] -> 3)");
  }

  @Test
  void neuronsAloneNeedASize() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StreamingNetwork.of(new IAF()))
        .withMessage(
            "expected the size of the input, of which IAF says nothing: give it to of(...)");
    assertThat(StreamingNetwork.of(new IAF(), 3).open().step(new float[] {0, 1, 2.5f}).toArray())
        .containsExactly(0, 1, 2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StreamingNetwork.of(new IAF(), 0))
        .withMessage("expected an input of at least 1 value, got 0");
  }

  @Test
  void parametersTellTheSizeOfNeuronsAlone() {
    Tensor thresholds = Tensor.of(new float[] {1, 2}, 2);
    LIF neurons = new LIF(new LIFParameters().withVTh(thresholds));
    assertThat(StreamingNetwork.of(neurons).inputSize()).isEqualTo(2);
  }

  @Test
  void partsThatDoNotFitAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                StreamingNetwork.of(new Sequential(new Linear(4, 3), new LIF(), new Linear(2, 1))))
        .withMessage("'2' (Linear) takes 2 values, but '1' (LIF) has 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StreamingNetwork.of(new Linear(4, 3), 5))
        .withMessage("Linear takes 4 values, but the input has 5");
    LIF neurons = new LIF(new LIFParameters().withVTh(Tensor.ones(3, 1)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StreamingNetwork.of(neurons, 3))
        .withMessage("expected parameter v_th of neuron lif with one value or 3, got shape (3, 1)");
  }

  @Test
  void dropoutThatDropsIsRefused() {
    Module network = new Sequential(new Linear(4, 3), new Dropout());
    assertThat(StreamingNetwork.of(network.eval()).outputSize()).isEqualTo(3);
  }
}
