package org.nernst.norse;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nernst.neuron.Expr;
import org.nernst.neuron.NeuronModel;
import org.nernst.nn.Step;
import org.nernst.tensor.Tensor;

/// The equations of the leaky integrator, a neuron that doesn't spike and serves as readout, and
/// single steps of it as functions.
///
/// ```
/// dv/dt = tau_mem_inv (v_leak - v + i)
/// di/dt = -tau_syn_inv i
/// ```
///
/// One step is forward Euler in this order: the input jumps into i (it is a charge, not multiplied
/// by dt); v advances from the old v and the jumped i; i decays. The output is the new v. Source:
/// Norse.
public final class LIFunctional {
  private static final String VOLTAGE = "voltage";

  static final NorseNeuron<LIParameters, LIState> FEED_FORWARD =
      new NorseNeuron<>(
          NorseNeuron.once((String name) -> define(name, false), (LIParameters p) -> "li"),
          LIState::of,
          p -> Map.of("v", p.vLeak()));

  static final NorseNeuron<LIParameters, LIState> LINEAR =
      new NorseNeuron<>(
          NorseNeuron.once((String name) -> define(name, true), (LIParameters p) -> "li_linear"),
          LIState::of,
          p -> Map.of("v", p.vLeak()));

  private LIFunctional() {}

  /// One step of integrators.
  ///
  /// @param input (...), of any shape
  /// @param state the state before; null starts at rest, v = v_leak
  /// @param dt length of the step, in the unit of the time constants
  /// @return the membrane potential after the step (...), and the state
  /// @throws IllegalArgumentException if shapes don't broadcast, dt is not > 0 or the step is
  ///   unstable
  public static Step<LIState> liFeedForwardStep(
      Tensor input, @Nullable LIState state, LIParameters p, double dt) {
    return FEED_FORWARD.step(input, state, p, dt, Map.of());
  }

  /// One step of integrators behind weights: the current after its jump is `i + x W_in^T`.
  ///
  /// @param input (..., in)
  /// @param state the state before, fields (..., hidden); null starts at rest, v = v_leak
  /// @param inputWeights (hidden, in)
  /// @param dt length of the step, in the unit of the time constants
  /// @return the membrane potential after the step (..., hidden), and the state
  /// @throws IllegalArgumentException if shapes don't fit, dt is not > 0 or the step is unstable
  public static Step<LIState> liStep(
      Tensor input, @Nullable LIState state, Tensor inputWeights, LIParameters p, double dt) {
    return LINEAR.step(input, state, p, dt, Map.of(NorseNeuron.INPUT_WEIGHTS, inputWeights));
  }

  private static NeuronModel define(String name, boolean linear) {
    return NeuronModel.define(
        name,
        n -> {
          Expr v = n.state("v").initially(n.param("v_leak").detach());
          Expr i = n.state("i");
          Expr x = n.input(NorseNeuron.INPUT);
          Expr iJump = i.plus(linear ? n.linear(NorseNeuron.INPUT_WEIGHTS, x) : x).named("i_jump");
          Expr rate = n.dt().times(n.param("tau_mem_inv"));
          Expr vNew = v.plus(rate.times(n.param("v_leak").minus(v).plus(iJump)));
          n.next(v, vNew);
          n.next(i, iJump.minus(n.dt().times(n.param("tau_syn_inv")).times(iJump)));
          n.output(VOLTAGE, vNew);
        });
  }
}
