package org.nernst.tensor;

/// The counter-based generator Philox4x32 with ten rounds: block n of a key is a function of n, so
/// any part of a stream can be made by any thread. Salmon, Moraes, Dror and Shaw, "Parallel random
/// numbers: as easy as 1, 2, 3", SC 2011.
final class Philox {
  private static final long M0 = 0xD2511F53L;
  private static final long M1 = 0xCD9E8D57L;
  private static final int W0 = 0x9E3779B9;
  private static final int W1 = 0xBB67AE85;
  private static final int ROUNDS = 10;
  private static final long LOW = 0xFFFFFFFFL;

  private Philox() {}

  /// Writes the four words of a block.
  ///
  /// @param key 64 bits, the low word first
  /// @param low the low 64 bits of the counter
  /// @param high the high 64 bits of the counter
  /// @param out receives four words
  static void block(long key, long low, long high, int[] out) {
    int c0 = (int) low;
    int c1 = (int) (low >>> 32);
    int c2 = (int) high;
    int c3 = (int) (high >>> 32);
    int k0 = (int) key;
    int k1 = (int) (key >>> 32);
    for (int round = 0; round < ROUNDS; round++) {
      long p0 = M0 * (c0 & LOW);
      long p1 = M1 * (c2 & LOW);
      c0 = (int) (p1 >>> 32) ^ c1 ^ k0;
      c1 = (int) p1;
      c2 = (int) (p0 >>> 32) ^ c3 ^ k1;
      c3 = (int) p0;
      k0 += W0;
      k1 += W1;
    }
    out[0] = c0;
    out[1] = c1;
    out[2] = c2;
    out[3] = c3;
  }

  /// The two words from the given one on as 64 bits.
  static long pair(int[] words, int first) {
    return (words[first] & LOW) | ((long) words[first + 1] << 32);
  }

  /// Uniform on [0, 1) with 53 bits.
  static double unit(long bits) {
    return (bits >>> 11) * 0x1.0p-53;
  }

  /// Uniform on [0, 1) with 24 bits.
  static float unit(int word) {
    return (word >>> 8) * 0x1.0p-24f;
  }

  /// A bijection of 64 bits that spreads every bit (the finaliser of SplitMix64).
  static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
