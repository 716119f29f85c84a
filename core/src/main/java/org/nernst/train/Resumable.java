package org.nernst.train;

import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// A part of a training that remembers something, which a checkpoint has to keep: a listener that
/// decides by what it has seen.
public interface Resumable {
  /// What it remembers.
  ///
  /// @return texts, whole numbers, doubles, booleans, lists and maps of such, or null, by name
  SequencedMap<String, @Nullable Object> stateDict();

  /// Takes back what [#stateDict()] gave, after `onStart`.
  ///
  /// @param state the values; whole numbers may come back as another type of number
  /// @throws IllegalArgumentException if they aren't those of a part like this
  void loadStateDict(Map<String, @Nullable Object> state);
}
