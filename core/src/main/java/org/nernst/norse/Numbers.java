package org.nernst.norse;

/// Whose numbers an operation gives where upstream is evidently wrong.
public enum Numbers {
  /// What the published equations say.
  CORRECTED,

  /// What Norse computes, defect included: for the comparison with recorded runs, and for models
  /// that were trained with it.
  UPSTREAM
}
