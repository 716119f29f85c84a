package org.nernst.stream;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/// The states of all neurons of a [NetworkStream] between two steps: plain arrays by name, so that
/// they can be stored wherever arrays can, and a stream can go on in another process.
public final class StreamSnapshot {
  private final SequencedMap<String, float[]> values;
  private final long steps;

  /// Puts together a snapshot, of values that were stored say.
  ///
  /// @param values a value for each neuron, by the layer's path and the state's name (`1.v`)
  /// @param steps that the stream had made
  public StreamSnapshot(Map<String, float[]> values, long steps) {
    if (steps < 0) {
      throw new IllegalArgumentException("expected steps >= 0, got " + steps);
    }
    this.values = new LinkedHashMap<>();
    values.forEach((name, own) -> this.values.put(name, own.clone()));
    this.steps = steps;
  }

  /// {@return the names of the states: the layer's path, a dot, and the state's name}
  public SequencedSet<String> names() {
    return Collections.unmodifiableSequencedSet(values.sequencedKeySet());
  }

  /// {@return a copy of a state's values, one for each neuron}
  ///
  /// @throws IllegalArgumentException if there is no such state
  public float[] values(String name) {
    return own(name).clone();
  }

  /// {@return how many steps the stream had made}
  public long steps() {
    return steps;
  }

  /// {@return the values themselves}
  float[] own(String name) {
    float[] own = values.get(name);
    if (own == null) {
      throw new IllegalArgumentException(
          "expected a snapshot with state %s, got one with %s".formatted(name, values.keySet()));
    }
    return own;
  }

  void requireOnly(List<String> expected) {
    List<String> others = new ArrayList<>(values.keySet());
    others.removeAll(expected);
    if (!others.isEmpty()) {
      throw new IllegalArgumentException(
          "expected a snapshot with states %s, got others: %s".formatted(expected, others));
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof StreamSnapshot that
        && steps == that.steps
        && values.keySet().equals(that.values.keySet())
        && values.keySet().stream().allMatch(name -> Arrays.equals(own(name), that.own(name)));
  }

  @Override
  public int hashCode() {
    int hash = Long.hashCode(steps);
    for (Map.Entry<String, float[]> entry : values.entrySet()) {
      hash += entry.getKey().hashCode() ^ Arrays.hashCode(entry.getValue());
    }
    return hash;
  }
}
