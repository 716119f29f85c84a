package org.nernst.synapse;

import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;
import org.nernst.memory.Memory;
import org.nernst.tensor.DType;
import org.nernst.tensor.KernelPool;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;

/// The weights of a linear map, turned so that one input's weights to a tile of neighbouring
/// outputs lie together: `y = bias + sum over active inputs k of value_k * W[:, k]`.
///
/// Sums run over the inputs in ascending order, starting from the bias; products are rounded before
/// they are added. So the bits of an output depend on its input row alone, not on how many rows a
/// call has or how outputs fall into tiles. Nothing of libtorch's runs on the way, and nothing is
/// allocated. May be used by several threads at once.
public final class PackedWeights {
  /// Weights, or sums, below which other threads aren't worth waking.
  private static final long PARALLEL = 1 << 16;

  private final DType dtype;
  private final int in;
  private final int out;
  private final Tiles tiles;

  /// The weights tile by tile, in it input by input, and the bias behind them.
  private final Tensor memory;

  private final long packed;
  private final long bias;

  private PackedWeights(RowKernels kernels, DType dtype, int in, int out) {
    if (dtype != DType.FLOAT32 && dtype != DType.FLOAT64) {
      throw new IllegalArgumentException("expected weights of float32 or float64, got " + dtype);
    }
    this.dtype = dtype;
    this.in = in;
    this.out = out;
    tiles = new Tiles(kernels, dtype, out);
    long weights = tiles.padded() * in;
    memory = Tensor.emptyPooled(dtype, weights + out);
    Scope.promote(memory);
    packed = memory.address();
    bias = packed + weights * dtype.byteSize();
  }

  /// Packs a copy of the weights.
  ///
  /// @param weight (out, in), float32 or float64, in main memory
  /// @param bias (out), of the same dtype, or null for none
  /// @return the packed weights, which don't follow later changes of the tensors
  /// @throws IllegalArgumentException if shapes or dtypes are others
  public static PackedWeights of(Tensor weight, @Nullable Tensor bias) {
    return of(RowKernels.forThisJvm(), weight, bias);
  }

  /// As [#of(Tensor, Tensor)], with a choice of kernels.
  ///
  /// @param vectors whether to use vectors where the JVM has them
  public static PackedWeights of(Tensor weight, @Nullable Tensor bias, boolean vectors) {
    return of(vectors ? RowKernels.forThisJvm() : RowKernels.SCALAR, weight, bias);
  }

  static PackedWeights of(RowKernels kernels, Tensor weight, @Nullable Tensor bias) {
    if (weight.dim() != 2) {
      throw new IllegalArgumentException(
          "expected weights (out, in), got " + Tensor.shapeText(weight.shape()));
    }
    PackedWeights made =
        new PackedWeights(
            kernels,
            weight.dtype(),
            Math.toIntExact(weight.size(1)),
            Math.toIntExact(weight.size(0)));
    made.pack(weight, bias);
    return made;
  }

  /// Packs the weights anew, into the same memory.
  ///
  /// @param weight as before
  /// @param newBias as before
  void pack(Tensor weight, @Nullable Tensor newBias) {
    long biasBytes = (long) out * dtype.byteSize();
    if (newBias == null) {
      Memory.zero(bias, biasBytes);
    } else {
      if (newBias.dim() != 1 || newBias.size(0) != out || newBias.dtype() != dtype) {
        throw new IllegalArgumentException(
            "expected a bias (%d) of %s, got %s of %s"
                .formatted(out, dtype, Tensor.shapeText(newBias.shape()), newBias.dtype()));
      }
      Tensor dense = newBias.contiguous();
      try {
        Memory.copy(dense.address(), bias, biasBytes);
      } finally {
        Reference.reachabilityFence(dense);
      }
    }
    int size = dtype.byteSize();
    long from = weight.address();
    long inputBytes = weight.strides()[1] * size;
    long outputBytes = weight.strides()[0] * size;
    try {
      KernelPool.run(
          tiles.count(),
          (long) in * out > PARALLEL,
          t ->
              tiles.pack(
                  t,
                  from,
                  inputBytes,
                  outputBytes,
                  in,
                  packed + (long) tiles.first(t) * in * size));
    } finally {
      Reference.reachabilityFence(weight);
    }
  }

  /// The memory of the packed weights, for a node of libtorch's graph to save that will read them
  /// in its backward.
  Tensor memory() {
    return memory;
  }

  /// Whether other weights may be packed into this memory: no graph will read these any more.
  ///
  /// @param weight the other weights
  boolean isFreeFor(Tensor weight) {
    return weight.dtype() == dtype
        && weight.size(0) == out
        && weight.size(1) == in
        && !memory.isShared();
  }

  /// Inputs.
  public int in() {
    return in;
  }

  /// Outputs.
  public int out() {
    return out;
  }

  /// float32 or float64.
  public DType dtype() {
    return dtype;
  }

  /// The map of one vector whose entries are 0 and 1.
  ///
  /// @param indices of the inputs that are 1, ascending; not checked
  /// @param begin first of the indices
  /// @param end behind the last
  /// @param to address of [#out] numbers of the dtype, which the result overwrites
  public void multiply(int[] indices, int begin, int end, long to) {
    sum(indices, null, begin, end, bias, to);
  }

  /// The map of one vector.
  ///
  /// @param indices of the inputs that aren't 0, ascending; not checked
  /// @param values of these inputs
  /// @param begin first of the indices
  /// @param end behind the last
  /// @param to address of [#out] numbers of the dtype, which the result overwrites
  public void multiply(int[] indices, double[] values, int begin, int end, long to) {
    sum(indices, values, begin, end, bias, to);
  }

  /// Adds the map of one vector, without the bias, to what is there.
  ///
  /// @param indices of the inputs that aren't 0, ascending; not checked
  /// @param values of these inputs, null if all are 1
  /// @param begin first of the indices
  /// @param end behind the last
  /// @param to address of [#out] numbers of the dtype
  public void accumulate(int[] indices, double @Nullable [] values, int begin, int end, long to) {
    sum(indices, values, begin, end, to, to);
  }

  private void sum(
      int[] indices, double @Nullable [] values, int begin, int end, long from, long to) {
    int size = dtype.byteSize();
    try {
      for (int t = 0; t < tiles.count(); t++) {
        RowKernel kernel = tiles.kernel(t);
        long at = tiles.first(t) * (long) size;
        long rows = packed + at * in;
        long rowBytes = tiles.width(t) * (long) size;
        int lanes = tiles.tailLanes();
        if (values == null) {
          kernel.one(indices, begin, end, rows, rowBytes, from + at, to + at, lanes);
        } else {
          kernel.oneWeighted(
              indices, values, begin, end, rows, rowBytes, from + at, to + at, lanes);
        }
      }
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /// The map of some rows of a matrix.
  ///
  /// @param x of width [#in]
  /// @param first of the rows
  /// @param last behind the last of them
  /// @param to address of [#out] numbers of the dtype for row `first`; the others follow
  /// @param rowBytes from row to row of the result
  public void multiply(SpikeRows x, int first, int last, long to, long rowBytes) {
    if (x.width() != in) {
      throw new IllegalArgumentException(
          "expected rows of %d inputs, got %d".formatted(in, x.width()));
    }
    try {
      for (int t = 0; t < tiles.count(); t++) {
        long at = tiles.first(t) * (long) dtype.byteSize();
        long rows = packed + at * in;
        tiles.sum(t, x, first, last, rows, bias + at, 0, to + at, rowBytes);
      }
    } finally {
      Reference.reachabilityFence(this);
    }
  }
}
