package org.nernst.sinabs;

/// What a layer does when the batch size of its input differs from that of its state.
///
/// Sinabs fills the rows of a feed-forward layer with old rows drawn at random, and starts a
/// recurrent layer from zero; here both start from zero, so that nothing depends on chance.
public enum BatchChange {
  /// Start from zero state, with the new shape.
  ZERO,
  /// Refuse the input.
  ERROR
}
