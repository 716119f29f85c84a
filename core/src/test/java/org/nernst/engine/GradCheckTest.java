package org.nernst.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Tensor;

final class GradCheckTest {
  private final Tensor x = Tensor.randn(new Generator(1), DType.FLOAT64, 3, 2).requiresGrad(true);

  @Test
  void aRightGradientPassesAndLeavesAreAsBefore() {
    double[] before = x.toDoubleArray();
    GradCheck.Report report = GradCheck.of(() -> x.tanh().mul(x).sum(), Map.of("x", x));
    assertThat(report.passed()).as(report.toString()).isTrue();
    assertThat(report.entries()).isEqualTo(6);
    assertThat(x.toDoubleArray()).isEqualTo(before);
    assertThat(x.grad()).isNull();
  }

  @Test
  void aWrongGradientIsFoundAndNamed() {
    GradCheck.Report report =
        GradCheck.of(() -> x.detach().mul(0.001).add(x).square().sum(), Map.of("x", x));
    assertThat(report.passed()).isFalse();
    assertThatThrownBy(report::orThrow)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("6 entries, worst x[");
  }

  @Test
  void notANumberFails() {
    assertThat(GradCheck.of(() -> x.mul(Double.NaN).sum(), Map.of("x", x)).passed()).isFalse();
  }

  @Test
  void singlePrecisionIsRefused() {
    Tensor single = Tensor.ones(2).requiresGrad(true);
    assertThatThrownBy(() -> GradCheck.of(single::sum, Map.of("w", single)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected w as a float64 leaf");
  }
}
