package org.nernst.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nernst.nn.Conv2d;
import org.nernst.nn.Dropout;
import org.nernst.nn.Flatten;
import org.nernst.nn.Identity;
import org.nernst.nn.Linear;
import org.nernst.nn.Module;
import org.nernst.nn.Sequential;
import org.nernst.nn.Stateful;
import org.nernst.norse.LIF;
import org.nernst.norse.LIFCell;
import org.nernst.sinabs.IAF;
import org.nernst.sinabs.IAFRecurrent;
import org.nernst.tensor.DType;

class DismantlerTest {
  private static void requireRefused(Module module, String message) {
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> StreamingNetwork.of(module, 4))
        .withMessage(message);
  }

  @Test
  void nestedModulesComeOutInOrderWithTheirPaths() {
    LIF shared = new LIF();
    List<Part> parts =
        Dismantler.parts(
            new Sequential(new Sequential(new Linear(3, 2), shared), new Identity(), new LIF()));
    assertThat(parts.stream().map(Part::title))
        .containsExactly("'0.0' (Linear)", "'0.1' (LIF)", "'2' (LIF)");
  }

  @Test
  void aLayerThatKeepsTheStateOfACellIsThatCell() {
    List<Part> parts = Dismantler.parts(new Sequential(new Linear(3, 2), Stateful.of(new LIF())));
    assertThat(parts.stream().map(Part::title)).containsExactly("'0' (Linear)", "'1.cell' (LIF)");
  }

  @Test
  void unknownModulesAreRefused() {
    requireRefused(
        new Sequential(Conv2d.builder(1, 2, 3).build(), new Flatten(), new Linear(8, 2)),
        "'0' (Conv2d) can't be streamed: a stream runs neurons, Linear, Flatten, Identity and"
            + " Dropout, in Sequential, TimeFirst or BatchFirst");
    requireRefused(
        Module.of(x -> x),
        "FunctionLayer can't be streamed: a stream runs neurons, Linear, Flatten, Identity and"
            + " Dropout, in Sequential, TimeFirst or BatchFirst");
  }

  @Test
  void modulesThatDoMoreThanTheyShowAreRefused() {
    Linear hooked = new Linear(4, 2);
    hooked.registerForwardHook((module, input, output) -> null);
    requireRefused(
        hooked, "Linear can't be streamed: it has hooks, which a stream doesn't run: remove them");
    requireRefused(
        new Sequential(new Linear(4, 2), new Dropout()),
        "'1' (Dropout) can't be streamed: it is in training mode: call eval() on the network");
    requireRefused(
        new Sequential(new IAFRecurrent(new Sequential(new Linear(4, 4)))),
        "'0' (IAFRecurrent) can't be streamed: expected a square Linear without hooks as"
            + " rec_connect, got Sequential");
    LIF twice = new LIF();
    requireRefused(new Sequential(twice, twice), "'0' (LIF) can't be streamed: it is used twice");
  }

  @Test
  void axesThatAreNotFeaturesAreRefused() {
    requireRefused(
        new Sequential(new Flatten(), new Linear(4, 2), new LIF()),
        "'0' (Flatten) can't be streamed: expected all axes behind those of time and batch in one,"
            + " Flatten(2), got axes 1 to -1");
    requireRefused(
        new Sequential(new Flatten(2), new Linear(4, 2), new LIFCell()),
        "'0' (Flatten) can't be streamed: expected all axes behind those of time and batch in one,"
            + " Flatten(1), got axes 2 to -1");
    requireRefused(
        new Sequential(new Linear(4, 2), new LIF(), new LIFCell()),
        "'2' (LIFCell) can't be streamed: the network mixes neurons of single steps and of"
            + " sequences");
  }

  @Test
  void otherNumbersThanFloat32AreRefused() {
    requireRefused(
        new Linear(4, 2, true, DType.FLOAT64),
        "Linear can't be streamed: a stream computes in float32 on the CPU, its weights are float64"
            + " on cpu: convert the network with toFloat() and cpu()");
  }

  @Test
  void aNetworkOfNothingIsRefused() {
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> StreamingNetwork.of(new Sequential()))
        .withMessage("expected a network with neurons or linear maps, got none in Sequential");
    assertThat(StreamingNetwork.of(new IAF(), 2).layers()).containsExactly("");
  }
}
