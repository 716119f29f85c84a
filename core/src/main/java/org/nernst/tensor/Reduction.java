package org.nernst.tensor;

import org.bytedeco.pytorch.global.torch;

/// What becomes of the losses of single elements.
public enum Reduction {
  /// They are returned one by one.
  NONE(torch.Reduction.None),
  /// Their mean, the default.
  MEAN(torch.Reduction.Mean),
  /// Their sum.
  SUM(torch.Reduction.Sum);

  private final long code;

  Reduction(torch.Reduction torch) {
    this.code = torch.value;
  }

  long code() {
    return code;
  }
}
