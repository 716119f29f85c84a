package org.nernst.tensor.torch;

import java.util.List;
import org.nernst.tensor.Tensor;

/// The settings of [Adam] and [AdamW], with PyTorch's defaults.
///
/// @param <O> what is built
public abstract sealed class AdamSettings<O extends Optimizer> permits Adam.Builder, AdamW.Builder {
  final List<Tensor> parameters;
  double learningRate = 1e-3;
  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-8;
  double weightDecay;
  boolean amsgrad;
  boolean maximize;

  AdamSettings(List<Tensor> parameters, double weightDecay) {
    this.parameters = parameters;
    this.weightDecay = weightDecay;
  }

  /// Sets the learning rate; default 0.001.
  public AdamSettings<O> learningRate(double rate) {
    learningRate = rate;
    return this;
  }

  /// Sets the decay of the running means of the gradient and of its square; default 0.9 and 0.999.
  public AdamSettings<O> betas(double first, double second) {
    beta1 = first;
    beta2 = second;
    return this;
  }

  /// Sets what is added to the divisor; default 1e-8.
  public AdamSettings<O> epsilon(double value) {
    epsilon = value;
    return this;
  }

  /// Sets the weight decay; default 0 for Adam, 0.01 for AdamW.
  public AdamSettings<O> weightDecay(double decay) {
    weightDecay = decay;
    return this;
  }

  /// Divides by the largest mean square so far; default false.
  public AdamSettings<O> amsgrad(boolean on) {
    amsgrad = on;
    return this;
  }

  /// Goes up the gradient instead of down; default false.
  public AdamSettings<O> maximize(boolean on) {
    maximize = on;
    return this;
  }

  /// Makes the optimizer.
  ///
  /// @throws IllegalArgumentException on a setting outside its range
  public abstract O build();
}
