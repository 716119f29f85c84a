package org.nernst.engine;

import java.util.Arrays;
import java.util.Locale;

/// Which engine runs a neuron's equations.
public enum Engine {
  /// The fastest that supports the call: [#FUSED] where it can run it, else [#EAGER]. Started with
  /// `-Dnernst.engine=eager`, or after [#prefer], a process takes the eager engine for it.
  AUTO,
  /// One libtorch operation per expression node, on any device and in any floating dtype,
  /// differentiated by libtorch's autograd.
  EAGER,
  /// Kernels generated from the equations, on the CPU in float32 and float64; an error for linear
  /// maps of more than an input or a state, other devices and other dtypes. No second derivatives.
  FUSED;

  private static final String PROPERTY = "nernst.engine";
  private static volatile Engine preferred = fromProperty();

  private static Engine fromProperty() {
    String name = System.getProperty(PROPERTY, "auto");
    return Arrays.stream(values())
        .filter(engine -> engine != FUSED)
        .filter(engine -> engine.name().toLowerCase(Locale.ROOT).equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "-D%s: expected auto or eager, got %s".formatted(PROPERTY, name)));
  }

  /// Says what [#AUTO] means in this process from now on.
  ///
  /// @param engine AUTO, or EAGER to see whether a defect is the kernels'
  /// @throws IllegalArgumentException for FUSED, which can't run every call
  public static void prefer(Engine engine) {
    if (engine == FUSED) {
      throw new IllegalArgumentException(
          "expected AUTO or EAGER, got FUSED: it can't run every call");
    }
    preferred = engine;
  }

  /// {@return what [#AUTO] means in this process: AUTO or EAGER}
  public static Engine preferred() {
    return preferred;
  }

  /// {@return the result of running a call on this engine}
  ///
  /// @throws UnsupportedOperationException if it can't run the call
  public NeuronResult run(NeuronCall call) {
    return NeuronEngine.select(this, call).run(call);
  }
}
