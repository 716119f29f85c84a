package org.nernst.engine;

import org.nernst.engine.fused.FusedEngine;
import org.nernst.neuron.NeuronModel;
import org.nernst.tensor.DType;

/// What the fused engine's kernels move between processor and memory, in bytes per neuron and step
/// of a long sequence: the limit of their speed. Parameters of their own for each neuron are read
/// once per block of steps and don't count.
///
/// Without linear maps the states stay in the nearest cache, and a checkpoint of them is written
/// and read every [FusedEngine#blockSteps] steps. With linear maps time runs outside of the kernel:
/// states are read and written in every step, and the result of each map is an input.
///
/// @param inference reads inputs, writes outputs
/// @param forward the same, and what a backward pass will need
/// @param backward reads inputs, what was kept, and the gradients of outputs; writes those of
///   inputs
public record Traffic(double inference, double forward, double backward) {
  /// {@return the traffic of a neuron's kernels}
  ///
  /// @param dtype in which it is computed
  public static Traffic of(NeuronModel model, DType dtype) {
    int inputs = model.unstaged().inputs().size();
    int outputs = model.outputs().size();
    int states = model.states().size();
    double kept = (double) states / FusedEngine.instance().blockSteps(model);
    double bytes = dtype.byteSize();
    if (model.isStaged()) {
      double step = inputs + outputs + 2.0 * states;
      // states before the step are kept by keeping their memory; their gradients go in and out
      return new Traffic(
          bytes * step, bytes * step, bytes * (2.0 * inputs + outputs + 3.0 * states));
    }
    return new Traffic(
        bytes * (inputs + outputs),
        bytes * (inputs + outputs + kept),
        bytes * (2.0 * inputs + outputs + kept));
  }
}
