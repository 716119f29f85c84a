package org.nernst.synapse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.nernst.tensor.DType;
import org.nernst.tensor.Nernst;

final class CrossoverTest {
  @AfterEach
  void restore() {
    System.clearProperty("nernst.crossover");
    Crossover.reset();
    Nernst.deterministic(false);
  }

  private static boolean forward(double density) {
    return Crossover.forward(RowKernels.VECTOR, DType.FLOAT32, 256, 256, density);
  }

  private static boolean gradient(double density) {
    return Crossover.gradient(RowKernels.VECTOR, DType.FLOAT32, 256, 256, density);
  }

  @Test
  void aDensityThatWasSetDecides() {
    Crossover.set(0.9);
    assertThat(forward(0.9)).isTrue();
    assertThat(gradient(0.91)).isFalse();
    System.setProperty("nernst.crossover", "0.01");
    Crossover.reset();
    assertThat(forward(0.01)).isTrue();
    assertThat(gradient(0.011)).isFalse();
  }

  @Test
  void refusesOtherNumbersThanDensities() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Crossover.set(1.5))
        .withMessage("expected a density from 0 to 1, got 1.5");
    System.setProperty("nernst.crossover", "half");
    assertThatIllegalArgumentException()
        .isThrownBy(Crossover::reset)
        .withMessage("-Dnernst.crossover: expected a density from 0 to 1, got half");
    System.setProperty("nernst.crossover", "NaN");
    assertThatIllegalArgumentException().isThrownBy(Crossover::reset);
  }

  @Test
  void nothingIsMeasuredWhereRunsMustRepeat() {
    Nernst.deterministic(true);
    assertThat(forward(0.2)).isTrue();
    assertThat(forward(0.21)).isFalse();
    assertThat(gradient(0.15)).isTrue();
    assertThat(gradient(0.16)).isFalse();
    assertThat(Crossover.forward(RowKernels.SCALAR, DType.FLOAT32, 256, 256, 0.021)).isFalse();
  }

  @Test
  void plainCasesAndASingleCrossingInBetween() {
    assertThat(forward(0.01)).isTrue();
    assertThat(forward(0.5)).isFalse();
    boolean before = true;
    for (double density = 0; density <= 1; density += 0.01) {
      boolean now = forward(density);
      assertThat(before || !now).as("%s", density).isTrue();
      before = now;
    }
  }

  @Test
  void aMeasurementLiesOnItsGrid() {
    Measurement measured = Measurement.of(RowKernels.VECTOR, DType.FLOAT64, 64, 32);
    for (double density : new double[] {measured.forward(), measured.gradient()}) {
      assertThat(density).isBetween(0.0, 1.0);
      assertThat(Math.abs(density * 20 - Math.rint(density * 20))).isLessThan(1e-9);
    }
  }
}
