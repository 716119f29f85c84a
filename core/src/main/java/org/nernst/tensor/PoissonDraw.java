package org.nernst.tensor;

/// One Poisson count from the blocks of one counter value.
final class PoissonDraw {
  private static final double[] LOG_FACTORIAL = new double[16];

  static {
    for (int k = 2; k < LOG_FACTORIAL.length; k++) {
      LOG_FACTORIAL[k] = LOG_FACTORIAL[k - 1] + StrictMath.log(k);
    }
  }

  private PoissonDraw() {}

  /// Walks up the distribution function; for small rates.
  static double byInversion(long seed, long position, double rate) {
    int[] words = new int[4];
    Philox.block(seed, position, 0, words);
    double u = Philox.unit(Philox.pair(words, 0));
    double p = StrictMath.exp(-rate);
    double k = 0;
    // Beyond 2^-53 of the tail p no longer changes u.
    while (u >= p && p > 0) {
      u -= p;
      k++;
      p *= rate / k;
    }
    return k;
  }

  /// Transformed rejection, PTRS of Hörmann, "The transformed rejection method for generating
  /// Poisson random variables", Insurance: Mathematics and Economics 12, 1993; for rates of at
  /// least 10.
  static double byRejection(long seed, long position, double rate) {
    double logRate = StrictMath.log(rate);
    double b = 0.931 + 2.53 * Math.sqrt(rate);
    double a = -0.059 + 0.02483 * b;
    double inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
    double vr = 0.9277 - 3.6224 / (b - 2);
    int[] words = new int[4];
    for (long attempt = 0; ; attempt++) {
      Philox.block(seed, position, attempt, words);
      double u = Philox.unit(Philox.pair(words, 0)) - 0.5;
      double v = 1 - Philox.unit(Philox.pair(words, 2));
      double us = 0.5 - Math.abs(u);
      double k = Math.floor((2 * a / us + b) * u + rate + 0.43);
      if (us >= 0.07 && v <= vr) {
        return k;
      }
      if (k < 0 || (us < 0.013 && v > us)) {
        continue;
      }
      double left = StrictMath.log(v * inverseAlpha / (a / (us * us) + b));
      if (left <= -rate + k * logRate - logFactorial(k)) {
        return k;
      }
    }
  }

  /// Exact sums below 16, Stirling's series above.
  static double logFactorial(double k) {
    if (k < LOG_FACTORIAL.length) {
      return LOG_FACTORIAL[(int) k];
    }
    double x = k + 1;
    double x2 = x * x;
    double series = (1.0 / 12 - (1.0 / 360 - 1.0 / (1260 * x2)) / x2) / x;
    return (x - 0.5) * StrictMath.log(x) - x + 0.5 * StrictMath.log(2 * Math.PI) + series;
  }
}
