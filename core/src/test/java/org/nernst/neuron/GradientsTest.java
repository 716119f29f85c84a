package org.nernst.neuron;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class GradientsTest {
  private static final Expr X = new Leaf.InputRef("x");
  private static final Expr W = Expr.param("w");
  private static final Expr G = Gradients.arriving("g");

  private static String gradient(Expr y, Expr by) {
    Expr found = Gradients.of(Map.of(y, G), List.of(by)).get(by);
    return found == null ? "none" : found.toString();
  }

  @Test
  void rulesAreThoseOfTheOperations() {
    assertThat(gradient(X.times(W), X)).isEqualTo("g * w");
    assertThat(gradient(X.minus(W), W)).isEqualTo("-g");
    assertThat(gradient(X.dividedBy(W), X)).isEqualTo("g / w");
    assertThat(gradient(X.exp(), X)).isEqualTo("g * exp(x)");
    assertThat(gradient(X.relu(), X)).isEqualTo("select([relu(x) <= 0], 0, g)");
    assertThat(gradient(X.min(W), X)).isEqualTo("select([x == w], g * 0.5, select([x > w], 0, g))");
    assertThat(gradient(X.pow(3), X)).isEqualTo("g * (3 * x^2)");
  }

  @Test
  void aSpikeSendsItsGradientThroughTheSurrogateOnly() {
    Expr z = Expr.spike(Expr.step(X), X, W);
    assertThat(gradient(z, X)).isEqualTo("g * w");
    assertThat(gradient(z, W)).isEqualTo("none");
    assertThat(gradient(Expr.spike(Expr.step(X), X, Expr.constant(0)), X)).isEqualTo("none");
  }

  @Test
  void detachAndComparisonsStopIt() {
    assertThat(gradient(X.detach().times(W), X)).isEqualTo("none");
    assertThat(gradient(X.gt(W), X)).isEqualTo("none");
    assertThat(gradient(X.floor(), X)).isEqualTo("none");
  }

  @Test
  void gradientsOfSeveralUsesAreSummed() {
    assertThat(gradient(X.plus(X.exp()), X)).isEqualTo("g + g * exp(x)");
  }

  @Test
  void reachingFollowsStatesOverTime() {
    NeuronModel chain =
        NeuronModel.define(
            "chain",
            n -> {
              Expr a = n.state("a");
              Expr b = n.state("b");
              n.next(a, n.input("x"));
              n.next(b, a);
              n.output("late", b);
            });
    Expr late = chain.outputs().get("late");
    Set<String> none = Set.of();
    assertThat(Gradients.reaching(chain, Set.of("x"), none, none, none, true)).contains(late);
    assertThat(Gradients.reaching(chain, Set.of("x"), none, none, none, false))
        .doesNotContain(late);
  }
}
