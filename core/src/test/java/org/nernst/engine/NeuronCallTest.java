package org.nernst.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.nernst.neuron.Expr;
import org.nernst.neuron.NeuronModel;
import org.nernst.tensor.Tensor;

final class NeuronCallTest {
  private static final NeuronModel LEAK =
      NeuronModel.define(
          "leak",
          n -> {
            Expr v = n.state("v");
            Expr next = v.times(n.param("decay")).plus(n.input("x").times(n.dt()));
            n.next(v, next);
            n.output("v", next);
            n.output("twice", next.times(n.param("gain", 2, "", "")));
          });

  private static NeuronCall.Builder call() {
    return NeuronCall.of(LEAK).input("x", Tensor.ones(3, 2)).param("decay", 0.5);
  }

  private static void refused(String message, NeuronCall.Builder call) {
    assertThatThrownBy(call::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void missingAndUnknownNamesAreRefused() {
    Tensor t = Tensor.ones(1);
    refused("neuron leak: input x is missing, got []", NeuronCall.of(LEAK).param("decay", 1));
    refused("neuron leak: expected as input [x], got y", call().input("y", t));
    refused("neuron leak: expected as state [v], got u", call().state("u", t));
    refused("neuron leak: expected as weight none, got w", call().weight("w", t));
    refused("neuron leak: expected as parameter [decay, gain], got tau", call().param("tau", 1));
    refused(
        "neuron leak: parameter decay is missing and has no default",
        NeuronCall.of(LEAK).input("x", t));
    refused("neuron leak: expected as state to record [v], got u", call().record("u"));
    refused("neuron leak: expected as output [twice, v], got z", call().outputs("z"));
    refused("neuron leak: expected dt > 0, got 0.0", call().dt(0));
    refused("neuron leak: expected firstStep >= 0, got -1", call().firstStep(-1));
  }

  @Test
  void onlyWantedOutputsComeBack() {
    NeuronResult run = call().outputs("twice").dt(0.5).run();
    assertThat(run.outputs().keySet()).containsExactly("twice");
    assertThat(run.output("twice").select(1, 0).toFloatArray()).containsExactly(1, 1.5f, 1.75f);
    assertThatThrownBy(() -> run.output("v"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected as output one of [twice], got v");
  }

  @Test
  void aDefaultIsTakenAndReplaced() {
    assertThat(call().param("gain", 10).run().output("twice").get(0, 0)).isEqualTo(10);
    assertThat(call().run().output("twice").get(0, 0)).isEqualTo(2);
  }
}
