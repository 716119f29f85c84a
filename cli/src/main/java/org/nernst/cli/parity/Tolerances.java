package org.nernst.cli.parity;

import java.util.stream.DoubleStream;
import org.nernst.tensor.DType;
import org.nernst.tensor.Tensor;
import tools.jackson.databind.JsonNode;

/// How close is close enough; derived from how far the recorded library's own float32 is from
/// float64, which every file says.
///
/// @param state largest difference of states and non-spiking outputs
/// @param gradient largest difference of gradients, relative to the largest magnitude
record Tolerances(double state, double gradient) {
  private static final double FLOAT32 = 1e-5;
  private static final double FLOAT64 = 1e-12;
  private static final double SINABS_STATE = 2e-5;

  /// Files of Norse: ten times the recorded distance, rounded up to 1, 2 or 5 times a power of ten,
  /// and at least 1e-5; 1e-12 in double precision.
  static Tolerances norse(Recording recording) {
    if (recording.dtype() == DType.FLOAT64) {
      return new Tolerances(FLOAT64, FLOAT64);
    }
    return new Tolerances(
        Math.max(FLOAT32, roundUp(10 * recording.metadataNumber("f32_vs_f64_forward", 0), 1, 2, 5)),
        Math.max(
            FLOAT32, roundUp(10 * recording.metadataNumber("f32_vs_f64_gradient", 0), 1, 2, 5)));
  }

  /// Files of Sinabs: states 2e-5, or three times the recorded distance; gradients ten times the
  /// largest relative distance of any gradient, rounded up to 1 or 5 times a power of ten, and at
  /// least 1e-5.
  static Tolerances sinabs(Recording recording) {
    JsonNode deviations = recording.metadataJson("deviation_from_float64");
    double states = 0;
    double gradients = 0;
    for (String name : deviations.propertyNames()) {
      double deviation = deviations.get(name).doubleValue(0);
      Tensor tensor = recording.find(name);
      if (tensor == null) {
        continue;
      }
      if (name.contains("grad.")) {
        double magnitude = DoubleStream.of(tensor.toDoubleArray()).map(Math::abs).max().orElse(0);
        gradients = magnitude > 0 ? Math.max(gradients, deviation / magnitude) : gradients;
      } else {
        states = Math.max(states, deviation);
      }
    }
    return new Tolerances(
        Math.max(SINABS_STATE, 3 * states), Math.max(FLOAT32, roundUp(10 * gradients, 1, 5)));
  }

  /// The smallest step times a power of ten that is not below the value.
  static double roundUp(double value, int... steps) {
    if (value <= 0) {
      return 0;
    }
    int exponent = (int) Math.floor(Math.log10(value));
    for (int step : steps) {
      double rounded = Double.parseDouble(step + "e" + exponent);
      // The recorded distances have two digits; 10 times 2.0e-5 must not end above 2e-4.
      if (value <= rounded * (1 + 1e-9)) {
        return rounded;
      }
    }
    return Double.parseDouble("1e" + (exponent + 1));
  }
}
