package org.nernst.engine.fused;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nernst.memory.Layout;
import org.nernst.tensor.DType;
import org.nernst.tensor.Tensor;

/// How neurons and steps lie in tensors: neurons are numbered in row-major order of their shape,
/// batch included, and form rows of neighbours in the memory of every tensor of a call.
final class Geometry {
  /// Rows shorter than this are worth a copy of an input that makes them longer.
  private static final long SHORT_ROW = 64;

  final DType dtype;
  final Layout layout;
  final int steps;
  final long[] shape;
  final int neurons;

  /// First dim of the neurons' shape that belongs to the row.
  private final int rowDim;

  final int rows;
  final int rowLength;

  private final long[] denseRows;

  /// @param shape of the neurons, batch included
  /// @param inputs in the full shape, with time
  Geometry(DType dtype, Layout layout, int steps, long[] shape, Tensor[] inputs) {
    this.dtype = dtype;
    this.layout = layout;
    this.steps = steps;
    this.shape = shape;
    neurons = Math.toIntExact(count(shape, 0));
    int first = rowStart(layout == Layout.BATCH_MAJOR && steps > 1 ? timedStrides() : dense());
    long own = count(shape, first);
    for (int i = 0; i < inputs.length; i++) {
      int needed = rowStart(neuronStrides(inputs[i]));
      if (needed > first && count(shape, needed) < Math.min(own, SHORT_ROW)) {
        inputs[i] = inputs[i].contiguous();
      } else {
        first = Math.max(first, needed);
      }
    }
    rowDim = first;
    rowLength = Math.toIntExact(count(shape, first));
    rows = neurons / rowLength;
    denseRows = rowOffsets(dense());
  }

  private static long count(long[] shape, int from) {
    long count = 1;
    for (int d = from; d < shape.length; d++) {
      count = Math.multiplyExact(count, shape[d]);
    }
    return count;
  }

  /// The shape with the axis of time.
  long[] timedShape() {
    if (layout == Layout.STEP) {
      return shape;
    }
    int time = layout.timeDim();
    long[] timed = new long[shape.length + 1];
    System.arraycopy(shape, 0, timed, 0, time);
    timed[time] = steps;
    System.arraycopy(shape, time, timed, time + 1, shape.length - time);
    return timed;
  }

  private long[] dense() {
    long[] strides = new long[shape.length];
    long stride = 1;
    for (int d = shape.length - 1; d >= 0; d--) {
      strides[d] = stride;
      stride *= shape[d];
    }
    return strides;
  }

  /// Strides of the neurons' dims in a dense tensor with time.
  private long[] timedStrides() {
    long[] strides = dense();
    if (layout == Layout.BATCH_MAJOR) {
      strides[0] *= steps;
    }
    return strides;
  }

  private long timeStride() {
    return switch (layout) {
      case STEP -> 0;
      case TIME_MAJOR -> neurons;
      case BATCH_MAJOR -> count(shape, 1);
    };
  }

  private long[] neuronStrides(Tensor timed) {
    long[] strides = timed.strides();
    if (layout == Layout.STEP) {
      return strides;
    }
    long[] own = new long[shape.length];
    int time = layout.timeDim();
    System.arraycopy(strides, 0, own, 0, time);
    System.arraycopy(strides, time + 1, own, time, own.length - time);
    return own;
  }

  /// The first dim from which on the elements are neighbours.
  private int rowStart(long[] strides) {
    long expected = 1;
    int d = shape.length;
    while (d > 0 && (shape[d - 1] == 1 || strides[d - 1] == expected)) {
      expected *= shape[d - 1];
      d--;
    }
    return d;
  }

  private long[] rowOffsets(long[] strides) {
    long[] offsets = new long[rows];
    long[] position = new long[rowDim];
    for (int row = 1; row < rows; row++) {
      int d = rowDim - 1;
      while (++position[d] == shape[d]) {
        position[d--] = 0;
      }
      long offset = 0;
      for (int k = 0; k < rowDim; k++) {
        offset += position[k] * strides[k];
      }
      offsets[row] = offset * dtype.byteSize();
    }
    return offsets;
  }

  /// {@return the place of a tensor of the neurons' shape with time, of any strides that the rows
  /// allow}
  Place timed(Tensor tensor) {
    if (layout == Layout.STEP) {
      return new Place(tensor.address(), 0, offsets(tensor.strides()));
    }
    long step = tensor.strides()[layout.timeDim()] * dtype.byteSize();
    return new Place(tensor.address(), step, offsets(neuronStrides(tensor)));
  }

  /// {@return the places of such tensors}
  Place[] timed(List<Tensor> tensors) {
    Place[] places = new Place[tensors.size()];
    for (int k = 0; k < places.length; k++) {
      places[k] = timed(tensors.get(k));
    }
    return places;
  }

  private long[] offsets(long[] strides) {
    return rows == 1 ? denseRows : rowOffsets(strides);
  }

  /// {@return the place of a dense tensor of the neurons' shape with time}
  Place denseTimed(Tensor tensor) {
    return new Place(
        tensor.address(),
        timeStride() * dtype.byteSize(),
        layout == Layout.BATCH_MAJOR ? offsets(timedStrides()) : denseRows);
  }

  /// {@return the places of such tensors}
  Place[] denseTimed(Collection<Tensor> tensors) {
    Place[] places = new Place[tensors.size()];
    int next = 0;
    for (Tensor tensor : tensors) {
      places[next++] = denseTimed(tensor);
    }
    return places;
  }

  /// {@return the address of each tensor, 0 for null}
  static long[] addresses(Collection<? extends @Nullable Tensor> tensors) {
    long[] addresses = new long[tensors.size()];
    int next = 0;
    for (Tensor tensor : tensors) {
      addresses[next++] = tensor == null ? 0 : tensor.address();
    }
    return addresses;
  }

  /// {@return the place of a dense array of the neurons}
  Place dense(long address) {
    return new Place(address, 0, denseRows);
  }

  /// {@return the tensor itself if it is dense, else a dense copy}
  static Tensor compact(Tensor tensor) {
    return tensor.isContiguous() ? tensor : tensor.contiguous();
  }

  /// {@return the tensor itself if the call's rows are neighbours in it too, else a copy in which
  /// they are; what is the same in all steps or rows, as the gradient of a mean, is copied once}
  ///
  /// @param timed of the neurons' shape with time
  Tensor inRows(Tensor timed) {
    if (rowStart(neuronStrides(timed)) <= rowDim) {
      return timed;
    }
    long[] strides = timed.strides();
    int time = layout == Layout.STEP ? -1 : layout.timeDim();
    Tensor once = timed;
    for (int d = 0; d < strides.length; d++) {
      int own = time >= 0 && d > time ? d - 1 : d;
      if (strides[d] == 0 && (d == time || own < rowDim)) {
        once = once.narrow(d, 0, 1);
      }
    }
    return once.contiguous().expand(timed.shape());
  }

  /// {@return a tensor of the neurons' shape with time}
  Tensor emptyTimed() {
    return Tensor.emptyPooled(dtype, timedShape());
  }

  /// {@return a tensor of the neurons' shape}
  Tensor empty() {
    return Tensor.emptyPooled(dtype, shape);
  }

  @Override
  public String toString() {
    return dtype + " " + layout + " " + steps + " steps of " + Arrays.toString(shape);
  }
}
