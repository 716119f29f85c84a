package org.nernst.tensor.torch;

import java.util.List;
import org.nernst.tensor.Tensor;

/// AdamW (Loshchilov & Hutter, "Decoupled Weight Decay Regularization", 2019) as in PyTorch: the
/// parameter is first multiplied by `1 - lr * weightDecay`, then changed as by [Adam] without
/// decay.
///
/// State per parameter: `exp_avg`, `exp_avg_sq`, and `max_exp_avg_sq` with amsgrad.
public final class AdamW extends AdaptiveMoments {
  private static final double DEFAULT_DECAY = 0.01;

  private AdamW(Builder settings) {
    super(settings, true);
  }

  /// With the default settings and a learning rate.
  ///
  /// @param parameters floating leaves, each once
  /// @param learningRate at least 0
  public AdamW(List<Tensor> parameters, double learningRate) {
    super(builder(parameters).learningRate(learningRate), true);
  }

  /// Starts from PyTorch's defaults.
  ///
  /// @param parameters floating leaves, each once
  public static Builder builder(List<Tensor> parameters) {
    return new Builder(parameters);
  }

  /// The settings of an [AdamW].
  public static final class Builder extends AdamSettings<AdamW> {
    private Builder(List<Tensor> parameters) {
      super(parameters, DEFAULT_DECAY);
    }

    @Override
    public AdamW build() {
      return new AdamW(this);
    }
  }
}
