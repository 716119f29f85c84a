package org.nernst.nn;

/// A module between two transpositions of time and batch, made by [TimeFirst] or [BatchFirst].
public sealed interface Transposed permits TransposedLayer, TransposedCell {
  /// The module that is adapted.
  Module child();
}
