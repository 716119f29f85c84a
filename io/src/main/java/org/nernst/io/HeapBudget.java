package org.nernst.io;

/// How much heap the small objects of a file may take, so that a file which was made to harm can't
/// ask for much more than its own size.
final class HeapBudget {
  /// What any file may take, in bytes.
  static final long SMALL = 1 << 20;

  /// How many times its size a file may take.
  static final long RATIO = 4;

  private long left;

  HeapBudget(long fileSize) {
    left = SMALL + RATIO * fileSize;
  }

  /// Counts what is about to be allocated.
  ///
  /// @throws IllegalArgumentException when that is too much
  void charge(long bytes) {
    left -= bytes;
    if (left < 0) {
      throw new IllegalArgumentException(
          "it describes more small objects than a file of its size may");
    }
  }
}
