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

  /// Builds the kernels of a call ahead and runs them until compiled code runs, if the engine for
  /// it has kernels. Nothing else changes: neither the call's tensors nor any generator.
  ///
  /// @param choice the caller's
  /// @param call such as will be run, on few steps and neurons
  /// @param training whether gradients will flow back through it
  /// @throws UnsupportedOperationException if that engine can't run the call
  static void compile(Engine choice, NeuronCall call, boolean training) {
    if (select(choice, call) instanceof FusedEngine fused) {
      fused.compile(call, training);
    }
  }

  /// {@return the engine for a call}
  ///
  /// @param choice the caller's
  /// @throws UnsupportedOperationException if that engine can't run the call
  static NeuronEngine select(Engine choice, NeuronCall call) {
    return switch (choice == Engine.AUTO ? Engine.preferred() : choice) {
      case AUTO ->
          FusedEngine.instance().supports(call) ? FusedEngine.instance() : EagerEngine.instance();
      case EAGER -> EagerEngine.instance();
      case FUSED -> FusedEngine.forced(call);
    };
  }
}
