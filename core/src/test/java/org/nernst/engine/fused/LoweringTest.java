package org.nernst.engine.fused;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nernst.neuron.Expr;
import org.nernst.tensor.DType;

final class LoweringTest {
  private static double[] values(DType dtype, Expr... exprs) {
    List<Expr> roots = List.of(exprs);
    var lowered = Lowering.lower(roots, dtype);
    return new Uniforms(roots.stream().map(lowered::get).toList(), dtype)
        .evaluate(leaf -> Double.NaN);
  }

  private static double value(DType dtype, Expr expr) {
    return values(dtype, expr)[0];
  }

  @Test
  void floorAndTruncAreExactForAllSizes() {
    for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
      for (double x :
          new double[] {
            0,
            0.5,
            -0.5,
            1,
            -1,
            1.5,
            -1.5,
            2.5,
            0.99999,
            -0.99999,
            8388607.5,
            -8388607.5,
            1e10,
            -1e10,
            3e38,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY
          }) {
        double rounded = dtype == DType.FLOAT32 ? (float) x : x;
        assertThat(value(dtype, Expr.constant(x).floor()))
            .as("floor(%s) in %s", x, dtype)
            .isEqualTo(Math.floor(rounded) + 0.0);
        double whole = rounded < 0 ? Math.ceil(rounded) : Math.floor(rounded);
        assertThat(value(dtype, Expr.constant(x).trunc()) + 0.0)
            .as("trunc(%s) in %s", x, dtype)
            .isEqualTo(whole + 0.0);
      }
      assertThat(value(dtype, Expr.constant(Double.NaN).floor())).isNaN();
    }
  }

  @Test
  void everyOperationIsRoundedToTheDtype() {
    Expr sum = Expr.constant(0.1).plus(0.2).minus(0.3);
    assertThat(value(DType.FLOAT32, sum)).isEqualTo((0.1f + 0.2f) - 0.3f);
    assertThat(value(DType.FLOAT64, sum)).isEqualTo((0.1 + 0.2) - 0.3);
  }

  @Test
  void aBlendOnlyChooses() {
    Expr infinite = Expr.constant(Double.POSITIVE_INFINITY);
    assertThat(value(DType.FLOAT64, Expr.blend(Expr.constant(1), Expr.constant(2), infinite)))
        .isEqualTo(2);
  }

  @Test
  void equalSubexpressionsAreMerged() {
    Expr x = Expr.param("x");
    KernelGraph graph =
        new KernelGraph(
            DType.FLOAT32, List.of(x), List.of(x.exp().plus(1), x.exp().plus(1).times(x.exp())));
    assertThat(graph.operations).hasSize(3);
  }

  @Test
  void whatNoNeuronChangesIsHoisted() {
    Expr x = Expr.param("x");
    Expr w = Expr.param("w");
    KernelGraph graph =
        new KernelGraph(DType.FLOAT32, List.of(x), List.of(x.times(w.times(2).exp()).plus(w)));
    assertThat(graph.operations).hasSize(2);
    assertThat(graph.uniforms).hasSize(2);
  }
}
