package org.nernst.norse;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nernst.neuron.Expr;
import org.nernst.neuron.NeuronModel;
import org.nernst.nn.Step;
import org.nernst.tensor.Tensor;

/// The equations of the adaptive exponential integrate-and-fire neuron, and single steps of it as
/// functions.
///
/// The neuron of Brette and Gerstner (Adaptive exponential integrate-and-fire model as an effective
/// description of neuronal activity, J. Neurophysiol. 94, 2005) with a current-based synapse:
///
/// ```
/// dv/dt = tau_mem_inv (v_leak - v + delta_T exp((v - v_th) / delta_T) + i - a)
/// di/dt = -tau_syn_inv i
/// da/dt = tau_ada_inv (adaptation_current (v - v_leak) - a)
/// z = 1 where v > v_th; there v becomes v_reset and a becomes a + adaptation_spike
/// ```
///
/// One step is forward Euler in this order: the input jumps into i (it is a charge, not multiplied
/// by dt); v and a advance from the old v and the old a, v with the jumped i; i decays; the spike
/// is found; v is reset; a jumps. Nothing is detached: gradients flow through the reset and through
/// the jump of a.
///
/// The argument of the exponential is limited to 40. Beyond, the neuron spikes and is reset in any
/// case, so that no result changes, but Norse's gradients become NaN there, and v as well once the
/// exponential overflows.
public final class LIFAdExFunctional {
  private static final double LARGEST_EXPONENT = 40;

  static final NorseNeuron<LIFAdExParameters, LIFAdExFeedForwardState> FEED_FORWARD =
      new NorseNeuron<>(
          NorseNeuron.once(LIFAdExFunctional::feedForward, LIFAdExParameters::method),
          LIFAdExFeedForwardState::of,
          p -> Map.of("v", p.vLeak()));

  static final NorseNeuron<LIFAdExParameters, LIFAdExState> RECURRENT =
      new NorseNeuron<>(
          NorseNeuron.once(LIFAdExFunctional::recurrent, LIFAdExParameters::method),
          LIFAdExState::of,
          p -> Map.of("v", p.vLeak()));

  private static final NorseNeuron<LIFAdExParameters, LIFAdExEncoderState> ENCODER =
      encoder(Numbers.CORRECTED);
  private static final NorseNeuron<LIFAdExParameters, LIFAdExEncoderState> UPSTREAM_ENCODER =
      encoder(Numbers.UPSTREAM);

  private LIFAdExFunctional() {}

  /// One step of neurons without recurrent connections.
  ///
  /// @param input (...), of any shape
  /// @param state the state before; null starts at rest, v = v_leak (upstream's function starts at
  ///   0)
  /// @param dt length of the step, in the unit of the time constants
  /// @return spikes (...), 0 or 1, and the state after the step
  /// @throws IllegalArgumentException if shapes don't broadcast, dt is not > 0 or the step is
  ///   unstable
  public static Step<LIFAdExFeedForwardState> lifAdExFeedForwardStep(
      Tensor input, @Nullable LIFAdExFeedForwardState state, LIFAdExParameters p, double dt) {
    return FEED_FORWARD.step(input, state, p, dt, Map.of());
  }

  /// One step of recurrently connected neurons. The current after its jump is `i + x W_in^T + z
  /// W_rec^T`, added in this order, with z the spikes in the state.
  ///
  /// @param input (..., in)
  /// @param state the state before, fields (..., hidden); null starts at rest without spikes
  /// @param inputWeights (hidden, in)
  /// @param recurrentWeights (hidden, hidden), row = receiving neuron
  /// @param dt length of the step, in the unit of the time constants
  /// @return spikes (..., hidden) and the state after the step
  /// @throws IllegalArgumentException if shapes don't fit, dt is not > 0 or the step is unstable
  public static Step<LIFAdExState> lifAdExStep(
      Tensor input,
      @Nullable LIFAdExState state,
      Tensor inputWeights,
      Tensor recurrentWeights,
      LIFAdExParameters p,
      double dt) {
    return RECURRENT.step(input, state, p, dt, NorseNeuron.weights(inputWeights, recurrentWeights));
  }

  /// One step of the neuron driven by a current, without a synapse. Upstream's adaptation lacks the
  /// factor dt and its own old value, and diverges; here it is the one of the other steps.
  ///
  /// @param inputCurrent (...), of any shape
  /// @param voltage membrane potential before the step, broadcasts to (...)
  /// @param adaptation adaptation before the step, broadcasts to (...)
  /// @param dt length of the step, in the unit of the time constants
  /// @return spikes (...), and voltage and adaptation after the step
  public static Step<LIFAdExEncoderState> lifAdExCurrentEncoder(
      Tensor inputCurrent, Tensor voltage, Tensor adaptation, LIFAdExParameters p, double dt) {
    return lifAdExCurrentEncoder(inputCurrent, voltage, adaptation, p, dt, Numbers.CORRECTED);
  }

  /// As [#lifAdExCurrentEncoder(Tensor, Tensor, Tensor, LIFAdExParameters, double)], with a choice:
  /// [Numbers#UPSTREAM] is Norse's `a = tau_ada_inv (adaptation_current (v_after_reset - v_leak) -
  /// a) + z adaptation_spike`.
  public static Step<LIFAdExEncoderState> lifAdExCurrentEncoder(
      Tensor inputCurrent,
      Tensor voltage,
      Tensor adaptation,
      LIFAdExParameters p,
      double dt,
      Numbers numbers) {
    NorseNeuron<LIFAdExParameters, LIFAdExEncoderState> encoder =
        switch (numbers) {
          case CORRECTED -> ENCODER;
          case UPSTREAM -> UPSTREAM_ENCODER;
        };
    var state = new LIFAdExEncoderState(voltage, adaptation);
    return encoder.step(inputCurrent, state, p, dt, Map.of());
  }

  /// The expressions of one step; the adaptation still without its jump.
  record Stepped(Expr z, Expr v, Expr i, Expr aDecayed) {}

  /// One step from v, a and the current after its jump.
  static Stepped step(NeuronModel.Builder n, Expr v, Expr iJump, Expr a, String method) {
    Expr vDecayed = v.plus(dv(n, v, iJump, a)).named("v_decayed");
    Expr z = NorseNeuron.spike(n, vDecayed, n.param("v_th"), method);
    Expr vNew = Expr.blend(z, n.param("v_reset"), vDecayed);
    Expr di = n.dt().neg().times(n.param("tau_syn_inv")).times(iJump);
    return new Stepped(z, vNew, iJump.plus(di), a.plus(da(n, v, a)));
  }

  private static Expr dv(NeuronModel.Builder n, Expr v, Expr current, Expr a) {
    Expr deltaT = n.param("delta_T");
    Expr exponent =
        v.minus(n.param("v_th"))
            .dividedBy(deltaT)
            .clamp(Double.NEGATIVE_INFINITY, LARGEST_EXPONENT);
    Expr drift = n.param("v_leak").minus(v).plus(deltaT.times(exponent.exp()));
    return n.dt().times(n.param("tau_mem_inv")).times(drift.plus(current).minus(a));
  }

  private static Expr da(NeuronModel.Builder n, Expr v, Expr a) {
    return n.dt().times(n.param("tau_ada_inv")).times(pull(n, v, a));
  }

  private static Expr pull(NeuronModel.Builder n, Expr v, Expr a) {
    return n.param("adaptation_current").times(v.minus(n.param("v_leak"))).minus(a);
  }

  /// The adaptation after its jump.
  static Expr jump(NeuronModel.Builder n, Expr aDecayed, Expr z) {
    return aDecayed.plus(z.times(n.param("adaptation_spike")));
  }

  private static NeuronModel feedForward(String method) {
    return NeuronModel.define(
        "lif_adex",
        n -> {
          Expr v = n.state("v").initially(n.param("v_leak").detach());
          Expr i = n.state("i");
          Expr a = n.state("a");
          Stepped next = step(n, v, NorseNeuron.jump(n, i), a, method);
          n.next(v, next.v());
          n.next(i, next.i());
          n.next(a, jump(n, next.aDecayed(), next.z()));
          n.output(NorseNeuron.SPIKES, next.z());
        });
  }

  private static NeuronModel recurrent(String method) {
    return NeuronModel.define(
        "lif_adex_recurrent",
        n -> {
          Expr z = n.state("z");
          Expr v = n.state("v").initially(n.param("v_leak").detach());
          Expr i = n.state("i");
          Expr a = n.state("a");
          Stepped next = step(n, v, NorseNeuron.jump(n, i, z), a, method);
          n.next(z, next.z());
          n.next(v, next.v());
          n.next(i, next.i());
          n.next(a, jump(n, next.aDecayed(), next.z()));
          n.output(NorseNeuron.SPIKES, next.z());
        });
  }

  private static NorseNeuron<LIFAdExParameters, LIFAdExEncoderState> encoder(Numbers numbers) {
    return new NorseNeuron<>(
        NorseNeuron.once(
            (String method) -> currentEncoder(method, numbers), LIFAdExParameters::method),
        LIFAdExEncoderState::of,
        p -> Map.of("v", p.vLeak()));
  }

  private static NeuronModel currentEncoder(String method, Numbers numbers) {
    return NeuronModel.define(
        "lif_adex_current_encoder",
        n -> {
          Expr v = n.state("v").initially(n.param("v_leak").detach());
          Expr a = n.state("a");
          Expr vDecayed = v.plus(dv(n, v, n.input(NorseNeuron.INPUT), a)).named("v_decayed");
          Expr z = NorseNeuron.spike(n, vDecayed, n.param("v_th"), method);
          Expr vNew = Expr.blend(z, n.param("v_reset"), vDecayed);
          Expr aDecayed =
              switch (numbers) {
                case CORRECTED -> a.plus(da(n, v, a));
                case UPSTREAM -> n.param("tau_ada_inv").times(pull(n, vNew, a));
              };
          n.next(v, vNew);
          n.next(a, jump(n, aDecayed, z));
          n.output(NorseNeuron.SPIKES, z);
        });
  }
}
