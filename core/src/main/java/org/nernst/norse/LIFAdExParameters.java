package org.nernst.norse;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.nernst.neuron.Surrogates;
import org.nernst.tensor.Tensor;
import org.nernst.tensor.Value;

/// Parameters of adaptive exponential integrate-and-fire neurons ([LIFAdExCell]).
///
/// Each value is a number, a tensor of any shape that broadcasts to the neurons, or a trainable
/// tensor ([Value#param]). The units follow `dt`: with the defaults `dt` is in seconds and voltages
/// are multiples of the threshold.
///
/// Upstream says that its defaults are those of PyNN's adaptive exponential cell; only the 4 is,
/// and its time constants are given as 1/ms although they are 1/s.
///
/// @param adaptationCurrent coupling of the membrane potential into the adaptation (upstream: nS)
/// @param adaptationSpike jump of the adaptation at each own spike (upstream: nA)
/// @param deltaT sharpness of the exponential term, in units of v; > 0
/// @param tauAdaInv 1/s, inverse time constant of the adaptation
/// @param tauSynInv 1/s, inverse time constant of the synaptic current
/// @param tauMemInv 1/s, inverse time constant of the membrane
/// @param vLeak leak potential, and potential at the start
/// @param vTh threshold, of the exponential as well as of the spike: a spike is `v > v_th`
/// @param vReset potential after a spike
/// @param method surrogate gradient of the spikes: `super`, `triangle`, `tanh`, `circ`,
///   `heavi_erfc` or `heaviside` (none)
/// @param alpha sharpness of the surrogate; what it multiplies differs by method, see
///   [org.nernst.neuron.Surrogates]; not trainable
public record LIFAdExParameters(
    Value adaptationCurrent,
    Value adaptationSpike,
    Value deltaT,
    Value tauAdaInv,
    Value tauSynInv,
    Value tauMemInv,
    Value vLeak,
    Value vTh,
    Value vReset,
    String method,
    Value alpha)
    implements NorseParameters<LIFAdExParameters> {

  public LIFAdExParameters {
    Surrogates.norse(method, 1.0);
    ParameterChecks.requireValidNumbers(
        values(
            adaptationCurrent,
            adaptationSpike,
            deltaT,
            tauAdaInv,
            tauSynInv,
            tauMemInv,
            vLeak,
            vTh,
            vReset,
            alpha));
  }

  /// Upstream's defaults, for time in seconds.
  public LIFAdExParameters() {
    this(
        Value.of(4.0),
        Value.of(0.02),
        Value.of(0.5),
        Value.of(2.0),
        Value.of(1 / 5e-3),
        Value.of(1 / 1e-2),
        Value.of(0.0),
        Value.of(1.0),
        Value.of(0.0),
        "super",
        Value.of(100.0));
  }

  /// Values of biological size, in millivolts and **milliseconds**: use them with `dt` in
  /// milliseconds (`dt = 1.0`). The modules' default of 0.001 is then a thousandth of a
  /// millisecond; they log a warning, where Norse says nothing.
  public static LIFAdExParameters bioDefault() {
    return new LIFAdExParameters()
        .withAdaptationCurrent(0)
        .withAdaptationSpike(0.01)
        .withDeltaT(2)
        .withTauAdaInv(1.0 / 100)
        .withTauSynInv(1.0 / 2)
        .withTauMemInv(1.0 / 10)
        .withVLeak(-70)
        .withVTh(-55)
        .withVReset(-70);
  }

  @Override
  public SequencedMap<String, Value> values() {
    return values(
        adaptationCurrent,
        adaptationSpike,
        deltaT,
        tauAdaInv,
        tauSynInv,
        tauMemInv,
        vLeak,
        vTh,
        vReset,
        alpha);
  }

  @Override
  public LIFAdExParameters withValues(Map<String, Value> values) {
    return new LIFAdExParameters(
        ParameterChecks.get(values, "adaptation_current"),
        ParameterChecks.get(values, "adaptation_spike"),
        ParameterChecks.get(values, "delta_T"),
        ParameterChecks.get(values, "tau_ada_inv"),
        ParameterChecks.get(values, "tau_syn_inv"),
        ParameterChecks.get(values, "tau_mem_inv"),
        ParameterChecks.get(values, "v_leak"),
        ParameterChecks.get(values, "v_th"),
        ParameterChecks.get(values, "v_reset"),
        method,
        ParameterChecks.get(values, "alpha"));
  }

  /// With another `adaptation_current`.
  public LIFAdExParameters withAdaptationCurrent(double adaptationCurrent) {
    return with("adaptation_current", Value.of(adaptationCurrent));
  }

  /// With another `adaptation_current`.
  public LIFAdExParameters withAdaptationCurrent(Tensor adaptationCurrent) {
    return with("adaptation_current", Value.of(adaptationCurrent));
  }

  /// With another `adaptation_current`.
  public LIFAdExParameters withAdaptationCurrent(Value adaptationCurrent) {
    return with("adaptation_current", adaptationCurrent);
  }

  /// With another `adaptation_spike`.
  public LIFAdExParameters withAdaptationSpike(double adaptationSpike) {
    return with("adaptation_spike", Value.of(adaptationSpike));
  }

  /// With another `adaptation_spike`.
  public LIFAdExParameters withAdaptationSpike(Tensor adaptationSpike) {
    return with("adaptation_spike", Value.of(adaptationSpike));
  }

  /// With another `adaptation_spike`.
  public LIFAdExParameters withAdaptationSpike(Value adaptationSpike) {
    return with("adaptation_spike", adaptationSpike);
  }

  /// With another `delta_T`.
  public LIFAdExParameters withDeltaT(double deltaT) {
    return with("delta_T", Value.of(deltaT));
  }

  /// With another `delta_T`.
  public LIFAdExParameters withDeltaT(Tensor deltaT) {
    return with("delta_T", Value.of(deltaT));
  }

  /// With another `delta_T`.
  public LIFAdExParameters withDeltaT(Value deltaT) {
    return with("delta_T", deltaT);
  }

  /// With another `tau_ada_inv`.
  public LIFAdExParameters withTauAdaInv(double tauAdaInv) {
    return with("tau_ada_inv", Value.of(tauAdaInv));
  }

  /// With another `tau_ada_inv`.
  public LIFAdExParameters withTauAdaInv(Tensor tauAdaInv) {
    return with("tau_ada_inv", Value.of(tauAdaInv));
  }

  /// With another `tau_ada_inv`.
  public LIFAdExParameters withTauAdaInv(Value tauAdaInv) {
    return with("tau_ada_inv", tauAdaInv);
  }

  /// With another `tau_syn_inv`.
  public LIFAdExParameters withTauSynInv(double tauSynInv) {
    return with("tau_syn_inv", Value.of(tauSynInv));
  }

  /// With another `tau_syn_inv`.
  public LIFAdExParameters withTauSynInv(Tensor tauSynInv) {
    return with("tau_syn_inv", Value.of(tauSynInv));
  }

  /// With another `tau_syn_inv`.
  public LIFAdExParameters withTauSynInv(Value tauSynInv) {
    return with("tau_syn_inv", tauSynInv);
  }

  /// With another `tau_mem_inv`.
  public LIFAdExParameters withTauMemInv(double tauMemInv) {
    return with("tau_mem_inv", Value.of(tauMemInv));
  }

  /// With another `tau_mem_inv`.
  public LIFAdExParameters withTauMemInv(Tensor tauMemInv) {
    return with("tau_mem_inv", Value.of(tauMemInv));
  }

  /// With another `tau_mem_inv`.
  public LIFAdExParameters withTauMemInv(Value tauMemInv) {
    return with("tau_mem_inv", tauMemInv);
  }

  /// With another `v_leak`.
  public LIFAdExParameters withVLeak(double vLeak) {
    return with("v_leak", Value.of(vLeak));
  }

  /// With another `v_leak`.
  public LIFAdExParameters withVLeak(Tensor vLeak) {
    return with("v_leak", Value.of(vLeak));
  }

  /// With another `v_leak`.
  public LIFAdExParameters withVLeak(Value vLeak) {
    return with("v_leak", vLeak);
  }

  /// With another `v_th`.
  public LIFAdExParameters withVTh(double vTh) {
    return with("v_th", Value.of(vTh));
  }

  /// With another `v_th`.
  public LIFAdExParameters withVTh(Tensor vTh) {
    return with("v_th", Value.of(vTh));
  }

  /// With another `v_th`.
  public LIFAdExParameters withVTh(Value vTh) {
    return with("v_th", vTh);
  }

  /// With another `v_reset`.
  public LIFAdExParameters withVReset(double vReset) {
    return with("v_reset", Value.of(vReset));
  }

  /// With another `v_reset`.
  public LIFAdExParameters withVReset(Tensor vReset) {
    return with("v_reset", Value.of(vReset));
  }

  /// With another `v_reset`.
  public LIFAdExParameters withVReset(Value vReset) {
    return with("v_reset", vReset);
  }

  /// With another surrogate gradient.
  public LIFAdExParameters withMethod(String method) {
    return new LIFAdExParameters(
        adaptationCurrent,
        adaptationSpike,
        deltaT,
        tauAdaInv,
        tauSynInv,
        tauMemInv,
        vLeak,
        vTh,
        vReset,
        method,
        alpha);
  }

  /// With another `alpha`.
  public LIFAdExParameters withAlpha(double alpha) {
    return with("alpha", Value.of(alpha));
  }

  /// With another `alpha`.
  public LIFAdExParameters withAlpha(Tensor alpha) {
    return with("alpha", Value.of(alpha));
  }

  /// With another `alpha`.
  public LIFAdExParameters withAlpha(Value alpha) {
    return with("alpha", alpha);
  }

  @Override
  public String toString() {
    return "LIFAdExParameters(" + describe() + ", method=" + method + ")";
  }

  private static SequencedMap<String, Value> values(
      Value adaptationCurrent,
      Value adaptationSpike,
      Value deltaT,
      Value tauAdaInv,
      Value tauSynInv,
      Value tauMemInv,
      Value vLeak,
      Value vTh,
      Value vReset,
      Value alpha) {
    SequencedMap<String, Value> values = new LinkedHashMap<>();
    values.put("adaptation_current", adaptationCurrent);
    values.put("adaptation_spike", adaptationSpike);
    values.put("delta_T", deltaT);
    values.put("tau_ada_inv", tauAdaInv);
    values.put("tau_syn_inv", tauSynInv);
    values.put("tau_mem_inv", tauMemInv);
    values.put("v_leak", vLeak);
    values.put("v_th", vTh);
    values.put("v_reset", vReset);
    values.put("alpha", alpha);
    return values;
  }
}
