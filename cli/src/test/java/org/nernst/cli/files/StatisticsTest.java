package org.nernst.cli.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nernst.tensor.DType;
import org.nernst.tensor.Tensor;

class StatisticsTest {
  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"FLOAT8_E8M0FNU", "COMPLEX64", "COMPLEX128"})
  void everyDtypeHasThem(DType dtype) {
    Statistics statistics = Statistics.of(Tensor.of(new double[] {0, 1, 1, 0}, 2, 2).to(dtype));

    assertThat(statistics).isEqualTo(new Statistics(0, 1, 0.5, 0.5, 2, 0, 4));
  }

  @Test
  void complexNumbersHaveThoseOfTheirAbsoluteValues() {
    Tensor complex = Tensor.of(new double[] {3, 4, 0, 0, 0, -5, 8, 6}, 4, 2).viewAsComplex();

    assertThat(Statistics.of(complex).cells())
        .containsExactly("-", "-", "5.000", "3.536", "1 (25.0 %)", "-");
  }

  @Test
  void scalesOfBlocksHaveNoZero() {
    Tensor scales = Tensor.of(new double[] {1, 4, Double.NaN}).to(DType.FLOAT8_E8M0FNU);

    assertThat(Statistics.of(scales)).isEqualTo(new Statistics(1, 4, 2.5, 1.5, 0, 1, 3));
  }

  @Test
  void nansAndInfinitiesDontHideTheRest() {
    double infinite = Double.POSITIVE_INFINITY;
    Statistics statistics =
        Statistics.of(Tensor.of(new double[] {Double.NaN, 1, infinite, 3, Double.NaN}));

    assertThat(statistics).isEqualTo(new Statistics(1, infinite, 2, 1, 0, 2, 5));
  }

  @Test
  void aLargeMeanLeavesTheDeviationItsDigits() {
    Statistics statistics =
        Statistics.of(Tensor.arange(0, 3_000_000, 1).remainder(2).toDouble().add(1e9));

    assertThat(statistics.mean()).isEqualTo(1e9 + 0.5, within(1e-5));
    assertThat(statistics.std()).isEqualTo(0.5, within(1e-6));
    assertThat(statistics.count()).isEqualTo(3_000_000);
  }

  @Test
  void nothingHasNone() {
    Statistics statistics = Statistics.of(Tensor.zeros(0, 3));

    assertThat(statistics.mean()).isNaN();
    assertThat(statistics.min()).isNaN();
    assertThat(statistics.cells()).containsExactly("-", "-", "-", "-", "-", "-");
  }
}
