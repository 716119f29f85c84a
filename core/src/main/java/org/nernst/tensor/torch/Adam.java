package org.nernst.tensor.torch;

import java.util.List;
import org.nernst.tensor.Tensor;

/// Adam (Kingma & Ba, "Adam: A Method for Stochastic Optimization", 2015) as in PyTorch: weight
/// decay is added to the gradient, the divisor is `sqrt(s) / sqrt(1 - beta2^t) + eps`.
///
/// State per parameter: `exp_avg`, `exp_avg_sq`, and `max_exp_avg_sq` with amsgrad.
public final class Adam extends AdaptiveMoments {
  private Adam(Builder settings) {
    super(settings, false);
  }

  /// With the default settings and a learning rate.
  ///
  /// @param parameters floating leaves, each once
  /// @param learningRate at least 0
  public Adam(List<Tensor> parameters, double learningRate) {
    super(builder(parameters).learningRate(learningRate), false);
  }

  /// Starts from PyTorch's defaults.
  ///
  /// @param parameters floating leaves, each once
  public static Builder builder(List<Tensor> parameters) {
    return new Builder(parameters);
  }

  /// The settings of an [Adam].
  public static final class Builder extends AdamSettings<Adam> {
    private Builder(List<Tensor> parameters) {
      super(parameters, 0);
    }

    @Override
    public Adam build() {
      return new Adam(this);
    }
  }
}
