package org.nernst.cli.train;

import java.util.List;
import org.nernst.tensor.Tensor;
import org.nernst.tensor.torch.Adam;
import org.nernst.tensor.torch.AdamW;
import org.nernst.tensor.torch.Optimizer;
import org.nernst.tensor.torch.SGD;

/// The update rules that a setting names.
final class Optimizers {
  private static final double MOMENTUM = 0.9;

  private Optimizers() {}

  static Optimizer of(Settings settings, List<Tensor> parameters) {
    double rate = settings.real(Setting.LEARNING_RATE);
    double decay = settings.real(Setting.WEIGHT_DECAY);
    return switch (settings.word(Setting.OPTIMIZER)) {
      case "adam" -> Adam.builder(parameters).learningRate(rate).weightDecay(decay).build();
      case "adamw" -> AdamW.builder(parameters).learningRate(rate).weightDecay(decay).build();
      case "sgd" ->
          SGD.builder(parameters).learningRate(rate).momentum(MOMENTUM).weightDecay(decay).build();
      case String other -> throw new IllegalStateException("no optimizer " + other);
    };
  }
}
