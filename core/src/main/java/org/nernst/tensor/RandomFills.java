package org.nernst.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.util.function.IntToDoubleFunction;

/// Fills fresh row-major CPU tensors with random numbers. Element i depends on seed, position and i
/// alone.
final class RandomFills {
  private static final double WORD = 0x1.0p-32;
  private static final long LOW = 0xFFFFFFFFL;
  private static final int BELOW_INVERSION = 10;

  private RandomFills() {}

  /// What the 32 or 64 random bits of an element become.
  private interface Draw {
    double of(long index, long bits);
  }

  /// Uniform on [low, high).
  static void uniform(Generator generator, Tensor t, double low, double high) {
    if (!(low <= high) || Double.isInfinite(high - low)) {
      throw new IllegalArgumentException(
          "uniform: expected finite low <= high, got " + low + " and " + high);
    }
    DType dtype = t.dtype();
    // Fewer bits for the short types, so that rounding can't reach the upper bound often.
    int drop =
        switch (dtype) {
          case FLOAT16 -> 32 - 11;
          case BFLOAT16 -> 32 - 8;
          default -> 32 - 24;
        };
    double span = high - low;
    if (dtype == DType.FLOAT64) {
      fill64(generator, t, (_, bits) -> below(low + span * Philox.unit(bits), low, high));
    } else {
      double unit = Math.scalb(1.0, drop - 32);
      fill32(
          generator,
          t,
          dtype,
          (_, bits) -> below(round(low + span * ((bits >>> drop) * unit), dtype), low, high));
    }
  }

  private static double below(double value, double low, double high) {
    return value < high ? value : low;
  }

  /// Normal with the given mean and standard deviation.
  static void normal(Generator generator, Tensor t, double mean, double std) {
    if (!(std >= 0) || Double.isInfinite(std) || !Double.isFinite(mean)) {
      throw new IllegalArgumentException(
          "normal: expected a finite mean and std >= 0, got " + mean + " and " + std);
    }
    if (t.dtype() == DType.FLOAT64) {
      fill64(
          generator,
          t,
          (_, bits) -> mean + std * NormalQuantile.of(((bits >>> 11) + 0.5) * 0x1.0p-53));
    } else {
      fill32(
          generator,
          t,
          t.dtype(),
          (_, bits) -> mean + std * NormalQuantile.of((bits + 0.5) * WORD));
    }
  }

  /// 1 with a probability per element, else 0.
  static void bernoulli(Generator generator, Tensor t, IntToDoubleFunction probability) {
    for (int i = 0; i < t.numel(); i++) {
      double p = probability.applyAsDouble(i);
      if (!(p >= 0 && p <= 1)) {
        throw new IllegalArgumentException("bernoulli: expected probabilities in [0, 1], got " + p);
      }
    }
    fill32(
        generator,
        t,
        t.dtype(),
        (i, bits) -> bits * WORD < probability.applyAsDouble((int) i) ? 1 : 0);
  }

  /// Poisson counts with a rate per element.
  static void poisson(Generator generator, Tensor t, double[] rate) {
    for (double r : rate) {
      if (!(r >= 0 && r < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("poisson: expected finite rates >= 0, got " + r);
      }
    }
    MemorySegment memory = t.rawSegment();
    try {
      DType dtype = t.dtype();
      long seed = generator.seed();
      long first = generator.reserve(rate.length);
      for (int i = 0; i < rate.length; i++) {
        write(memory, dtype, i, poisson(seed, first + i, rate[i]));
      }
    } finally {
      Reference.reachabilityFence(t);
    }
  }

  private static double poisson(long seed, long position, double rate) {
    return rate < BELOW_INVERSION
        ? PoissonDraw.byInversion(seed, position, rate)
        : PoissonDraw.byRejection(seed, position, rate);
  }

  /// Integers on [low, high), all with exactly the same probability.
  static void integers(Generator generator, Tensor t, long low, long high) {
    if (low >= high) {
      throw new IllegalArgumentException(
          "randint: expected low < high, got " + low + " and " + high);
    }
    MemorySegment memory = t.rawSegment();
    try {
      long n = t.numel();
      long seed = generator.seed();
      long first = generator.reserve(n);
      for (long i = 0; i < n; i++) {
        memory.setAtIndex(ValueLayout.JAVA_LONG, i, low + below(seed, first + i, high - low));
      }
    } finally {
      Reference.reachabilityFence(t);
    }
  }

  /// An integer below an unsigned bound, without bias: Lemire, "Fast random integer generation in
  /// an interval", 2019.
  static long below(long seed, long position, long bound) {
    int[] words = new int[4];
    long least = Long.remainderUnsigned(-bound, bound);
    for (long attempt = 0; ; attempt++) {
      Philox.block(seed, position, attempt, words);
      long bits = Philox.pair(words, 0);
      if (Long.compareUnsigned(bits * bound, least) >= 0) {
        return Math.unsignedMultiplyHigh(bits, bound);
      }
    }
  }

  private static void fill32(Generator generator, Tensor t, DType dtype, Draw draw) {
    MemorySegment memory = t.rawSegment();
    try {
      long n = t.numel();
      long seed = generator.seed();
      long block = generator.reserve((n + 3) / 4);
      int[] words = new int[4];
      for (long i = 0; i < n; i++) {
        if ((i & 3) == 0) {
          Philox.block(seed, block++, 0, words);
        }
        write(memory, dtype, i, draw.of(i, words[(int) (i & 3)] & LOW));
      }
    } finally {
      Reference.reachabilityFence(t);
    }
  }

  private static void fill64(Generator generator, Tensor t, Draw draw) {
    MemorySegment memory = t.rawSegment();
    try {
      long n = t.numel();
      long seed = generator.seed();
      long block = generator.reserve((n + 1) / 2);
      int[] words = new int[4];
      for (long i = 0; i < n; i++) {
        if ((i & 1) == 0) {
          Philox.block(seed, block++, 0, words);
        }
        memory.setAtIndex(
            ValueLayout.JAVA_DOUBLE, i, draw.of(i, Philox.pair(words, (int) (i & 1) * 2)));
      }
    } finally {
      Reference.reachabilityFence(t);
    }
  }

  private static double round(double value, DType dtype) {
    return switch (dtype) {
      case FLOAT16 -> Float.float16ToFloat(Float.floatToFloat16((float) value));
      case BFLOAT16 -> Float.intBitsToFloat(bfloat16((float) value) << 16);
      default -> (float) value;
    };
  }

  private static void write(MemorySegment memory, DType dtype, long i, double value) {
    switch (dtype) {
      case FLOAT32 -> memory.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) value);
      case FLOAT64 -> memory.setAtIndex(ValueLayout.JAVA_DOUBLE, i, value);
      case FLOAT16 ->
          memory.setAtIndex(ValueLayout.JAVA_SHORT, i, Float.floatToFloat16((float) value));
      case BFLOAT16 -> memory.setAtIndex(ValueLayout.JAVA_SHORT, i, bfloat16((float) value));
      case INT8, UINT8, BOOL -> memory.set(ValueLayout.JAVA_BYTE, i, (byte) value);
      case INT16 -> memory.setAtIndex(ValueLayout.JAVA_SHORT, i, (short) value);
      case INT32 -> memory.setAtIndex(ValueLayout.JAVA_INT, i, (int) value);
      case INT64 -> memory.setAtIndex(ValueLayout.JAVA_LONG, i, (long) value);
      case UINT16,
          UINT32,
          UINT64,
          FLOAT8_E4M3FN,
          FLOAT8_E5M2,
          FLOAT8_E4M3FNUZ,
          FLOAT8_E5M2FNUZ,
          FLOAT8_E8M0FNU,
          COMPLEX64,
          COMPLEX128 ->
          throw new IllegalArgumentException("there are no random numbers in " + dtype);
    }
  }

  /// The upper half of a finite single, rounded to the nearest, ties to even.
  private static short bfloat16(float value) {
    int bits = Float.floatToRawIntBits(value);
    return (short) ((bits + 0x7FFF + ((bits >>> 16) & 1)) >>> 16);
  }
}
