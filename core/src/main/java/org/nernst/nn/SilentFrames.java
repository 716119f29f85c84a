package org.nernst.nn;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.nernst.synapse.ActiveFrames;
import org.nernst.tensor.Autograd;
import org.nernst.tensor.Tensor;

/// Leaves out of a convolution the frames that are all zeros, whose outputs are one and the same.
///
/// Only where nobody asks for the gradient of the input, which is not zero in such a frame.
final class SilentFrames {
  /// Fewer aren't worth looking at.
  private static final int LEAST_FRAMES = 8;

  /// More than that share of active frames isn't worth copying them.
  private static final double MOST_ACTIVE = 0.75;

  private SilentFrames() {}

  /// Runs a convolution.
  ///
  /// @param frames (frames, ...)
  /// @param convolution of some frames, each for itself
  static Tensor skip(Tensor frames, UnaryOperator<Tensor> convolution) {
    int count = Math.toIntExact(frames.size(0));
    if (count < LEAST_FRAMES || (Autograd.isEnabled() && frames.requiresGrad())) {
      return convolution.apply(frames);
    }
    long[] active = ActiveFrames.of(frames);
    if (active.length > MOST_ACTIVE * count) {
      return convolution.apply(frames);
    }
    // the outputs of active frames, and behind them that of a silent one for all others
    long[] places = new long[count];
    Arrays.fill(places, active.length);
    int silent = active.length == 0 ? 0 : -1;
    for (int a = 0; a < active.length; a++) {
      places[(int) active[a]] = a;
    }
    for (int f = 0; silent < 0; f++) {
      silent = places[f] == active.length ? f : -1;
    }
    long[] chosen = Arrays.copyOf(active, active.length + 1);
    chosen[active.length] = silent;
    Tensor few = convolution.apply(frames.indexSelect(0, Tensor.of(chosen)));
    return few.indexSelect(0, Tensor.of(places));
  }
}
