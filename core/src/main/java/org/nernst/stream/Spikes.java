package org.nernst.stream;

import java.util.Arrays;
import java.util.Objects;

/// What a layer of neurons has given in a step: its neurons that spiked, in rising order. Of
/// neurons that don't spike, those whose output isn't 0. The next step overwrites it.
public final class Spikes {
  private final Signal signal;

  Spikes(Signal signal) {
    this.signal = signal;
  }

  /// {@return how many neurons the layer has}
  public int neurons() {
    return signal.width();
  }

  /// {@return how many of them spiked}
  public int count() {
    return signal.count();
  }

  /// {@return a neuron that spiked}
  ///
  /// @param k from 0, below [#count()]
  public int neuron(int k) {
    return signal.indices()[Objects.checkIndex(k, count())];
  }

  /// {@return its output: 1, or how often it spiked in this step}
  ///
  /// @param k from 0, below [#count()]
  public float value(int k) {
    return (float) signal.values()[Objects.checkIndex(k, count())];
  }

  /// {@return a copy of the neurons that spiked}
  public int[] toArray() {
    return Arrays.copyOf(signal.indices(), count());
  }
}
