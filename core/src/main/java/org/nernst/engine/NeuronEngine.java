package org.nernst.engine;

import org.nernst.engine.eager.EagerEngine;
import org.nernst.engine.fused.FusedEngine;

/// Runs the equations of a neuron over one step or a sequence.
public interface NeuronEngine {
  /// Runs the neuron. Gradients flow from outputs, final and recorded states to inputs, initial
  /// states, parameters and weights.
  ///
  /// @param call what to run on
  /// @return outputs and states; tensors of the scope that is open around the call
  NeuronResult run(NeuronCall call);

  /// {@return whether this engine can run it}
  boolean supports(NeuronCall call);

  /// {@return the engine for a call}
  ///
  /// @param choice the caller's
  /// @throws UnsupportedOperationException if that engine can't run the call
  static NeuronEngine select(Engine choice, NeuronCall call) {
    return switch (choice) {
      case AUTO ->
          FusedEngine.instance().supports(call) ? FusedEngine.instance() : EagerEngine.instance();
      case EAGER -> EagerEngine.instance();
      case FUSED -> FusedEngine.forced(call);
    };
  }
}
