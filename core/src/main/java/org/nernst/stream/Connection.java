package org.nernst.stream;

import org.jspecify.annotations.Nullable;
import org.nernst.synapse.PackedWeights;
import org.nernst.tensor.DType;
import org.nernst.tensor.Device;
import org.nernst.tensor.Tensor;

/// The weights of a linear map, made ready for the spikes of any number of streams.
final class Connection {
  private final PackedWeights weights;

  /// @param title of the module, for messages
  /// @param weight (out, in)
  /// @param bias (out); null without
  /// @param vectors whether to use vectors where the JVM has them
  Connection(String title, Tensor weight, @Nullable Tensor bias, boolean vectors) {
    requireFloat(title, weight);
    if (bias != null) {
      requireFloat(title, bias);
    }
    weights = PackedWeights.of(weight, bias, vectors);
  }

  private static void requireFloat(String title, Tensor tensor) {
    if (tensor.dtype() != DType.FLOAT32 || !tensor.device().equals(Device.CPU)) {
      throw Dismantler.refused(
          title,
          "a stream computes in float32 on the CPU, its weights are %s on %s: convert the network with toFloat() and cpu()"
              .formatted(tensor.dtype(), tensor.device()));
    }
  }

  int in() {
    return weights.in();
  }

  int out() {
    return weights.out();
  }

  /// Puts what the map makes of a signal into another.
  ///
  /// @return synaptic operations
  long apply(Signal from, Signal to) {
    int count = from.count();
    if (from.isBinary()) {
      weights.multiply(from.indices(), 0, count, to.address());
    } else {
      weights.multiply(from.indices(), from.values(), 0, count, to.address());
    }
    to.changed();
    return (long) count * weights.out();
  }
}
