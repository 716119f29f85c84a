package org.nernst.neuron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;

final class AdjointTest {
  private static final NeuronModel LEAKY =
      NeuronModel.define(
          "leaky",
          n -> {
            Expr v = n.state("v");
            Expr charged = v.times(n.param("decay")).plus(n.input("current")).named("charged");
            Expr z =
                n.spike(
                    Expr.step(charged.minus(n.param("v_th"))),
                    Surrogates.superSpike(10).at(charged, n.param("v_th")));
            n.next(v, Expr.blend(z.detach(), Expr.constant(0), charged));
            n.output("spikes", z);
          });

  @Test
  void printsWhatLeavesAsMadeOfWhatArrives() {
    String text = LEAKY.adjointEquations();
    assertThat(text)
        .contains("charged = v * decay + current")
        .contains("select(")
        .contains("d.v.next")
        .containsPattern("d\\.v = .* \\* decay\n")
        .containsPattern("d\\.decay = .* \\* v\n")
        .containsPattern("t4 = d\\.spikes \\* t3\n")
        .contains("d.v_th = -t4");
    assertThat(text.lines().map(line -> line.substring(0, line.indexOf(" ="))))
        .contains("d.current", "d.v", "d.decay", "d.v_th");
  }

  @Test
  void aNeuronWithLinearMapsHasNone() {
    NeuronModel recurrent =
        NeuronModel.define(
            "recurrent",
            n -> {
              Expr z = n.state("z");
              n.next(z, n.input("current").plus(n.linear("w", z)));
              n.output("out", z);
            });
    assertThatThrownBy(recurrent::adjointEquations)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("linear(w");
  }

  @Test
  void carriesOnlyWhatReachesAWantedGradient() {
    NeuronModel two =
        NeuronModel.define(
            "two",
            n -> {
              Expr a = n.state("a");
              Expr b = n.state("b");
              n.next(a, a.times(0.5).plus(n.input("x")));
              n.next(b, b.times(0.5).plus(n.input("y")));
              n.output("sum", a.plus(b));
            });
    Adjoint adjoint =
        Adjoint.of(
            two,
            new Adjoint.Request(
                Set.of("sum"), Set.of(), Set.of(), Set.of("x"), Set.of(), Set.of(), true));
    assertThat(adjoint.inputs()).containsOnlyKeys("x");
    assertThat(adjoint.carried()).containsOnlyKeys("a");
    assertThat(adjoint.states()).containsOnlyKeys("a");
    assertThat(adjoint.params()).isEmpty();
  }

  @Test
  void aSingleStepCarriesWhatArrivesAtTheStateAfterIt() {
    Adjoint adjoint =
        Adjoint.of(
            LEAKY,
            new Adjoint.Request(
                Set.of(), Set.of(), Set.of("v"), Set.of("current"), Set.of(), Set.of(), false));
    assertThat(adjoint.carried()).containsOnlyKeys("v");
    assertThat(adjoint.inputs()).containsOnlyKeys("current");
    assertThat(adjoint.states()).isEmpty();
  }
}
