package org.nernst.engine.fused;

import org.nernst.memory.Memory;
import org.nernst.tensor.DType;
import org.nernst.tensor.Tensor;

/// Sums a gradient that was gathered for each neuron over the dims along which its parameter is
/// broadcast: in double precision, neuron after neuron, so that the bits depend on nothing else.
final class ParamSums {
  private ParamSums() {}

  /// {@return the gradient in the parameter's shape}
  ///
  /// @param perNeuron dense, of the neurons' shape
  /// @param shape of the parameter; broadcasts to the neurons'
  static Tensor reduce(Tensor perNeuron, long[] neurons, long[] shape) {
    DType dtype = perNeuron.dtype();
    long[] strides = strides(neurons, shape);
    double[] sums = new double[count(shape)];
    long address = perNeuron.address();
    int inner = neurons.length == 0 ? 1 : Math.toIntExact(neurons[neurons.length - 1]);
    int innerStride = neurons.length == 0 ? 0 : (int) strides[neurons.length - 1];
    long[] position = new long[neurons.length];
    long rows = perNeuron.numel() / inner;
    for (long row = 0; row < rows; row++) {
      int target = 0;
      for (int d = 0; d < neurons.length - 1; d++) {
        target += (int) (position[d] * strides[d]);
      }
      addRow(address, dtype, inner, sums, target, innerStride);
      address += (long) inner * dtype.byteSize();
      for (int d = neurons.length - 2; d >= 0 && ++position[d] == neurons[d]; d--) {
        position[d] = 0;
      }
    }
    return tensor(sums, shape, dtype);
  }

  private static void addRow(
      long address, DType dtype, int count, double[] sums, int target, int stride) {
    if (dtype == DType.FLOAT32) {
      for (int k = 0; k < count; k++) {
        sums[target + k * stride] += Memory.getFloat(address + 4L * k);
      }
    } else {
      for (int k = 0; k < count; k++) {
        sums[target + k * stride] += Memory.getDouble(address + 8L * k);
      }
    }
  }

  private static int count(long[] shape) {
    int count = 1;
    for (long size : shape) {
      count = Math.multiplyExact(count, Math.toIntExact(size));
    }
    return count;
  }

  /// For each dim of the neurons how far the parameter's index moves; 0 where it is broadcast.
  private static long[] strides(long[] neurons, long[] shape) {
    long[] strides = new long[neurons.length];
    long stride = 1;
    int shift = neurons.length - shape.length;
    for (int d = shape.length - 1; d >= 0; d--) {
      strides[d + shift] = shape[d] == 1 ? 0 : stride;
      stride *= shape[d];
    }
    return strides;
  }

  private static Tensor tensor(double[] values, long[] shape, DType dtype) {
    Tensor result = Tensor.empty(dtype, shape);
    long address = result.address();
    for (int k = 0; k < values.length; k++) {
      if (dtype == DType.FLOAT32) {
        Memory.setFloat((float) values[k], address + 4L * k);
      } else {
        Memory.setDouble(values[k], address + 8L * k);
      }
    }
    return result;
  }
}
