package org.nernst.tensor;

/// While it is open, operations of this thread are recorded for a backward pass, also inside a
/// [NoGrad].
public final class EnableGrad extends GradSwitch {
  EnableGrad() {
    super(true);
  }
}
