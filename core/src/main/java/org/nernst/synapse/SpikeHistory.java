package org.nernst.synapse;

import java.lang.ref.Reference;
import java.util.Arrays;
import org.nernst.memory.Memory;
import org.nernst.tensor.DType;
import org.nernst.tensor.SpikeBits;
import org.nernst.tensor.Tensor;

/// The spikes of a sequence: a bit for each neuron and step, and their values for the vectors that
/// have others than 1. That is all that a map's weight gradient needs of a raster, in a
/// thirty-second of its memory.
///
/// Vectors are rows, written in any order. Several threads may write rows at once as long as each
/// has sources of its own, such as entries of the batch.
public final class SpikeHistory implements Spikes {
  /// No values: all that aren't zero are 1.
  private static final long ONES = -1;

  /// (rows, words), as [SpikeBits] lays them out.
  private final Tensor words;

  /// Where they lie, found once.
  private final BitRows bits;

  private final DType dtype;
  private final int width;
  private final long rows;
  private final SpikeScan scan;

  /// Whether a source has but one row, which is overwritten in each step.
  private final boolean passing;

  private final Numbers numbers;

  /// What isn't 1.
  private static final class Numbers {
    /// For each row where its values begin: the source, shifted, and the place among its values.
    final long[] places;

    /// For each source the values of one row after the other.
    final double[][] values;

    final int[] used;
    final long[] counts;

    Numbers(int rows, int sources) {
      places = new long[rows];
      Arrays.fill(places, ONES);
      values = new double[sources][0];
      used = new int[sources];
      counts = new long[sources];
    }
  }

  /// A history without spikes.
  ///
  /// @param dtype of the vectors, float32 or float64
  /// @param rows how many vectors
  /// @param width numbers of a vector
  /// @param sources that write; as many as rows if each overwrites its own
  public SpikeHistory(DType dtype, int rows, int width, int sources) {
    this.dtype = dtype;
    this.rows = rows;
    this.width = width;
    scan = RowKernels.forThisJvm().scan(dtype);
    passing = rows == sources;
    int wordCount = SpikeBits.wordsPerRow(width);
    words = Tensor.emptyPooled(DType.INT64, rows, wordCount);
    bits = new BitRows(words.address(), width);
    Memory.zero(bits.address(), (long) rows * wordCount * Long.BYTES);
    numbers = new Numbers(rows, sources);
  }

  private SpikeHistory(SpikeHistory of, Tensor words) {
    this.words = words;
    dtype = of.dtype;
    width = of.width;
    bits = new BitRows(words.address(), width);
    rows = of.rows;
    scan = of.scan;
    passing = of.passing;
    numbers = of.numbers;
  }

  /// The bits, which the caller may keep longer than this object's tensor lives.
  @Override
  public Tensor words() {
    return words;
  }

  /// The same spikes, with bits that were kept.
  ///
  /// @param kept as [#words]
  public SpikeHistory with(Tensor kept) {
    return new SpikeHistory(this, kept);
  }

  /// Looks at a vector and remembers its spikes.
  ///
  /// @param address of its numbers
  /// @param row that it is
  /// @param source that writes
  /// @param to gets its spikes as another row
  public void read(long address, int row, int source, SpikeRows to) {
    boolean binary = scan.scan(address, width, bits.word(row)) == 0;
    int begin = to.count();
    if (binary) {
      bits.append(row, to, null);
    } else {
      int size = dtype.byteSize();
      bits.append(row, to, (_, column, _) -> Memory.get(address + (long) column * size, dtype));
    }
    int count = to.count() - begin;
    if (passing) {
      numbers.counts[source] = 0;
      numbers.used[source] = 0;
      numbers.places[row] = ONES;
    }
    numbers.counts[source] += count;
    if (!binary) {
      keep(to.values(), begin, count, row, source);
    }
  }

  private void keep(double[] from, int begin, int count, int row, int source) {
    int used = numbers.used[source];
    if (numbers.values[source].length < used + count) {
      numbers.values[source] = Arrays.copyOf(numbers.values[source], 2 * (used + count));
    }
    System.arraycopy(from, begin, numbers.values[source], used, count);
    numbers.places[row] = ((long) source << Integer.SIZE) | used;
    numbers.used[source] = used + count;
  }

  @Override
  public long rows() {
    return rows;
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public long count() {
    return Arrays.stream(numbers.counts).sum();
  }

  @Override
  public void append(long first, long last, SpikeRows to) {
    try {
      for (long r = first; r < last; r++) {
        int begin = to.count();
        bits.append(r, to, null);
        long place = numbers.places[(int) r];
        if (place != ONES) {
          double[] values = numbers.values[(int) (place >>> Integer.SIZE)];
          System.arraycopy(values, (int) place, to.reserveValues(), begin, to.count() - begin);
        }
      }
    } finally {
      Reference.reachabilityFence(words);
    }
  }

  /// The spikes as numbers.
  ///
  /// @return (rows, width)
  public Tensor toRaster() {
    Tensor raster = Tensor.zeros(dtype, rows, width);
    SpikeRows row = new SpikeRows(width);
    long address = raster.address();
    try {
      for (long r = 0; r < rows; r++) {
        rows(r, r + 1, row);
        for (int p = 0; p < row.count(); p++) {
          long to = address + (r * width + row.indices[p]) * dtype.byteSize();
          Memory.fill(to, 1, row.isWeighted() ? row.values()[p] : 1, dtype);
        }
      }
    } finally {
      Reference.reachabilityFence(raster);
    }
    return raster;
  }
}
