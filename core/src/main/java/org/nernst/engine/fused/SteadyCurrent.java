package org.nernst.engine.fused;

import java.util.Map;
import org.nernst.engine.Collected;
import org.nernst.engine.Engine;
import org.nernst.engine.NeuronCall;
import org.nernst.engine.NeuronEngine;
import org.nernst.engine.NeuronResult;
import org.nernst.tensor.Autograd;
import org.nernst.tensor.Tensor;

/// A current that is the same in all steps. Its gradient is added up while the neurons run back,
/// instead of lying in memory for every step.
///
/// @param step the current of one step, with its history: of the shape, but for an axis of length 1
/// @param shape with all steps
public record SteadyCurrent(Tensor step, @SuppressWarnings("ArrayRecordComponent") long[] shape)
    implements LinearCurrent {
  @Override
  public Tensor standIn() {
    return step.detach().expand(shape);
  }

  @Override
  public Tensor whole() {
    return step.expand(shape);
  }

  @Override
  public NeuronResult run(Engine engine, NeuronCall call) {
    NeuronCall whole = call.withInputs(Map.of(call.model().inputs().getFirst(), whole()));
    if (Autograd.isEnabled()
        && step.requiresGrad()
        && NeuronEngine.select(engine, whole) instanceof FusedEngine fused) {
      NeuronResult result = fused.run(Collected.plain(whole), this);
      if (result != null) {
        return Collected.result(whole, result);
      }
    }
    return engine.run(whole);
  }
}
