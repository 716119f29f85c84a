package org.nernst.cli.parity;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/// The layers and activations of Sinabs that Nernst has.
final class SinabsChecks {
  private static final String LAYERS = "sinabs.layers.";
  private static final String ACTIVATIONS = "sinabs.activation.";
  private static final Set<String> STATEFUL =
      Set.of("IAF", "IAFRecurrent", "LIF", "LIFRecurrent", "ExpLeak");
  private static final Set<String> KNOWN_ACTIVATIONS =
      Set.of(
          "*",
          "SingleSpike",
          "MultiSpike",
          "MaxSpike",
          "MembraneSubtract",
          "MembraneReset",
          "SingleExponential",
          "MultiGaussian",
          "PeriodicExponential",
          "Heaviside",
          "Gaussian");

  private SinabsChecks() {}

  /// The check of a module by its full name; a file about several activations lists them after one
  /// prefix.
  static Optional<Check> find(String module) {
    if (module.startsWith(ACTIVATIONS)) {
      boolean known =
          Arrays.stream(module.substring(ACTIVATIONS.length()).split(","))
              .map(String::strip)
              .allMatch(KNOWN_ACTIVATIONS::contains);
      return known ? Optional.of(new ActivationCheck()) : Optional.empty();
    }
    if (!module.startsWith(LAYERS)) {
      return Optional.empty();
    }
    String layer = module.substring(LAYERS.length());
    if (STATEFUL.contains(layer)) {
      return Optional.of(new SinabsCheck(layer));
    }
    return layer.equals("SumPool2d") ? Optional.of(new SumPoolCheck()) : Optional.empty();
  }
}
