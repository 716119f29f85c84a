package org.nernst.tensor.torch;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.nernst.tensor.Tensor;

/// Gradient descent with momentum, as in PyTorch.
///
/// ```
/// g = g + weightDecay p
/// b = momentum b + (1 - dampening) g      the first time b = g
/// p = p - lr b                            with nesterov p - lr (g + momentum b)
/// ```
///
/// State per parameter: `momentum_buffer`, if momentum isn't 0.
public final class SGD extends Optimizer {
  private double momentum;
  private double dampening;
  private double weightDecay;
  private boolean nesterov;
  private boolean maximize;
  private boolean firstStep;

  private SGD(Builder settings) {
    super(
        settings.parameters,
        settings.learningRate,
        settings.momentum == 0 ? List.of() : List.of("momentum_buffer"));
    momentum = checkAtLeastZero("momentum", settings.momentum);
    dampening = settings.dampening;
    weightDecay = checkAtLeastZero("weightDecay", settings.weightDecay);
    nesterov = settings.nesterov;
    maximize = settings.maximize;
    checkNesterov(nesterov, momentum, dampening);
  }

  private static void checkNesterov(boolean nesterov, double momentum, double dampening) {
    if (nesterov && (momentum == 0 || dampening != 0)) {
      throw new IllegalArgumentException(
          "nesterov: expected momentum > 0 and dampening = 0, got %s and %s"
              .formatted(momentum, dampening));
    }
  }

  /// With the default settings and a learning rate.
  ///
  /// @param parameters floating leaves, each once
  /// @param learningRate at least 0
  public SGD(List<Tensor> parameters, double learningRate) {
    this(builder(parameters).learningRate(learningRate));
  }

  /// Starts from PyTorch's defaults.
  ///
  /// @param parameters floating leaves, each once
  public static Builder builder(List<Tensor> parameters) {
    return new Builder(parameters);
  }

  @Override
  void prepare(long step, boolean first) {
    firstStep = first;
  }

  @Override
  boolean ignoresDenormals() {
    return true;
  }

  @Override
  void updateChunk(float[] p, float[] g, float[][] state, int n) {
    if (maximize) {
      Floats.negate(g, n);
    }
    if (weightDecay != 0) {
      Floats.addScaled(g, p, (float) weightDecay, n);
    }
    float[] direction = g;
    if (momentum != 0) {
      float[] buffer = state[0];
      if (firstStep) {
        System.arraycopy(g, 0, buffer, 0, n);
      } else {
        Floats.scale(buffer, (float) momentum, n);
        Floats.addScaled(buffer, g, (float) (1 - dampening), n);
      }
      if (nesterov) {
        Floats.addScaled(g, buffer, (float) momentum, n);
      } else {
        direction = buffer;
      }
    }
    Floats.addScaled(p, direction, (float) -learningRate(), n);
  }

  @Override
  void updateTensors(
      Tensor parameter, Tensor gradient, @Nullable Tensor[] state, long step, boolean first) {
    Tensor g = maximize ? gradient.neg() : gradient;
    if (weightDecay != 0) {
      g = g.add(parameter, weightDecay);
    }
    if (momentum != 0) {
      Tensor buffer = present(state, 0);
      if (first) {
        buffer.copyFrom(g);
      } else {
        buffer.mulInPlace(momentum).addInPlace(g, 1 - dampening);
      }
      g = nesterov ? g.add(buffer, momentum) : buffer;
    }
    parameter.addInPlace(g, -learningRate());
  }

  @Override
  public SequencedMap<String, Object> hyperparameters() {
    SequencedMap<String, Object> named = new LinkedHashMap<>();
    named.put(KIND, getClass().getSimpleName());
    named.put("lr", learningRate());
    named.put("momentum", momentum);
    named.put("dampening", dampening);
    named.put("weight_decay", weightDecay);
    named.put("nesterov", nesterov);
    named.put("maximize", maximize);
    return named;
  }

  @Override
  Runnable hyperparameters(ParamGroup group) {
    double newMomentum = checkAtLeastZero("momentum", group.number("momentum"));
    if ((newMomentum == 0) != (momentum == 0)) {
      throw new IllegalArgumentException(
          "expected a state of an optimizer %s momentum, got momentum = %s"
              .formatted(momentum == 0 ? "without" : "with", newMomentum));
    }
    double newDampening = group.number("dampening");
    double newDecay = checkAtLeastZero("weight_decay", group.number("weight_decay"));
    boolean newNesterov = group.flag("nesterov");
    boolean newMaximize = group.flag("maximize");
    checkNesterov(newNesterov, newMomentum, newDampening);
    return () -> {
      momentum = newMomentum;
      dampening = newDampening;
      weightDecay = newDecay;
      nesterov = newNesterov;
      maximize = newMaximize;
    };
  }

  @Override
  boolean countsSteps() {
    return false;
  }

  /// The settings of an [SGD], with PyTorch's defaults.
  public static final class Builder {
    private final List<Tensor> parameters;
    private double learningRate = 1e-3;
    private double momentum;
    private double dampening;
    private double weightDecay;
    private boolean nesterov;
    private boolean maximize;

    private Builder(List<Tensor> parameters) {
      this.parameters = parameters;
    }

    /// Sets the learning rate; default 0.001.
    public Builder learningRate(double rate) {
      learningRate = rate;
      return this;
    }

    /// Sets the share of the last direction that is kept; default 0.
    public Builder momentum(double share) {
      momentum = share;
      return this;
    }

    /// Sets by how much less a gradient enters the direction; default 0.
    public Builder dampening(double share) {
      dampening = share;
      return this;
    }

    /// Sets the weight decay; default 0.
    public Builder weightDecay(double decay) {
      weightDecay = decay;
      return this;
    }

    /// Looks ahead along the new direction (Nesterov); default false.
    public Builder nesterov(boolean on) {
      nesterov = on;
      return this;
    }

    /// Goes up the gradient instead of down; default false.
    public Builder maximize(boolean on) {
      maximize = on;
      return this;
    }

    /// Makes the optimizer.
    ///
    /// @throws IllegalArgumentException on a setting outside its range
    public SGD build() {
      return new SGD(this);
    }
  }
}
