package org.nernst.train;

import java.util.List;
import org.nernst.tensor.Tensor;
import org.nernst.tensor.torch.GradientClip;

/// Limits gradients before an optimiser step, against the large ones that surrogate gradients
/// through many time steps can give.
public sealed interface Clipping {
  /// Clips the gradients of the parameters in place; parameters without gradient are left alone.
  ///
  /// @param parameters whose gradients
  /// @return the norm of all gradients together before clipping
  double apply(List<Tensor> parameters);

  /// Scales all gradients together so that their common norm is at most `max` (Pascanu et al.
  /// 2013).
  ///
  /// @param max the limit
  record Norm(double max) implements Clipping {
    /// Refuses a limit that isn't positive.
    public Norm {
      check(max);
    }

    @Override
    public double apply(List<Tensor> parameters) {
      return GradientClip.byNorm(parameters, max);
    }
  }

  /// Limits each entry of each gradient to [-max, max].
  ///
  /// @param max the limit
  record Value(double max) implements Clipping {
    /// Refuses a limit that isn't positive.
    public Value {
      check(max);
    }

    @Override
    public double apply(List<Tensor> parameters) {
      double norm = GradientClip.norm(parameters);
      GradientClip.byValue(parameters, max);
      return norm;
    }
  }

  private static void check(double max) {
    if (!(max > 0)) {
      throw new IllegalArgumentException("expected max > 0, got " + max);
    }
  }
}
