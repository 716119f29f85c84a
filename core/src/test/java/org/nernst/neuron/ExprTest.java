package org.nernst.neuron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ExprTest {
  private final Expr a = Expr.param("a");
  private final Expr b = Expr.param("b");

  @Test
  void nodesAreEqualOnlyToThemselves() {
    assertThat(a.plus(b)).isNotEqualTo(a.plus(b));
    assertThat(Expr.constant(1)).isNotEqualTo(Expr.constant(1));
  }

  @Test
  void associationIsAsWritten() {
    assertThat(a.plus(b).plus(a)).hasToString("(a + b) + a");
    assertThat(a.plus(b.plus(a))).hasToString("a + (b + a)");
    assertThat(a.times(b).dividedBy(a.pow(2)).minus(b.neg())).hasToString("(a * b) / a^2 - (-b)");
    Map<String, Double> large = Map.of("a", 1e8, "b", 1.0);
    assertThat(ScalarOracle.singleValue(a.plus(b).minus(a), large)).isZero();
    assertThat(ScalarOracle.singleValue(b.plus(a.minus(a)), large)).isEqualTo(1);
  }

  @Test
  void functionsPrintAsTheyAreRead() {
    assertThat(a.abs().max(b).clamp(0, 1.5)).hasToString("clamp(max(|a|, b), 0, 1.5)");
    assertThat(Expr.select(a.ge(b), a.exp(), Expr.uniform(2)))
        .hasToString("select([a >= b], exp(a), uniform(2))");
    assertThat(Expr.stepInclusive(a.minus(b))).hasToString("[a - b >= 0]");
  }

  @Test
  void onlyOperationsTakeALabel() {
    assertThat(a.plus(b).named("sum").label()).contains("sum");
    assertThatThrownBy(() -> a.named("x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got a, which has a name already");
    assertThatThrownBy(() -> a.exp().named("no blanks")).hasMessageContaining("\"no blanks\"");
  }

  @Test
  void operandsAreReplacedInNumber() {
    Expr sum = a.plus(b);
    assertThat(sum.withOperands(List.of(b, b))).hasToString("b + b");
    assertThatThrownBy(() -> sum.withOperands(List.of(a)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected 2 operands, got 1");
  }

  @Test
  void comparisonsAreKnownAsSuch() {
    for (BinaryOp op : BinaryOp.values()) {
      assertThat(op.isComparison())
          .isEqualTo(List.of(">", ">=", "<", "<=", "==", "!=").contains(op.symbol()));
    }
  }
}
