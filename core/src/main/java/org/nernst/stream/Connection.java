package org.nernst.stream;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;
import org.nernst.tensor.DType;
import org.nernst.tensor.Device;
import org.nernst.tensor.Tensor;

/// The weights of a linear map, made ready for the spikes of any number of streams.
final class Connection {
  private final int in;
  private final int out;
  private final float[] columns;
  private final float[] bias;

  /// @param title of the module, for messages
  /// @param weight (out, in)
  /// @param bias (out); null without
  Connection(String title, Tensor weight, @Nullable Tensor bias) {
    for (Tensor tensor : bias == null ? new Tensor[] {weight} : new Tensor[] {weight, bias}) {
      if (tensor.dtype() != DType.FLOAT32 || !tensor.device().equals(Device.CPU)) {
        throw Dismantler.refused(
            title,
            "a stream computes in float32 on the CPU, its weights are %s on %s: convert the network with toFloat() and cpu()"
                .formatted(tensor.dtype(), tensor.device()));
      }
    }
    out = Math.toIntExact(weight.size(0));
    in = Math.toIntExact(weight.size(1));
    columns = weight.detach().t().contiguous().toFloatArray();
    this.bias = bias == null ? new float[out] : bias.detach().toFloatArray();
  }

  int in() {
    return in;
  }

  int out() {
    return out;
  }

  /// Puts what the map makes of a signal into another.
  ///
  /// @return synaptic operations
  long apply(Signal from, Signal to) {
    int count = from.count();
    int[] indices = from.indices();
    float[] values = from.values();
    MemorySegment target = to.vector();
    for (int n = 0; n < out; n++) {
      float sum = bias[n];
      for (int k = 0; k < count; k++) {
        sum += values[k] * columns[indices[k] * out + n];
      }
      target.setAtIndex(ValueLayout.JAVA_FLOAT, n, sum);
    }
    to.changed();
    return (long) count * out;
  }
}
