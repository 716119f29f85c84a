package org.nernst.engine.fused;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nernst.engine.Collected;
import org.nernst.engine.Engine;
import org.nernst.engine.NeuronCall;
import org.nernst.engine.NeuronEngine;
import org.nernst.engine.NeuronResult;
import org.nernst.memory.Layout;
import org.nernst.synapse.SpikingCurrent;
import org.nernst.tensor.Autograd;
import org.nernst.tensor.Tensor;

/// A current of spikes, not computed yet: the neurons may have it made chunk by chunk while they
/// run, so that it never lies in memory as a whole.
///
/// @param x spikes, (time, ..., in) or (batch, time, in)
/// @param weight (out, in)
/// @param bias (out), or null
/// @param spiking what makes the current
/// @param areSpikesRead whether a linear map will read the neurons' output as spikes
public record SpikeCurrent(
    Tensor x, Tensor weight, @Nullable Tensor bias, SpikingCurrent spiking, boolean areSpikesRead)
    implements LinearCurrent {
  /// Outputs below which the neurons of a row of the batch are too few for kernels of their own.
  public static final int LEAST_OUTPUTS = 64;

  private static final long MOST_WEIGHT_BYTES = 1 << 20;

  /// Of a row of the batch in a step, on average: without gradients, and with them.
  private static final double MOST_SPIKES = 48;

  private static final double MOST_RECORDED_SPIKES = 24;

  /// {@return the shape of the current}
  public long[] shape() {
    long[] shape = x.shape();
    shape[shape.length - 1] = spiking.out();
    return shape;
  }

  @Override
  public Tensor standIn() {
    return Tensor.zeros(spiking.dtype(), spiking.out()).expand(shape());
  }

  @Override
  public Tensor whole() {
    return spiking.whole(x, weight, bias);
  }

  /// Whether it is faster to make the current while its neurons run. Measured in turns with the
  /// separate form, two threads, LIF, 32 to 500 steps of 16 to 64 entries, 256 to 1024 neurons:
  ///
  /// * without gradients 0.6 to 0.95 of its time up to some 40 spikes of a row, then as long; with
  ///   them 0.86 to 1.02 up to some 20 spikes. The more spikes there are, the longer the sums take
  ///   and the less memory matters; products of matrices, which take over then, leave nothing to
  ///   gain (0.97 to 1.25).
  /// * 1.1 to 1.2 of it with gradients and the batch first, where chunks lie apart in the current
  ///   that is kept.
  /// * 1.15 to 1.3 of it with weights that a second-level cache doesn't hold, since they are read
  ///   again for every chunk.
  private boolean isWorthwhile(Layout layout) {
    long weights = weight.numel() * spiking.dtype().byteSize();
    double spikes = spiking.density() * spiking.in();
    return weights <= MOST_WEIGHT_BYTES
        && spikes <= (isRecorded() ? MOST_RECORDED_SPIKES : MOST_SPIKES)
        && (layout == Layout.TIME_MAJOR || !isRecorded());
  }

  private boolean isRecorded() {
    return Autograd.isEnabled()
        && (x.requiresGrad() || weight.requiresGrad() || (bias != null && bias.requiresGrad()));
  }

  /// Together with the linear map as one node where that is possible and faster, else after it.
  @Override
  public NeuronResult run(Engine engine, NeuronCall call) {
    if (isWorthwhile(call.layout())
        && NeuronEngine.select(engine, call) instanceof FusedEngine fused) {
      NeuronResult result = fused.run(Collected.plain(call), this);
      if (result != null) {
        return Collected.result(call, result);
      }
    }
    return engine.run(call.withInputs(Map.of(call.model().inputs().getFirst(), whole())));
  }
}
