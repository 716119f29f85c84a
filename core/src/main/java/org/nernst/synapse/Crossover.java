package org.nernst.synapse;

import org.nernst.tensor.DType;

/// The density of an input above which a product of matrices is faster than summing rows by spike.
public final class Crossover {
  private static final String PROPERTY = "nernst.crossover";
  private static volatile double override = fromProperty();

  private Crossover() {}

  private static double fromProperty() {
    String text = System.getProperty(PROPERTY);
    if (text == null) {
      return Double.NaN;
    }
    try {
      return checked(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "-D%s: expected a density from 0 to 1, got %s".formatted(PROPERTY, text), e);
    }
  }

  private static double checked(double density) {
    if (!(density >= 0 && density <= 1)) {
      throw new IllegalArgumentException("expected a density from 0 to 1, got " + density);
    }
    return density;
  }

  /// Sets one crossover for all connections and both directions.
  ///
  /// @param density 0: never by spike but for inputs without any; 1: always
  public static void set(double density) {
    override = checked(density);
  }

  /// Returns to what fits the machine.
  public static void reset() {
    override = fromProperty();
  }

  static double forward(DType dtype, int in, int out) {
    return Double.isNaN(override) ? 0.25 : override;
  }

  static double gradient(DType dtype, int in, int out) {
    return Double.isNaN(override) ? 0.15 : override;
  }
}
