package org.nernst.tensor;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// Where a [Generator] and its lasting splits are.
///
/// @param seed what the generator was made from
/// @param position how far it has counted
/// @param streams the same of its lasting splits, by name
public record GeneratorState(
    long seed, long position, SequencedMap<String, GeneratorState> streams) {
  /// Copies the map, keeping its order.
  public GeneratorState {
    streams = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(streams));
  }
}
