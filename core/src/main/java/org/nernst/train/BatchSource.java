package org.nernst.train;

/// Where batches come from: a data set in some order.
///
/// The order of an epoch depends on its number alone, not on the epochs before it, so that a run
/// that starts again at epoch 7 sees what it would have seen.
public interface BatchSource {
  /// The batches of one epoch, made while they are walked through: their tensors belong to the
  /// scope that is open at that time.
  ///
  /// @param epoch the number of the epoch, from 0
  /// @return the batches in order
  Iterable<Batch> epoch(int epoch);

  /// The number of batches of an epoch.
  ///
  /// @return how often the iterator gives a batch
  int batches();

  /// The number of examples of an epoch.
  ///
  /// @return the sum of the batches' sizes
  int examples();
}
