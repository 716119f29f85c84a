package org.nernst.tensor;

/// What the pool of blocks holds, for tests of what a call had at the same time.
public final class HeldBlocks {
  private static final int TRIES = 5;

  private HeldBlocks() {}

  /// {@return bytes of the blocks that a call's tensors lay on} The least of some tries, as the
  /// garbage collector may give back others in between.
  ///
  /// @param call whose tensors are freed with its scope
  public static long after(Runnable call) {
    long least = Long.MAX_VALUE;
    for (int k = 0; k < TRIES; k++) {
      long limit = PooledMemory.POOL.limit();
      PooledMemory.POOL.limit(0);
      PooledMemory.POOL.limit(limit);
      try (Scope _ = Scope.open()) {
        call.run();
      }
      least = Math.min(least, PooledMemory.POOL.freeBytes());
    }
    return least;
  }
}
