package org.nernst.synapse;

import org.jspecify.annotations.Nullable;
import org.nernst.memory.Memory;
import org.nernst.memory.Scratch;
import org.nernst.tensor.DType;
import org.nernst.tensor.KernelPool;
import org.nernst.tensor.SpikeBits;
import org.nernst.tensor.Tensor;

/// A tensor (..., width) as rows, in row-major order of its leading axes, wherever they lie. The
/// caller keeps the tensor.
final class Raster {
  /// Numbers that a sample looks at.
  private static final int SAMPLE = 8192;

  /// Rows that one thread takes at a time.
  private static final int SCAN_ROWS = 256;

  /// Numbers below which other threads aren't worth waking.
  private static final long PARALLEL = 1 << 18;

  final DType dtype;
  final int width;
  final long rows;
  private final long address;
  private final long[] sizes;
  private final long[] byteStrides;

  private Raster(Tensor x, int width, long[] sizes, long[] byteStrides) {
    dtype = x.dtype();
    address = x.address();
    this.width = width;
    this.sizes = sizes;
    this.byteStrides = byteStrides;
    rows = x.numel() / width;
  }

  /// {@return the rows of a tensor with elements; null if the numbers of a row aren't neighbours}
  static @Nullable Raster of(Tensor x) {
    int leading = x.dim() - 1;
    int width = Math.toIntExact(x.size(-1));
    if (x.isContiguous()) {
      long rows = x.numel() / width;
      return new Raster(
          x, width, new long[] {rows}, new long[] {(long) width * x.dtype().byteSize()});
    }
    long[] strides = x.strides();
    if (width > 1 && strides[leading] != 1) {
      return null;
    }
    long[] sizes = new long[leading];
    long[] byteStrides = new long[leading];
    for (int axis = 0; axis < leading; axis++) {
      sizes[axis] = x.size(axis);
      byteStrides[axis] = strides[axis] * x.dtype().byteSize();
    }
    return new Raster(x, width, sizes, byteStrides);
  }

  /// Address of a row.
  long row(long r) {
    long at = address;
    long rest = r;
    for (int axis = sizes.length - 1; axis > 0; axis--) {
      at += rest % sizes[axis] * byteStrides[axis];
      rest /= sizes[axis];
    }
    return sizes.length == 0 ? at : at + rest * byteStrides[0];
  }

  /// The number in a column of a row.
  double get(long row, int column) {
    return Memory.get(row(row) + (long) column * dtype.byteSize(), dtype);
  }

  /// The share of numbers that aren't zero in some rows, spread evenly.
  double sample(SpikeScan scan) {
    int words = SpikeBits.wordsPerRow(width);
    long to = Scratch.address((long) words * Long.BYTES);
    long taken = Math.clamp(SAMPLE / width, 1, rows);
    long count = 0;
    for (long s = 0; s < taken; s++) {
      // the middle of each stretch: first steps and first rows are often silent
      scan.scan(row((2 * s + 1) * rows / (2 * taken)), width, to);
      count += bitCount(to, words);
    }
    return (double) count / ((double) taken * width);
  }

  static long bitCount(long words, int count) {
    long bits = 0;
    for (int w = 0; w < count; w++) {
      bits += Long.bitCount(Memory.getLong(words + (long) w * Long.BYTES));
    }
    return bits;
  }

  /// Looks at every number.
  SpikeBits scan(SpikeScan scan) {
    RasterScan all = new RasterScan(scan, dtype, rows, width);
    KernelPool.run(
        Math.toIntExact(Math.ceilDiv(rows, SCAN_ROWS)),
        rows * width > PARALLEL,
        part ->
            all.read((long) part * SCAN_ROWS, Math.min(rows, (part + 1L) * SCAN_ROWS), this::row));
    return all.found();
  }
}
