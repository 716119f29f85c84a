package org.nernst.synapse;

import java.lang.ref.Reference;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongUnaryOperator;
import org.nernst.tensor.DType;
import org.nernst.tensor.SpikeBits;
import org.nernst.tensor.Tensor;

/// Finds the spikes of a raster part by part, in any order and on any thread: best while the part
/// is still in the cache of who made it.
public final class RasterScan {
  private final SpikeScan scan;
  private final long rows;
  private final int width;
  private final int size;
  private final Tensor words;
  private final AtomicLong count = new AtomicLong();
  private final AtomicBoolean others = new AtomicBoolean();

  RasterScan(SpikeScan scan, DType dtype, long rows, int width) {
    this.scan = scan;
    this.rows = rows;
    this.width = width;
    size = dtype.byteSize();
    words = Tensor.emptyPooled(DType.INT64, rows, SpikeBits.wordsPerRow(width));
  }

  /// A raster of which nothing has been read.
  ///
  /// @param dtype float32 or float64
  /// @param rows of the raster
  /// @param width numbers of a row
  public RasterScan(DType dtype, long rows, int width) {
    this(RowKernels.forThisJvm().scan(dtype), dtype, rows, width);
  }

  /// Reads some rows.
  ///
  /// @param runs which; each row of the raster is read once
  /// @param raster address of row 0; rows follow without gaps
  public void read(RowRuns runs, long raster) {
    long rowBytes = (long) width * size;
    for (int run = 0; run < runs.runs(); run++) {
      long first = runs.begin(run);
      read(first, first + runs.length(), row -> raster + row * rowBytes);
    }
  }

  /// Reads rows.
  ///
  /// @param row address of each
  void read(long first, long last, LongUnaryOperator row) {
    int wordCount = SpikeBits.wordsPerRow(width);
    long rowBytes = (long) wordCount * Long.BYTES;
    long own = 0;
    long ownOthers = 0;
    try {
      long to = words.address();
      for (long r = first; r < last; r++) {
        ownOthers |= scan.scan(row.applyAsLong(r), width, to + r * rowBytes);
        own += Raster.bitCount(to + r * rowBytes, wordCount);
      }
    } finally {
      Reference.reachabilityFence(words);
    }
    count.addAndGet(own);
    if (ownOthers != 0) {
      others.set(true);
    }
  }

  /// {@return the spikes, once all rows have been read}
  public SpikeBits found() {
    return new SpikeBits(words, rows, width, count.get(), !others.get());
  }
}
