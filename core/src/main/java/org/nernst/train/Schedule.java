package org.nernst.train;

/// How the learning rate changes during training: a factor on the rate that the optimiser was made
/// with.
@FunctionalInterface
public interface Schedule {
  /// The factor at a moment of training.
  ///
  /// @param epoch how many epochs have passed, with the part of the running one: 2.5 in the middle
  ///   of the third
  /// @param epochs the length of the whole training
  /// @return the factor, 1 for the full rate
  double factor(double epoch, double epochs);

  /// The full rate all the time.
  ///
  /// @return the schedule
  static Schedule constant() {
    return (epoch, epochs) -> 1;
  }

  /// A factor of `gamma` after every `every` epochs.
  ///
  /// @param every epochs between two drops, at least 1
  /// @param gamma the factor of a drop, in (0, 1]
  /// @return the schedule
  /// @throws IllegalArgumentException if a value is out of range
  static Schedule step(int every, double gamma) {
    if (every < 1) {
      throw new IllegalArgumentException("expected every >= 1 epochs, got " + every);
    }
    checkGamma(gamma);
    return (epoch, epochs) -> Math.pow(gamma, Math.floor(epoch / every));
  }

  /// A factor of `gamma` per epoch, falling with every step.
  ///
  /// @param gamma the factor of an epoch, in (0, 1]
  /// @return the schedule
  /// @throws IllegalArgumentException if gamma is out of range
  static Schedule exponential(double gamma) {
    checkGamma(gamma);
    return (epoch, epochs) -> Math.pow(gamma, epoch);
  }

  /// Half a cosine from 1 at the start to `last` at the end (Loshchilov and Hutter 2017, without
  /// restarts).
  ///
  /// @param last the factor at the end, in [0, 1]
  /// @return the schedule
  /// @throws IllegalArgumentException if last is out of range
  static Schedule cosine(double last) {
    if (!(last >= 0 && last <= 1)) {
      throw new IllegalArgumentException("expected 0 <= last <= 1, got " + last);
    }
    return (epoch, epochs) -> {
      double done = Math.min(1, epoch / epochs);
      return last + (1 - last) * 0.5 * (1 + Math.cos(Math.PI * done));
    };
  }

  /// This schedule after a straight rise from near 0 to the full rate; it starts when the rise ends
  /// and has the rest of the training.
  ///
  /// @param warmUp the length of the rise in epochs; 0 for none
  /// @return the schedule
  /// @throws IllegalArgumentException if the length is negative
  default Schedule afterWarmUp(double warmUp) {
    if (!(warmUp >= 0)) {
      throw new IllegalArgumentException("expected warmUp >= 0 epochs, got " + warmUp);
    }
    return (epoch, epochs) -> {
      if (epoch < warmUp) {
        // Never 0, or the first step would be lost.
        return Math.max(1e-3, epoch / warmUp);
      }
      return factor(epoch - warmUp, Math.max(epochs - warmUp, 1e-9));
    };
  }

  private static void checkGamma(double gamma) {
    if (!(gamma > 0 && gamma <= 1)) {
      throw new IllegalArgumentException("expected 0 < gamma <= 1, got " + gamma);
    }
  }
}
