package org.nernst.tensor.torch;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.function.Consumer;
import org.nernst.tensor.Autograd;
import org.nernst.tensor.DType;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;

/// Limits gradients between backward and the optimizer's step.
public final class GradientClip {
  /// PyTorch's guard against a division by zero.
  private static final double EPSILON = 1e-6;

  private GradientClip() {}

  /// Scales all gradients together so that their Euclidean norm is at most a limit, as PyTorch's
  /// `clip_grad_norm_`.
  ///
  /// The norm is summed in double precision and a fixed order: its bits don't depend on the number
  /// of threads.
  ///
  /// @param parameters those without gradient are skipped
  /// @param maxNorm at least 0
  /// @return the norm before; not finite if a gradient isn't, and the gradients are then useless
  public static double byNorm(List<Tensor> parameters, double maxNorm) {
    Optimizer.checkAtLeastZero("maxNorm", maxNorm);
    double norm = norm(parameters);
    double factor = maxNorm / (norm + EPSILON);
    if (!(factor >= 1)) {
      forEachGradient(parameters, gradient -> gradient.mulInPlace(factor));
    }
    return norm;
  }

  /// Limits each element of each gradient, as PyTorch's `clip_grad_value_`.
  ///
  /// @param parameters those without gradient are skipped
  /// @param limit the elements are put into [-limit, limit]; at least 0
  public static void byValue(List<Tensor> parameters, double limit) {
    Optimizer.checkAtLeastZero("limit", limit);
    forEachGradient(parameters, gradient -> gradient.clampInPlace(-limit, limit));
  }

  /// The Euclidean norm of all gradients taken together.
  ///
  /// @param parameters those without gradient are skipped
  /// @return 0 if none has a gradient
  public static double norm(List<Tensor> parameters) {
    double sum = 0;
    for (Tensor parameter : parameters) {
      var gradient = parameter.torch().grad();
      if (gradient.defined()) {
        sum += squares(gradient);
      }
    }
    return Math.sqrt(sum);
  }

  private static double squares(org.bytedeco.pytorch.Tensor gradient) {
    if (gradient.is_cpu() && gradient.is_contiguous() && FloatPass.isFloat32(gradient)) {
      return squares(FloatPass.memory(gradient, gradient.numel()), gradient.numel());
    }
    try (var _ = Scope.open();
        var _ = Autograd.noGrad()) {
      Tensor borrowed = Tensor.of(new org.bytedeco.pytorch.Tensor(gradient));
      return borrowed.to(DType.FLOAT64).square().sum().item();
    }
  }

  private static double squares(MemorySegment memory, long numel) {
    float[] chunk = new float[(int) Math.min(FloatPass.CHUNK, numel)];
    // one sum per place in the chunk: a single one would be a chain that no compiler may break up
    double[] sums = new double[chunk.length];
    for (long from = 0; from < numel; from += chunk.length) {
      int n = (int) Math.min(chunk.length, numel - from);
      MemorySegment.copy(memory, ValueLayout.JAVA_FLOAT, from * Float.BYTES, chunk, 0, n);
      Floats.addSquares(sums, chunk, n);
    }
    double sum = 0;
    for (double part : sums) {
      sum += part;
    }
    return sum;
  }

  private static void forEachGradient(List<Tensor> parameters, Consumer<Tensor> change) {
    try (var _ = Autograd.noGrad()) {
      for (Tensor parameter : parameters) {
        try (Tensor gradient = parameter.grad()) {
          if (gradient != null) {
            change.accept(gradient);
          }
        }
      }
    }
  }
}
