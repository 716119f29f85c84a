package org.nernst.bench;

import org.nernst.engine.Engine;
import org.nernst.nn.Module;
import org.nernst.nn.TimeAxis;
import org.nernst.norse.LIFAdEx;
import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Tensor;

/// The neurons that are timed, each with a noisy current that lets a few per cent of it spike.
public enum Neuron {
  /// Norse's adaptive exponential neuron: three states, an exponential per step.
  LIF_ADEX("Norse LIFAdEx", TimeAxis.FIRST, 0.35),
  /// Norse's leaky neuron, which has a synapse: two states.
  LIF("Norse LIF", TimeAxis.FIRST, 0.25),
  /// Sinabs's neuron without leak: one state.
  IAF("Sinabs IAF", TimeAxis.SECOND, 0.05),
  /// Sinabs's leaky neuron without synapse: one state.
  SINABS_LIF("Sinabs LIF", TimeAxis.SECOND, 1.5),
  /// Sinabs's leaky neuron with a synapse: two states.
  LIF_SYNAPSE("Sinabs LIF, tau_syn", TimeAxis.SECOND, 0.4);

  private static final double NOISE = 0.4;

  private final String title;
  private final TimeAxis axis;
  private final double current;

  Neuron(String title, TimeAxis axis, double current) {
    this.title = title;
    this.axis = axis;
    this.current = current;
  }

  private static Module lifAdEx(Engine engine) {
    LIFAdEx neurons = new LIFAdEx();
    neurons.engine(engine);
    return neurons;
  }

  private static Module lif(Engine engine) {
    org.nernst.norse.LIF neurons = new org.nernst.norse.LIF();
    neurons.engine(engine);
    return neurons;
  }

  /// Library and name, for people.
  public String title() {
    return title;
  }

  /// A new layer of these neurons with default parameters.
  ///
  /// @param engine what runs them
  public Module layer(Engine engine) {
    return switch (this) {
      case LIF_ADEX -> lifAdEx(engine);
      case LIF -> lif(engine);
      case IAF -> org.nernst.sinabs.IAF.builder().engine(engine).build();
      case SINABS_LIF -> org.nernst.sinabs.LIF.builder(20).engine(engine).build();
      case LIF_SYNAPSE -> org.nernst.sinabs.LIF.builder(20).tauSyn(5).engine(engine).build();
    };
  }

  /// A noisy current, different in every step and neuron.
  ///
  /// @return (time, batch, neurons) for Norse's neurons, (batch, time, neurons) for Sinabs's
  public Tensor current(Generator generator, long steps, long batch, long neurons) {
    return Tensor.normal(generator, DType.FLOAT32, current, NOISE, shape(steps, batch, neurons));
  }

  /// (time, batch, neurons) in this neuron's order of axes.
  public long[] shape(long steps, long batch, long neurons) {
    return axis == TimeAxis.FIRST
        ? new long[] {steps, batch, neurons}
        : new long[] {batch, steps, neurons};
  }
}
