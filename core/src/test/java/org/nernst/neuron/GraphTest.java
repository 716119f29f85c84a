package org.nernst.neuron;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class GraphTest {
  private final Expr a = Expr.param("a");
  private final Expr b = Expr.param("b");

  @Test
  void orderPutsOperandsFirstAndEachNodeOnce() {
    Expr sum = a.plus(b);
    Expr product = sum.times(sum);
    assertThat(Graph.order(List.of(product, sum))).containsExactly(a, b, sum, product);
  }

  @Test
  void rewriteReplacesFromTheLeavesUp() {
    Expr root = a.plus(b).exp();
    Map<Expr, Expr> replaced =
        Graph.rewrite(List.of(root), (node, of) -> node == a ? b : Graph.rebuilt(node, of));
    assertThat(replaced.get(root)).hasToString("exp(b + b)");
    assertThat(replaced.get(b)).isSameAs(b);
  }

  @Test
  void rebuiltKeepsAnUnchangedNode() {
    Expr sum = a.plus(b).named("s");
    assertThat(Graph.rebuilt(sum, List.of(a, b))).isSameAs(sum);
    assertThat(Graph.rebuilt(sum, List.of(b, a)).label()).contains("s");
  }

  @Test
  void mergeTellsOrderKindAndNumbersApart() {
    Expr same = Expr.param("a").minus(Expr.param("b"));
    List<Expr> different =
        List.of(
            a.minus(b), b.minus(a), a.plus(b), a.minus(1), a.minus(2), a.minus(-0.0), a.minus(0));
    Map<Expr, Expr> merged =
        Graph.merge(Stream.concat(different.stream(), Stream.of(same)).toList());
    assertThat(merged.get(same)).isSameAs(merged.get(different.getFirst()));
    assertThat(different.stream().map(merged::get).distinct()).hasSize(different.size());
  }
}
