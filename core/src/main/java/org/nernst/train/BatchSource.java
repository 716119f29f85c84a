package org.nernst.train;

import java.util.Iterator;
import org.nernst.tensor.Scope;

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

  /// The batches of one epoch from some batch on, exactly as they come after those before: what a
  /// training goes on with that was interrupted in the middle of an epoch.
  ///
  /// This implementation makes the batches before and throws them away.
  ///
  /// @param epoch the number of the epoch, from 0
  /// @param first the number of the first batch, from 0
  /// @return the batches in order
  /// @throws IllegalArgumentException if the epoch has fewer than `first` batches
  default Iterable<Batch> epoch(int epoch, int first) {
    return () -> {
      Iterator<Batch> batches = epoch(epoch).iterator();
      for (int skipped = 0; skipped < first; skipped++) {
        try (var _ = Scope.open()) {
          if (!batches.hasNext()) {
            throw new IllegalArgumentException(
                "expected an epoch of at least %d batches, got %d".formatted(first, skipped));
          }
          batches.next();
        }
      }
      return batches;
    };
  }

  /// The number of batches of an epoch.
  ///
  /// @return how often the iterator gives a batch
  int batches();

  /// The number of examples of an epoch.
  ///
  /// @return the sum of the batches' sizes
  int examples();
}
