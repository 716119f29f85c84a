package org.nernst.train;

import org.nernst.nn.Cell;
import org.nernst.nn.Layer;
import org.nernst.nn.Module;
import org.nernst.nn.TimeAxis;
import org.nernst.nn.Timed;
import org.nernst.tensor.Tensor;

/// What training and evaluation share: how to call a network and how to score it.
final class Runs {
  private Runs() {}

  /// Refuses a module that has no forward computation.
  static Module checked(Module network) {
    if (network instanceof Layer || network instanceof Cell<?>) {
      return network;
    }
    throw new IllegalArgumentException(
        "expected a network that is a Layer or a Cell, got " + network.getClass().getSimpleName());
  }

  /// Runs a layer, or a cell from its initial state.
  static Tensor run(Module network, Tensor input) {
    return switch (network) {
      case Layer layer -> layer.forward(input);
      case Cell<?> cell -> cell.forward(input).output();
      default -> throw new IllegalArgumentException("not a network: " + checked(network));
    };
  }

  /// The axis of the network's output that is time.
  static TimeAxis timeAxis(Module network) {
    return Timed.of(network);
  }

  /// The share of examples whose highest logit is that of the right class.
  static double accuracy(Tensor logits, Tensor targets) {
    long[] answers = logits.detach().argmax(1).toLongArray();
    long[] labels = targets.toLongArray();
    int correct = 0;
    for (int i = 0; i < labels.length; i++) {
      correct += answers[i] == labels[i] ? 1 : 0;
    }
    return (double) correct / labels.length;
  }
}
