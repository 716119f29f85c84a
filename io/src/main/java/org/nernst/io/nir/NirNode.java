package org.nernst.io.nir;

import org.jspecify.annotations.Nullable;
import org.nernst.tensor.Tensor;

/// A primitive of NIR, or a graph of them: a part of a network described in continuous time.
///
/// Shapes have neither batch nor time. The parameters of a neuron all have the shape of the layer,
/// one value per neuron; times are in the unit of the file, seconds by convention. Source: the
/// specification of NIR 1.0.7, and Pedersen et al., Neuromorphic intermediate representation,
/// Nature Communications 15 (2024).
@SuppressWarnings("ArrayRecordComponent") // nodes hold tensors too: they are compared by identity
public sealed interface NirNode permits NirGraph, NirPrimitive {
  /// {@return the name of the primitive in a file}
  String type();

  /// {@return notes that go with it}
  NirValue.Group metadata();

  /// The entry of a graph.
  ///
  /// @param shape of what comes in
  record Input(long[] shape, NirValue.Group metadata) implements NirPrimitive {}

  /// The exit of a graph.
  ///
  /// @param shape of what goes out
  record Output(long[] shape, NirValue.Group metadata) implements NirPrimitive {}

  /// `y = W x + b`.
  ///
  /// @param weight (..., out, in)
  /// @param bias (..., out)
  record Affine(Tensor weight, Tensor bias, NirValue.Group metadata) implements NirPrimitive {}

  /// `y = W x`.
  ///
  /// @param weight (..., out, in)
  record Linear(Tensor weight, NirValue.Group metadata) implements NirPrimitive {}

  /// `y = s x`, element by element.
  ///
  /// @param scale one factor per element
  record Scale(Tensor scale, NirValue.Group metadata) implements NirPrimitive {}

  /// A cross-correlation over one axis.
  ///
  /// @param inputShape length of the input; null if the file doesn't say
  /// @param weight (out channels, in channels / groups, kernel)
  /// @param window stride, padding, dilation
  /// @param groups of channels
  /// @param bias (out channels)
  record Conv1d(
      long @Nullable [] inputShape,
      Tensor weight,
      NirWindow window,
      long groups,
      Tensor bias,
      NirValue.Group metadata)
      implements NirPrimitive {}

  /// A cross-correlation over height and width.
  ///
  /// @param inputShape height and width of the input; null if the file doesn't say
  /// @param weight (out channels, in channels / groups, kernel height, kernel width)
  /// @param window stride, padding, dilation
  /// @param groups of channels
  /// @param bias (out channels)
  record Conv2d(
      long @Nullable [] inputShape,
      Tensor weight,
      NirWindow window,
      long groups,
      Tensor bias,
      NirValue.Group metadata)
      implements NirPrimitive {}

  /// The sum of each window.
  ///
  /// @param kernel height and width
  /// @param stride height and width
  /// @param padding height and width
  record SumPool2d(long[] kernel, long[] stride, long[] padding, NirValue.Group metadata)
      implements NirPrimitive {}

  /// The mean of each window, zeros of the padding included.
  ///
  /// @param kernel height and width
  /// @param stride height and width
  /// @param padding height and width
  record AvgPool2d(long[] kernel, long[] stride, long[] padding, NirValue.Group metadata)
      implements NirPrimitive {}

  /// A range of axes made into one.
  ///
  /// @param startDim first axis of the range, of a shape without batch and time
  /// @param endDim last axis of the range; negative counts from the end
  /// @param inputShape of what comes in; null if the file doesn't say
  record Flatten(long startDim, long endDim, long @Nullable [] inputShape, NirValue.Group metadata)
      implements NirPrimitive {}

  /// `y(t) = x(t - delay)`.
  ///
  /// @param delay one time per element
  record Delay(Tensor delay, NirValue.Group metadata) implements NirPrimitive {}

  /// 1 where `x > threshold`, else 0.
  ///
  /// @param threshold one per element
  record Threshold(Tensor threshold, NirValue.Group metadata) implements NirPrimitive {}

  /// An integrator, `dv/dt = r I`, that puts out v.
  ///
  /// @param r resistance
  record I(Tensor r, NirValue.Group metadata) implements NirPrimitive {}

  /// An integrate-and-fire neuron: `dv/dt = r I`; a spike where `v > v_threshold`, then `v =
  /// v_reset`.
  ///
  /// @param r resistance
  /// @param vThreshold threshold
  /// @param vReset potential after a spike
  record IF(Tensor r, Tensor vThreshold, Tensor vReset, NirValue.Group metadata)
      implements NirPrimitive {}

  /// A leaky integrator, `tau dv/dt = (v_leak - v) + r I`, that puts out v.
  ///
  /// @param tau time constant
  /// @param r resistance
  /// @param vLeak leak potential
  record LI(Tensor tau, Tensor r, Tensor vLeak, NirValue.Group metadata) implements NirPrimitive {}

  /// A leaky integrate-and-fire neuron: [LI] with the spikes of [IF].
  ///
  /// @param tau time constant
  /// @param r resistance
  /// @param vLeak leak potential
  /// @param vThreshold threshold
  /// @param vReset potential after a spike
  record LIF(
      Tensor tau, Tensor r, Tensor vLeak, Tensor vThreshold, Tensor vReset, NirValue.Group metadata)
      implements NirPrimitive {}

  /// A leaky integrator behind a synapse, `tau_syn dI/dt = -I + w_in S`, `tau_mem dv/dt = (v_leak -
  /// v) + r I`, that puts out v.
  ///
  /// @param tauSyn time constant of the current
  /// @param tauMem time constant of the membrane
  /// @param r resistance
  /// @param vLeak leak potential
  /// @param wIn weight of the input
  record CubaLI(
      Tensor tauSyn, Tensor tauMem, Tensor r, Tensor vLeak, Tensor wIn, NirValue.Group metadata)
      implements NirPrimitive {}

  /// A leaky integrate-and-fire neuron behind a synapse: [CubaLI] with the spikes of [IF].
  ///
  /// @param tauSyn time constant of the current
  /// @param tauMem time constant of the membrane
  /// @param r resistance
  /// @param vLeak leak potential
  /// @param vThreshold threshold
  /// @param vReset potential after a spike
  /// @param wIn weight of the input
  record CubaLIF(
      Tensor tauSyn,
      Tensor tauMem,
      Tensor r,
      Tensor vLeak,
      Tensor vThreshold,
      Tensor vReset,
      Tensor wIn,
      NirValue.Group metadata)
      implements NirPrimitive {}
}
