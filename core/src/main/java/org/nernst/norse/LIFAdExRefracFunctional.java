package org.nernst.norse;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nernst.neuron.Expr;
import org.nernst.neuron.NeuronModel;
import org.nernst.nn.Step;
import org.nernst.tensor.Tensor;

/// The equations of the adaptive exponential integrate-and-fire neuron with an absolute refractory
/// period of `rho_reset` steps, and single steps of it as functions.
///
/// A step first runs the step of [LIFAdExFunctional]. While `rho > 0`, its spike is dropped and v
/// stays as it was; i and a go on. Then rho becomes rho_reset where the neuron spiked, and
/// elsewhere counts down by 1. The test of rho is a spike function too: its surrogate gradient
/// reaches rho, v and z.
///
/// In Norse a dropped spike still raises the adaptation. Here it doesn't, unless the parameters ask
/// for [Numbers#UPSTREAM].
public final class LIFAdExRefracFunctional {
  static final NorseNeuron<LIFAdExRefracParameters, LIFAdExRefracFeedForwardState> FEED_FORWARD =
      new NorseNeuron<>(
          NorseNeuron.once(LIFAdExRefracFunctional::feedForward, Options::of),
          LIFAdExRefracFeedForwardState::of,
          p -> Map.of("v", p.lifAdEx().vLeak()));

  static final NorseNeuron<LIFAdExRefracParameters, LIFAdExRefracState> RECURRENT =
      new NorseNeuron<>(
          NorseNeuron.once(LIFAdExRefracFunctional::recurrent, Options::of),
          LIFAdExRefracState::of,
          p -> Map.of("v", p.lifAdEx().vLeak()));

  private LIFAdExRefracFunctional() {}

  /// What changes the graph.
  private record Options(String method, Numbers numbers) {
    static Options of(LIFAdExRefracParameters p) {
      return new Options(p.lifAdEx().method(), p.numbers());
    }
  }

  /// One step of neurons without recurrent connections.
  ///
  /// @param input (...), of any shape
  /// @param state the state before; null starts at rest, v = v_leak and not refractory
  /// @param dt length of the step, in the unit of the time constants
  /// @return spikes (...), 0 or 1, and the state after the step
  /// @throws IllegalArgumentException if shapes don't broadcast, dt is not > 0 or the step is
  ///   unstable
  public static Step<LIFAdExRefracFeedForwardState> lifAdExRefracFeedForwardStep(
      Tensor input,
      @Nullable LIFAdExRefracFeedForwardState state,
      LIFAdExRefracParameters p,
      double dt) {
    return FEED_FORWARD.step(input, state, p, dt, Map.of());
  }

  /// One step of recurrently connected neurons; weights as in [LIFAdExFunctional#lifAdExStep].
  ///
  /// @param input (..., in)
  /// @param state the state before, fields (..., hidden); null starts at rest without spikes
  /// @param inputWeights (hidden, in)
  /// @param recurrentWeights (hidden, hidden), row = receiving neuron
  /// @param dt length of the step, in the unit of the time constants
  /// @return spikes (..., hidden) and the state after the step
  /// @throws IllegalArgumentException if shapes don't fit, dt is not > 0 or the step is unstable
  public static Step<LIFAdExRefracState> lifAdExRefracStep(
      Tensor input,
      @Nullable LIFAdExRefracState state,
      Tensor inputWeights,
      Tensor recurrentWeights,
      LIFAdExRefracParameters p,
      double dt) {
    return RECURRENT.step(input, state, p, dt, NorseNeuron.weights(inputWeights, recurrentWeights));
  }

  private static NeuronModel feedForward(Options options) {
    return NeuronModel.define(
        "lif_adex_refrac",
        n -> {
          Expr v = n.state("v").initially(n.param("v_leak").detach());
          Expr i = n.state("i");
          Expr a = n.state("a");
          Expr rho = n.state("rho");
          Expr iJump = NorseNeuron.jump(n, i);
          Stepped next = step(n, v, iJump, a, rho, options);
          n.next(v, next.v());
          n.next(i, next.i());
          n.next(a, next.a());
          n.next(rho, next.rho());
          n.output(NorseNeuron.SPIKES, next.z());
        });
  }

  private static NeuronModel recurrent(Options options) {
    return NeuronModel.define(
        "lif_adex_refrac_recurrent",
        n -> {
          Expr z = n.state("z");
          Expr v = n.state("v").initially(n.param("v_leak").detach());
          Expr i = n.state("i");
          Expr a = n.state("a");
          Expr rho = n.state("rho");
          Stepped next = step(n, v, NorseNeuron.jump(n, i, z), a, rho, options);
          n.next(z, next.z());
          n.next(v, next.v());
          n.next(i, next.i());
          n.next(a, next.a());
          n.next(rho, next.rho());
          n.output(NorseNeuron.SPIKES, next.z());
        });
  }

  private record Stepped(Expr z, Expr v, Expr i, Expr a, Expr rho) {}

  private static Stepped step(
      NeuronModel.Builder n, Expr v, Expr iJump, Expr a, Expr rho, Options options) {
    var inner = LIFAdExFunctional.step(n, v, iJump, a, options.method());
    Expr mask = NorseNeuron.spike(n, rho, Expr.constant(0), options.method()).named("mask");
    Expr z = Expr.constant(1).minus(mask).times(inner.z());
    Expr jumping = options.numbers() == Numbers.CORRECTED ? z : inner.z();
    return new Stepped(
        z,
        Expr.blend(mask, v, inner.v()),
        inner.i(),
        LIFAdExFunctional.jump(n, inner.aDecayed(), jumping),
        Expr.blend(z, n.param("rho_reset"), rho.minus(mask).relu()));
  }
}
