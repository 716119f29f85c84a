package org.nernst.bench;

/// How far a run goes.
public enum Pass {
  /// Outputs only, nothing recorded: inference.
  FORWARD,
  /// Outputs, then the gradients of all that asks for one.
  TRAINING
}
