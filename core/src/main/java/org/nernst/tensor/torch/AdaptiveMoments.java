package org.nernst.tensor.torch;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.nernst.tensor.Tensor;

/// What Adam and AdamW share: steps scaled by running means of the gradient and of its square
/// (Kingma & Ba 2015).
///
/// ```
/// m = m + (1 - beta1) (g - m)
/// s = beta2 s + (1 - beta2) g^2
/// p = p - lr / (1 - beta1^t) * m / (sqrt(s) / sqrt(1 - beta2^t) + eps)
/// ```
///
/// With `amsgrad`, `s` in the last line is the largest so far (Reddi et al. 2018).
abstract sealed class AdaptiveMoments extends Optimizer permits Adam, AdamW {
  private static final int MEAN = 0;
  private static final int SQUARE = 1;
  private static final int LARGEST = 2;

  /// Far above the root of the smallest number with a full mantissa, 1e-19.
  private static final double LARGE_EPSILON = 1e-15;

  private double beta1;
  private double beta2;
  private double epsilon;
  private double weightDecay;
  private final boolean amsgrad;
  private boolean maximize;
  private final boolean decoupled;

  private double stepSize;
  private double correction;

  AdaptiveMoments(AdamSettings<?> settings, boolean decoupled) {
    super(
        settings.parameters,
        settings.learningRate,
        settings.amsgrad
            ? List.of("exp_avg", "exp_avg_sq", "max_exp_avg_sq")
            : List.of("exp_avg", "exp_avg_sq"));
    beta1 = checkBelowOne("beta1", settings.beta1);
    beta2 = checkBelowOne("beta2", settings.beta2);
    epsilon = checkAtLeastZero("epsilon", settings.epsilon);
    weightDecay = checkAtLeastZero("weightDecay", settings.weightDecay);
    amsgrad = settings.amsgrad;
    maximize = settings.maximize;
    this.decoupled = decoupled;
  }

  @Override
  final void prepare(long step, boolean first) {
    stepSize = learningRate() / (1 - Math.pow(beta1, (double) step));
    correction = Math.sqrt(1 - Math.pow(beta2, (double) step));
  }

  /// Beside epsilon, the root of such a mean of squares counts for nothing.
  @Override
  final boolean ignoresDenormals() {
    return epsilon >= LARGE_EPSILON;
  }

  @Override
  final void updateChunk(float[] p, float[] g, float[][] state, int n) {
    if (maximize) {
      Floats.negate(g, n);
    }
    if (weightDecay != 0) {
      if (decoupled) {
        Floats.scale(p, (float) (1 - learningRate() * weightDecay), n);
      } else {
        Floats.addScaled(g, p, (float) weightDecay, n);
      }
    }
    moments(g, state[MEAN], state[SQUARE], n);
    float[] square = state[SQUARE];
    if (amsgrad) {
      square = state[LARGEST];
      Floats.max(square, state[SQUARE], n);
    }
    move(p, state[MEAN], square, n);
  }

  private void moments(float[] g, float[] mean, float[] square, int n) {
    float toMean = (float) (1 - beta1);
    float keep = (float) beta2;
    float toSquare = (float) (1 - beta2);
    for (int i = 0; i < n; i++) {
      mean[i] = mean[i] + toMean * (g[i] - mean[i]);
      square[i] = square[i] * keep + toSquare * g[i] * g[i];
    }
  }

  private void move(float[] p, float[] mean, float[] square, int n) {
    float size = (float) -stepSize;
    float divisor = (float) correction;
    float eps = (float) epsilon;
    for (int i = 0; i < n; i++) {
      p[i] = p[i] + size * mean[i] / ((float) Math.sqrt(square[i]) / divisor + eps);
    }
  }

  @Override
  final void updateTensors(
      Tensor parameter, Tensor gradient, @Nullable Tensor[] state, long step, boolean first) {
    Tensor g = maximize ? gradient.neg() : gradient;
    if (weightDecay != 0) {
      if (decoupled) {
        parameter.mulInPlace(1 - learningRate() * weightDecay);
      } else {
        g = g.add(parameter, weightDecay);
      }
    }
    Tensor mean = present(state, MEAN).lerpInPlace(g, 1 - beta1);
    Tensor square = present(state, SQUARE).mulInPlace(beta2).addcmulInPlace(g, g, 1 - beta2);
    if (amsgrad) {
      Tensor largest = present(state, LARGEST);
      square = largest.copyFrom(Tensor.maximum(largest, square));
    }
    Tensor divisor = square.sqrt().divInPlace(correction).addInPlace(epsilon);
    parameter.addcdivInPlace(mean, divisor, -stepSize);
  }

  @Override
  public final SequencedMap<String, Object> hyperparameters() {
    SequencedMap<String, Object> named = new LinkedHashMap<>();
    named.put(KIND, getClass().getSimpleName());
    named.put("lr", learningRate());
    named.put("betas", List.of(beta1, beta2));
    named.put("eps", epsilon);
    named.put("weight_decay", weightDecay);
    named.put("amsgrad", amsgrad);
    named.put("maximize", maximize);
    return named;
  }

  @Override
  final Runnable hyperparameters(ParamGroup group) {
    group.require("amsgrad", amsgrad);
    double[] betas = group.pair("betas");
    double newBeta1 = checkBelowOne("beta1", betas[0]);
    double newBeta2 = checkBelowOne("beta2", betas[1]);
    double newEpsilon = checkAtLeastZero("eps", group.number("eps"));
    double newDecay = checkAtLeastZero("weight_decay", group.number("weight_decay"));
    boolean newMaximize = group.flag("maximize");
    return () -> {
      beta1 = newBeta1;
      beta2 = newBeta2;
      epsilon = newEpsilon;
      weightDecay = newDecay;
      maximize = newMaximize;
    };
  }
}
