package org.nernst.tensor;

/// While it is open, operations of this thread are not recorded for a backward pass.
///
/// ```java
/// try (var off = Autograd.noGrad()) {
///   weight.subInPlace(weight.grad().mul(learningRate));
/// }
/// ```
public final class NoGrad extends GradSwitch {
  NoGrad() {
    super(false);
  }
}
