package org.nernst.tensor;

import java.lang.foreign.ValueLayout;

/// Which numbers of a raster aren't zero, one bit each: what the kernel that made the raster knew
/// anyway, so that whoever reads it needn't look again.
///
/// The raster is seen as `rows` of `width` numbers in row-major order. A row has [#wordsPerRow]
/// words of 64 bits; bit `k` of word `w`, from the lowest, stands for number `64 w + k` of the row,
/// and bits past the width are 0.
///
/// [Tensor#spikeBits(SpikeBits)] attaches them to the raster.
public final class SpikeBits {
  private final Tensor words;
  private final long address;
  private final long rows;
  private final int width;
  private final long count;
  private final boolean binary;

  /// @param words dense, int64, of `rows * wordsPerRow(width)` elements or more
  /// @param rows of the raster, such as time times batch
  /// @param width numbers of a row, such as neurons
  /// @param count how many numbers aren't zero
  /// @param binary whether all of them are 1
  /// @throws IllegalArgumentException if the words are too few or of another kind, or the count
  ///   impossible
  public SpikeBits(Tensor words, long rows, int width, long count, boolean binary) {
    if (rows < 0 || width < 1) {
      throw new IllegalArgumentException(
          "expected a raster of rows >= 0 and width >= 1, got (%d, %d)".formatted(rows, width));
    }
    long needed = rows * wordsPerRow(width);
    if (words.dtype() != DType.INT64 || !words.isContiguous() || words.numel() < needed) {
      throw new IllegalArgumentException(
          "expected at least %d words of int64 for the bits of (%d, %d), got %s of %s"
              .formatted(needed, rows, width, Shapes.text(words.shape()), words.dtype()));
    }
    if (count < 0 || count > rows * width) {
      throw new IllegalArgumentException(
          "expected at most %d spikes in a raster (%d, %d), got %d"
              .formatted(rows * width, rows, width, count));
    }
    this.words = words;
    address = words.address();
    this.rows = rows;
    this.width = width;
    this.count = count;
    this.binary = binary;
  }

  /// {@return words of a row of that many numbers}
  ///
  /// @param width numbers of a row
  public static int wordsPerRow(int width) {
    return (width + Long.SIZE - 1) / Long.SIZE;
  }

  /// Rows of the raster.
  public long rows() {
    return rows;
  }

  /// Numbers of a row.
  public int width() {
    return width;
  }

  /// Words of a row.
  public int wordsPerRow() {
    return wordsPerRow(width);
  }

  /// How many numbers aren't zero.
  public long count() {
    return count;
  }

  /// Whether all that aren't zero are 1, so that nobody needs to read the raster.
  public boolean isBinary() {
    return binary;
  }

  /// The share of numbers that aren't zero, 0 to 1.
  public double density() {
    return rows == 0 ? 0 : (double) count / ((double) rows * width);
  }

  /// One word.
  ///
  /// @param row from 0
  /// @param word from 0, below [#wordsPerRow]
  public long word(long row, int word) {
    return words.segment().getAtIndex(ValueLayout.JAVA_LONG, row * wordsPerRow() + word);
  }

  /// The words. Whoever reads them after the scope in which they were made keeps this tensor, or
  /// one on the same memory.
  public Tensor words() {
    return words;
  }

  /// Address of the first word, valid as long as a tensor on that memory lives.
  public long address() {
    return address;
  }
}
