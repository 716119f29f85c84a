package org.nernst.stream;

import org.jspecify.annotations.Nullable;
import org.nernst.nn.NeuronStep;
import org.nernst.tensor.Tensor;

/// What a network consists of, in order, once it is taken apart.
sealed interface Part {
  /// {@return the path of the module in the tree, with its class, for messages}
  String title();

  /// A linear map from part to part.
  ///
  /// @param weight (out, in)
  /// @param bias (out); null without
  record Map(String title, Tensor weight, @Nullable Tensor bias) implements Part {}

  /// Neurons.
  ///
  /// @param path of the module in the tree, empty for the root
  record Neurons(String path, String title, NeuronStep step) implements Part {}
}
