package org.nernst.stream;

import java.util.Map;

/// What a step of a [NetworkStream] has given. The stream has one such object, which the next step
/// overwrites.
public final class StreamOutput {
  private final Signal readout;
  private final Map<String, Spikes> layers;

  StreamOutput(Signal readout, Map<String, Spikes> layers) {
    this.readout = readout;
    this.layers = layers;
  }

  /// {@return how many values the last layer has}
  public int size() {
    return readout.width();
  }

  /// {@return a value of the last layer: a potential, a count of spikes, or a current, whatever
  /// that layer gives}
  ///
  /// @throws IndexOutOfBoundsException if there is none
  public float get(int element) {
    return readout.get(element);
  }

  /// Copies the values of the last layer.
  ///
  /// @param into as long as the layer is wide
  public void copyTo(float[] into) {
    if (into.length != size()) {
      throw new IllegalArgumentException(
          "expected an array of %d values, got %d".formatted(size(), into.length));
    }
    for (int n = 0; n < into.length; n++) {
      into[n] = readout.get(n);
    }
  }

  /// {@return a copy of the values of the last layer}
  public float[] toArray() {
    float[] values = new float[size()];
    copyTo(values);
    return values;
  }

  /// {@return the index of the greatest value of the last layer; the first of equal ones}
  public int argmax() {
    int best = 0;
    for (int n = 1; n < size(); n++) {
      if (readout.get(n) > readout.get(best)) {
        best = n;
      }
    }
    return best;
  }

  /// {@return the spikes of a layer in this step}
  ///
  /// @param layer one of [StreamingNetwork#layers()]
  /// @throws IllegalArgumentException if there is no such layer
  public Spikes spikes(String layer) {
    Spikes spikes = layers.get(layer);
    if (spikes == null) {
      throw new IllegalArgumentException(
          "expected as layer one of %s, got '%s'".formatted(layers.keySet(), layer));
    }
    return spikes;
  }
}
