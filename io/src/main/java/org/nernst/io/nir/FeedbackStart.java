package org.nernst.io.nir;

/// When the output of a neuron that feeds back to itself is first evaluated, before there is one.
enum FeedbackStart {
  /// In the first step, with an output of zero: NIR's way. A bias on the way back acts at once.
  FIRST_STEP,
  /// In the second: until then nothing comes back, not even a bias. Sinabs's way.
  SECOND_STEP
}
