package org.nernst.cli.neuron;

import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.IntStream;

/// What a neuron did, step by step.
///
/// @param output what it handed on in each step
/// @param spiking whether that is spikes, not a potential
/// @param states after each step, by name
@SuppressWarnings("ArrayRecordComponent") // handed over, never shared
record Response(float[] output, boolean spiking, SequencedMap<String, float[]> states) {
  /// The steps with a spike.
  int[] spikes() {
    return spiking
        ? IntStream.range(0, output.length).filter(t -> output[t] > 0).toArray()
        : new int[0];
  }

  /// The first step after which a number is not finite; -1 if all are.
  int leftAt() {
    for (int t = 0; t < output.length; t++) {
      for (Map.Entry<String, float[]> state : states.entrySet()) {
        if (!Float.isFinite(state.getValue()[t])) {
          return t;
        }
      }
    }
    return -1;
  }

  /// The steps between successive spikes.
  int[] intervals() {
    int[] spikes = spikes();
    return IntStream.range(1, spikes.length).map(k -> spikes[k] - spikes[k - 1]).toArray();
  }
}
