package org.nernst.engine.fused;

import org.jspecify.annotations.Nullable;
import org.nernst.engine.NeuronCall;
import org.nernst.engine.NeuronResult;
import org.nernst.synapse.EventLinear;
import org.nernst.synapse.SpikingCurrent;
import org.nernst.tensor.Tensor;

/// Calls that have to run together with the linear map before them.
final class FedRuns {
  private FedRuns() {}

  /// A current whose weights have been seen before, so that packing them counts for nothing.
  static SpikeCurrent current(Tensor x, Tensor weight, @Nullable Tensor bias) {
    EventLinear map = new EventLinear();
    SpikingCurrent first = map.current(x, weight, bias);
    SpikingCurrent spiking = first == null ? map.current(x, weight, bias) : first;
    if (spiking == null) {
      throw new AssertionError("expected a current that is summed by spike");
    }
    return new SpikeCurrent(x, weight, bias, spiking, true);
  }

  static NeuronResult pair(NeuronCall call, SpikeCurrent current) {
    NeuronResult result = FusedEngine.instance().run(call, current);
    if (result == null) {
      throw new AssertionError("expected " + call + " to run together with its linear map");
    }
    return result;
  }
}
