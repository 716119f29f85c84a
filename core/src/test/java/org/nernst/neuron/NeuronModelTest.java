package org.nernst.neuron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.nernst.neuron.Expr.blend;
import static org.nernst.neuron.Expr.constant;
import static org.nernst.neuron.Expr.step;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class NeuronModelTest {
  private static NeuronModel lif() {
    return NeuronModel.define(
        "lif",
        n -> {
          Expr i = n.state("i");
          Expr v = n.state("v").initially(n.param("v_leak", 0.0, "mV", "rest").detach());
          Expr jump = i.plus(n.input("current")).named("i_jump");
          Expr leak = n.param("v_leak").minus(v).plus(jump);
          Expr decayed =
              v.plus(n.dt().times(n.param("tau_mem_inv")).times(leak)).named("v_decayed");
          Expr z =
              n.spike(
                  step(decayed.minus(n.param("v_th"))),
                  Surrogates.superSpike(100).at(decayed, n.param("v_th")));
          n.next(v, blend(z.detach(), n.param("v_reset"), decayed));
          n.next(i, jump.minus(n.dt().times(n.param("tau_syn_inv")).times(jump)));
          n.output("spikes", z);
        });
  }

  @Test
  void equationsShowTheUpdateWithItsAssociation() {
    assertThat(lif().equations())
        .isEqualTo(
            """
            i(0) = 0
            v(0) = detach(v_leak)
            i_jump = i + current
            v_decayed = v + (dt * tau_mem_inv) * ((v_leak - v) + i_jump)
            t1 = v_decayed - v_th
            t2 = |t1| * 100 + 1
            spikes = spike([t1 > 0], t1, 1 / (t2 * t2))
            i' = i_jump - (dt * tau_syn_inv) * i_jump
            v' = blend(detach(spikes), v_reset, v_decayed)
            """);
  }

  @Test
  void smoothSpikesAreSigmoidsAndNothingIsDetached() {
    NeuronModel smooth = lif().smooth(10);
    assertThat(smooth.name()).isEqualTo("lif (smooth)");
    assertThat(smooth.equations())
        .contains(
            "v(0) = v_leak\n",
            "spikes = sigmoid((v_decayed - v_th) * 10)\n",
            "v' = spikes * v_reset + (1 - spikes) * v_decayed\n");
    assertThatThrownBy(() -> lif().smooth(0)).hasMessage("expected a steepness k > 0, got 0.0");
  }

  @Test
  void partsAreListedInOrder() {
    NeuronModel lif = lif();
    assertThat(lif.states()).extracting(NeuronModel.State::name).containsExactly("i", "v");
    assertThat(lif.next().keySet()).containsExactly("i", "v");
    assertThat(lif.inputs()).containsExactly("current");
    assertThat(lif.params())
        .extracting(NeuronModel.Param::name)
        .containsExactly("v_leak", "tau_mem_inv", "v_th", "v_reset", "tau_syn_inv");
    assertThat(lif.params().getFirst())
        .isEqualTo(new NeuronModel.Param("v_leak", 0.0, "mV", "rest"));
    assertThat(lif.isStaged()).isFalse();
    assertThat(lif.toString()).contains("lif", "current", "v_reset", "spikes");
  }

  @Test
  void linearMapsMakeStages() {
    NeuronModel recurrent =
        NeuronModel.define(
            "recurrent",
            n -> {
              Expr z = n.state("z");
              Expr drive = n.linear("w_in", n.input("x")).plus(n.linear("w_rec", z));
              n.next(z, step(drive));
              n.output("z", step(drive));
            });
    assertThat(recurrent.isStaged()).isTrue();
    assertThat(recurrent.linears())
        .extracting(Operation.Linear::weightName)
        .containsExactly("w_in", "w_rec");
    assertThat(recurrent.equations()).contains("linear(w_in, x) + linear(w_rec, z)");
  }

  @Test
  void equalSubexpressionsAreOneNode() {
    NeuronModel twice =
        NeuronModel.define(
            "twice",
            n -> {
              Expr a = n.input("x").times(n.param("p"));
              Expr b = n.input("x").times(n.param("p")).named("xp");
              n.output("y", a.plus(b));
            });
    assertThat(twice.equations()).isEqualTo("xp = x * p\ny = xp + xp\n");
  }

  @Test
  void paramsOfSurrogatesAndResetsAreTaken() {
    NeuronModel model =
        NeuronModel.define("m", n -> n.output("y", n.input("x").minus(Expr.param("extra"))));
    assertThat(model.params()).containsExactly(new NeuronModel.Param("extra", null, "", ""));
  }

  private static void refused(String message, Consumer<NeuronModel.Builder> recipe) {
    assertThatThrownBy(() -> NeuronModel.define("bad", recipe))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void incompleteOrContradictoryNeuronsAreRefused() {
    refused("state v has no next value", n -> n.output("y", n.state("v").plus(n.input("x"))));
    refused("expected at least one input", n -> n.output("y", constant(1)));
    refused("expected at least one output", n -> n.input("x"));
    refused(
        "v is the name of a state already and can't name a input",
        n -> {
          n.state("v");
          n.input("v");
        });
    refused("dt is the name of a time step", n -> n.param("dt"));
    refused(
        "state v has a next value already",
        n -> {
          Expr v = n.state("v");
          n.next(v, v);
          n.next(v, v);
        });
    refused("a state of this neuron", n -> n.next(n.input("x"), constant(0)));
    refused("initial value already", n -> n.state("v").initially(0).initially(1));
    refused(
        "parameter p is declared already",
        n -> {
          n.param("p");
          n.param("p", 1, "", "");
        });
    refused("got \"1v\"", n -> n.state("1v"));
    refused(
        "made of parameters, numbers and dt",
        n -> {
          Expr v = n.state("v").initially(n.input("x"));
          n.next(v, v);
          n.output("y", v);
        });
  }

  @Test
  void partsOfAnotherNeuronAreRefused() {
    AtomicReference<Expr> foreign = new AtomicReference<>();
    NeuronModel.define(
        "first",
        n -> {
          foreign.set(n.input("x"));
          n.output("y", n.input("x"));
        });
    refused(
        "input x belongs to another neuron", n -> n.output("y", n.input("z").plus(foreign.get())));
  }

  @Test
  void aCompleteNeuronCannotBeChanged() {
    AtomicReference<NeuronModel.Builder> kept = new AtomicReference<>();
    NeuronModel.define(
        "done",
        n -> {
          kept.set(n);
          n.output("y", n.input("x"));
        });
    assertThatThrownBy(() -> kept.get().state("late"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("neuron done is complete and can't be changed");
  }

  @Test
  void aDeepExpressionNeedsNoStack() {
    NeuronModel deep =
        NeuronModel.define(
            "deep",
            n -> {
              Expr x = n.input("x");
              for (int k = 0; k < 50_000; k++) {
                x = x.plus(n.input("x"));
              }
              n.output("y", x);
            });
    assertThat(Graph.order(List.of(deep.outputs().get("y")))).hasSize(50_001);
    assertThat(deep.outputs().get("y").toString()).contains("...");
  }
}
