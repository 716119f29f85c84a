package org.nernst.engine.fused;

import org.nernst.engine.Engine;
import org.nernst.engine.NeuronCall;
import org.nernst.engine.NeuronResult;
import org.nernst.tensor.Tensor;

/// The current `x W^T + b` of neurons that nobody but these neurons sees, so that it needn't lie in
/// memory for every step.
public sealed interface LinearCurrent permits SpikeCurrent, SteadyCurrent {
  /// {@return a tensor of the current's shape and dtype, without memory for every step, to build a
  /// call with}
  Tensor standIn();

  /// {@return the current as a tensor, with its history}
  Tensor whole();

  /// Runs neurons on this current. Numbers are those of a run on the [#whole].
  ///
  /// @param engine the caller's choice
  /// @param call of one input, a [#standIn]
  NeuronResult run(Engine engine, NeuronCall call);
}
