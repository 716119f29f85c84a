package org.nernst.norse;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nernst.neuron.Expr;
import org.nernst.neuron.NeuronModel;
import org.nernst.nn.Step;
import org.nernst.tensor.Tensor;

/// The equations of the leaky integrate-and-fire neuron with a current-based synapse, and single
/// steps of it as functions.
///
/// ```
/// dv/dt = tau_mem_inv (v_leak - v + i)
/// di/dt = -tau_syn_inv i
/// z = 1 where v > v_th; there v becomes v_reset
/// ```
///
/// One step is forward Euler in this order: the input jumps into i (it is a charge, not multiplied
/// by dt); v advances from the old v and the jumped i; i decays; the spike is found; v is reset. As
/// in Norse, gradients flow through the reset in [#lifFeedForwardStep] and not in [#lifStep].
///
/// Source: Norse; the neuron is the one of Gerstner, Kistler, Naud and Paninski, Neuronal Dynamics
/// (2014), section 1.3.
public final class LIFFunctional {
  static final NorseNeuron<LIFParameters, LIFFeedForwardState> FEED_FORWARD =
      new NorseNeuron<>(
          NorseNeuron.once(LIFFunctional::feedForward, LIFParameters::method),
          LIFFeedForwardState::of,
          p -> Map.of("v", p.vLeak()));

  static final NorseNeuron<LIFParameters, LIFState> RECURRENT =
      new NorseNeuron<>(
          NorseNeuron.once(LIFFunctional::recurrent, LIFParameters::method),
          LIFState::of,
          p -> Map.of("v", p.vLeak()));

  private static final NorseNeuron<LIFParameters, LIFEncoderState> ENCODER =
      new NorseNeuron<>(
          NorseNeuron.once(LIFFunctional::currentEncoder, LIFParameters::method),
          LIFEncoderState::of,
          p -> Map.of("v", p.vLeak()));

  private LIFFunctional() {}

  /// One step of neurons without recurrent connections.
  ///
  /// @param input (...), of any shape
  /// @param state the state before; null starts at rest, v = v_leak
  /// @param dt length of the step, in the unit of the time constants
  /// @return spikes (...), 0 or 1, and the state after the step
  /// @throws IllegalArgumentException if shapes don't broadcast, dt is not > 0 or the step is
  ///   unstable
  public static Step<LIFFeedForwardState> lifFeedForwardStep(
      Tensor input, @Nullable LIFFeedForwardState state, LIFParameters p, double dt) {
    return FEED_FORWARD.step(input, state, p, dt, Map.of());
  }

  /// One step of recurrently connected neurons. The current after its jump is `i + x W_in^T + z
  /// W_rec^T`, added in this order, with z the spikes in the state. The spikes are detached in the
  /// reset.
  ///
  /// @param input (..., in)
  /// @param state the state before, fields (..., hidden); null starts at rest without spikes
  /// @param inputWeights (hidden, in)
  /// @param recurrentWeights (hidden, hidden), row = receiving neuron
  /// @param dt length of the step, in the unit of the time constants
  /// @return spikes (..., hidden) and the state after the step
  /// @throws IllegalArgumentException if shapes don't fit, dt is not > 0 or the step is unstable
  public static Step<LIFState> lifStep(
      Tensor input,
      @Nullable LIFState state,
      Tensor inputWeights,
      Tensor recurrentWeights,
      LIFParameters p,
      double dt) {
    return RECURRENT.step(input, state, p, dt, NorseNeuron.weights(inputWeights, recurrentWeights));
  }

  /// One step of the neuron driven by a current, without a synapse.
  ///
  /// @param inputCurrent (...), of any shape
  /// @param voltage membrane potential before the step, broadcasts to (...)
  /// @param dt length of the step, in the unit of the time constants
  /// @return spikes (...), and the voltage after the step
  public static Step<LIFEncoderState> lifCurrentEncoder(
      Tensor inputCurrent, Tensor voltage, LIFParameters p, double dt) {
    return ENCODER.step(inputCurrent, new LIFEncoderState(voltage), p, dt, Map.of());
  }

  private static Expr advanced(NeuronModel.Builder n, Expr v, Expr current) {
    Expr rate = n.dt().times(n.param("tau_mem_inv"));
    return v.plus(rate.times(n.param("v_leak").minus(v).plus(current))).named("v_decayed");
  }

  private static Expr decayed(NeuronModel.Builder n, Expr iJump) {
    return iJump.minus(n.dt().times(n.param("tau_syn_inv")).times(iJump));
  }

  private static Expr spike(NeuronModel.Builder n, Expr vDecayed, String method) {
    return NorseNeuron.spike(n, vDecayed, n.param("v_th"), method);
  }

  private static NeuronModel feedForward(String method) {
    return NeuronModel.define(
        "lif",
        n -> {
          Expr v = n.state("v").initially(n.param("v_leak").detach());
          Expr i = n.state("i");
          Expr iJump = NorseNeuron.jump(n, i);
          Expr vDecayed = advanced(n, v, iJump);
          Expr z = spike(n, vDecayed, method);
          n.next(v, Expr.blend(z, n.param("v_reset"), vDecayed));
          n.next(i, decayed(n, iJump));
          n.output(NorseNeuron.SPIKES, z);
        });
  }

  private static NeuronModel recurrent(String method) {
    return NeuronModel.define(
        "lif_recurrent",
        n -> {
          Expr z = n.state("z");
          Expr v = n.state("v").initially(n.param("v_leak").detach());
          Expr i = n.state("i");
          Expr iJump = NorseNeuron.jump(n, i, z);
          Expr vDecayed = advanced(n, v, iJump);
          Expr zNew = spike(n, vDecayed, method);
          n.next(z, zNew);
          n.next(v, Expr.blend(zNew.detach(), n.param("v_reset"), vDecayed));
          n.next(i, decayed(n, iJump));
          n.output(NorseNeuron.SPIKES, zNew);
        });
  }

  private static NeuronModel currentEncoder(String method) {
    return NeuronModel.define(
        "lif_current_encoder",
        n -> {
          Expr v = n.state("v").initially(n.param("v_leak").detach());
          Expr vDecayed = advanced(n, v, n.input(NorseNeuron.INPUT));
          Expr z = spike(n, vDecayed, method);
          n.next(v, Expr.blend(z, n.param("v_reset"), vDecayed));
          n.output(NorseNeuron.SPIKES, z);
        });
  }
}
