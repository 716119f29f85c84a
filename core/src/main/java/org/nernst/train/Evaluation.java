package org.nernst.train;

import java.util.List;

/// How a network does on examples that it is not trained on.
///
/// @param loss the mean loss
/// @param confusion how often each class was taken for which
/// @param layers the activity of each spiking layer, in the network's order
public record Evaluation(double loss, ConfusionMatrix confusion, List<LayerActivity> layers) {
  /// Copies the list.
  public Evaluation {
    layers = List.copyOf(layers);
  }

  /// The share of examples with the right answer.
  ///
  /// @return from 0 to 1
  public double accuracy() {
    return confusion.accuracy();
  }

  /// The number of examples.
  ///
  /// @return examples
  public long examples() {
    return confusion.total();
  }
}
