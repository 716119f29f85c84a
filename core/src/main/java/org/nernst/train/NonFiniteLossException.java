package org.nernst.train;

/// The loss became infinite or not a number; going on would destroy the parameters.
public final class NonFiniteLossException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int epoch;
  private final int step;

  NonFiniteLossException(double loss, int epoch, int step) {
    super(
        "the loss is %s in epoch %d, step %d; a lower learning rate or clipped gradients may help"
            .formatted(loss, epoch, step));
    this.epoch = epoch;
    this.step = step;
  }

  /// The epoch, from 1.
  ///
  /// @return the epoch
  public int epoch() {
    return epoch;
  }

  /// The step within the epoch, from 1.
  ///
  /// @return the step
  public int step() {
    return step;
  }
}
