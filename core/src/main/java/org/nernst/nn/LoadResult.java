package org.nernst.nn;

import java.util.List;

/// What `loadStateDict` could not match.
///
/// @param missingKeys keys that the module has and the state dict lacks, in the module's order
/// @param unexpectedKeys keys that the state dict has and the module lacks, in the dict's order
public record LoadResult(List<String> missingKeys, List<String> unexpectedKeys) {
  /// Whether every key found its counterpart.
  public boolean isComplete() {
    return missingKeys.isEmpty() && unexpectedKeys.isEmpty();
  }
}
