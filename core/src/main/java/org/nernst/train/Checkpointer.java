package org.nernst.train;

import java.io.IOException;

/// Keeps states of a training, so that it can go on after whatever ends it.
public interface Checkpointer {
  /// Whether a state is to be saved in the middle of an epoch. One is saved after every epoch in
  /// any case, and when a training is paused.
  ///
  /// @param steps the number of steps done so far, over all epochs
  /// @return true to save now
  boolean isDue(long steps);

  /// Saves a state, on the training thread.
  ///
  /// @param state its tensors are those of the training and change with the next step
  /// @throws IOException if it can't be saved; this ends the training
  void save(TrainState state) throws IOException;
}
