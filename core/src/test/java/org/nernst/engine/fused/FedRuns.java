package org.nernst.engine.fused;

import org.nernst.engine.NeuronCall;
import org.nernst.engine.NeuronResult;

/// Calls that have to run together with the linear map before them.
final class FedRuns {
  private FedRuns() {}

  static NeuronResult pair(NeuronCall call, LinearCurrent current) {
    NeuronResult result = FusedEngine.instance().run(call, current);
    if (result == null) {
      throw new AssertionError("expected " + call + " to run together with its linear map");
    }
    return result;
  }
}
