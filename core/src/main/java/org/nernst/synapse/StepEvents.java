package org.nernst.synapse;

import java.util.Arrays;

/// The events of one step of one entry, in any order and with repetitions, until they make a row.
final class StepEvents {
  private final double[] sums;
  private int[] neurons = new int[16];
  private int count;

  StepEvents(int width) {
    sums = new double[width];
  }

  void add(int neuron, double spikes) {
    if (sums[neuron] == 0) {
      if (count == neurons.length) {
        neurons = Arrays.copyOf(neurons, 2 * count);
      }
      neurons[count++] = neuron;
    }
    sums[neuron] += spikes;
  }

  /// Writes a row, neurons ascending, and forgets the events.
  void writeTo(SpikeRows rows) {
    Arrays.sort(neurons, 0, count);
    for (int k = 0; k < count; k++) {
      double sum = sums[neurons[k]];
      sums[neurons[k]] = 0;
      // a neuron whose events cancelled out may be listed twice
      if (sum != 0) {
        rows.add(neurons[k], sum);
      }
    }
    count = 0;
    rows.endRow();
  }
}
