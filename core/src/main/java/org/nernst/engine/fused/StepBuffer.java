package org.nernst.engine.fused;

import org.nernst.tensor.Tensor;

/// A number per neuron for every step, or for the last few steps in turns; dense.
final class StepBuffer {
  /// (turns, neurons).
  final Tensor tensor;

  private final long address;
  private final long stepBytes;
  private final int turns;

  /// @param tensor (turns, neurons), dense
  StepBuffer(Tensor tensor) {
    this.tensor = tensor;
    address = tensor.address();
    turns = Math.toIntExact(tensor.size(0));
    stepBytes = tensor.size(1) * tensor.dtype().byteSize();
  }

  static StepBuffer[] of(Geometry geometry, int count, int turns) {
    StepBuffer[] buffers = new StepBuffer[count];
    for (int k = 0; k < count; k++) {
      buffers[k] = new StepBuffer(Tensor.emptyPooled(geometry.dtype, turns, geometry.neurons));
    }
    return buffers;
  }

  /// {@return the address of the first neuron in a step}
  long at(int t) {
    return address + t % turns * stepBytes;
  }
}
