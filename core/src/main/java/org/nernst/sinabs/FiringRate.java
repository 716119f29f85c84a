package org.nernst.sinabs;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;

/// The mean of a layer's last output, computed when somebody asks for it: few do, and it is a pass
/// over the whole raster.
final class FiringRate {
  /// A view of the output until the rate is known.
  private @Nullable Tensor output;

  private @Nullable Tensor rate;
  private long steps = 1;

  /// Begins anew.
  ///
  /// @param newOutput of the layer, or its sum over time
  /// @param summed how many steps were summed
  void of(Tensor newOutput, long summed) {
    forget();
    steps = summed;
    output = held(newOutput.view(newOutput.shape()));
  }

  /// {@return the mean with its history; empty before there is an output}
  Optional<Tensor> get() {
    Tensor seen = output;
    if (seen != null) {
      rate = held(steps == 1 ? seen.mean() : seen.mean().div(steps));
      seen.close();
      output = null;
    }
    return Optional.ofNullable(rate);
  }

  /// Cuts the history.
  void detach() {
    Tensor seen = output;
    Tensor known = rate;
    if (seen != null) {
      output = held(seen.detach());
      seen.close();
    }
    if (known != null) {
      rate = held(known.detach());
      known.close();
    }
  }

  void forget() {
    if (output != null) {
      output.close();
    }
    if (rate != null) {
      rate.close();
    }
    output = null;
    rate = null;
  }

  private static Tensor held(Tensor tensor) {
    Scope.promote(tensor);
    return tensor;
  }
}
