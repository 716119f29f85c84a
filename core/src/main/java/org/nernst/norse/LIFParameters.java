package org.nernst.norse;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.nernst.neuron.Surrogates;
import org.nernst.tensor.Tensor;
import org.nernst.tensor.Value;

/// Parameters of leaky integrate-and-fire neurons ([LIFCell]).
///
/// Each value is a number, a tensor of any shape that broadcasts to the neurons, or a trainable
/// tensor ([Value#param]). The units follow `dt`: with the defaults `dt` is in seconds and voltages
/// are multiples of the threshold.
///
/// @param tauSynInv 1/s, inverse time constant of the synaptic current
/// @param tauMemInv 1/s, inverse time constant of the membrane
/// @param vLeak leak potential, and potential at the start
/// @param vTh threshold: a spike is `v > v_th`
/// @param vReset potential after a spike
/// @param method surrogate gradient of the spikes: `super`, `triangle`, `tanh`, `circ`,
///   `heavi_erfc` or `heaviside` (none)
/// @param alpha sharpness of the surrogate; what it multiplies differs by method, see
///   [org.nernst.neuron.Surrogates]; not trainable
public record LIFParameters(
    Value tauSynInv,
    Value tauMemInv,
    Value vLeak,
    Value vTh,
    Value vReset,
    String method,
    Value alpha)
    implements NorseParameters<LIFParameters> {

  public LIFParameters {
    Surrogates.norse(method, 1.0);
    ParameterChecks.requireValidNumbers(values(tauSynInv, tauMemInv, vLeak, vTh, vReset, alpha));
  }

  /// Upstream's defaults, for time in seconds.
  public LIFParameters() {
    this(
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
  public static LIFParameters bioDefault() {
    return new LIFParameters()
        .withTauSynInv(1.0 / 2)
        .withTauMemInv(1.0 / 10)
        .withVLeak(-70)
        .withVTh(-55)
        .withVReset(-70);
  }

  @Override
  public SequencedMap<String, Value> values() {
    return values(tauSynInv, tauMemInv, vLeak, vTh, vReset, alpha);
  }

  @Override
  public LIFParameters withValues(Map<String, Value> values) {
    return new LIFParameters(
        ParameterChecks.get(values, "tau_syn_inv"),
        ParameterChecks.get(values, "tau_mem_inv"),
        ParameterChecks.get(values, "v_leak"),
        ParameterChecks.get(values, "v_th"),
        ParameterChecks.get(values, "v_reset"),
        method,
        ParameterChecks.get(values, "alpha"));
  }

  /// With another `tau_syn_inv`.
  public LIFParameters withTauSynInv(double tauSynInv) {
    return with("tau_syn_inv", Value.of(tauSynInv));
  }

  /// With another `tau_syn_inv`.
  public LIFParameters withTauSynInv(Tensor tauSynInv) {
    return with("tau_syn_inv", Value.of(tauSynInv));
  }

  /// With another `tau_syn_inv`.
  public LIFParameters withTauSynInv(Value tauSynInv) {
    return with("tau_syn_inv", tauSynInv);
  }

  /// With another `tau_mem_inv`.
  public LIFParameters withTauMemInv(double tauMemInv) {
    return with("tau_mem_inv", Value.of(tauMemInv));
  }

  /// With another `tau_mem_inv`.
  public LIFParameters withTauMemInv(Tensor tauMemInv) {
    return with("tau_mem_inv", Value.of(tauMemInv));
  }

  /// With another `tau_mem_inv`.
  public LIFParameters withTauMemInv(Value tauMemInv) {
    return with("tau_mem_inv", tauMemInv);
  }

  /// With another `v_leak`.
  public LIFParameters withVLeak(double vLeak) {
    return with("v_leak", Value.of(vLeak));
  }

  /// With another `v_leak`.
  public LIFParameters withVLeak(Tensor vLeak) {
    return with("v_leak", Value.of(vLeak));
  }

  /// With another `v_leak`.
  public LIFParameters withVLeak(Value vLeak) {
    return with("v_leak", vLeak);
  }

  /// With another `v_th`.
  public LIFParameters withVTh(double vTh) {
    return with("v_th", Value.of(vTh));
  }

  /// With another `v_th`.
  public LIFParameters withVTh(Tensor vTh) {
    return with("v_th", Value.of(vTh));
  }

  /// With another `v_th`.
  public LIFParameters withVTh(Value vTh) {
    return with("v_th", vTh);
  }

  /// With another `v_reset`.
  public LIFParameters withVReset(double vReset) {
    return with("v_reset", Value.of(vReset));
  }

  /// With another `v_reset`.
  public LIFParameters withVReset(Tensor vReset) {
    return with("v_reset", Value.of(vReset));
  }

  /// With another `v_reset`.
  public LIFParameters withVReset(Value vReset) {
    return with("v_reset", vReset);
  }

  /// With another surrogate gradient.
  public LIFParameters withMethod(String method) {
    return new LIFParameters(tauSynInv, tauMemInv, vLeak, vTh, vReset, method, alpha);
  }

  /// With another `alpha`.
  public LIFParameters withAlpha(double alpha) {
    return with("alpha", Value.of(alpha));
  }

  /// With another `alpha`.
  public LIFParameters withAlpha(Tensor alpha) {
    return with("alpha", Value.of(alpha));
  }

  /// With another `alpha`.
  public LIFParameters withAlpha(Value alpha) {
    return with("alpha", alpha);
  }

  @Override
  public String toString() {
    return "LIFParameters(" + describe() + ", method=" + method + ")";
  }

  private static SequencedMap<String, Value> values(
      Value tauSynInv, Value tauMemInv, Value vLeak, Value vTh, Value vReset, Value alpha) {
    SequencedMap<String, Value> values = new LinkedHashMap<>();
    values.put("tau_syn_inv", tauSynInv);
    values.put("tau_mem_inv", tauMemInv);
    values.put("v_leak", vLeak);
    values.put("v_th", vTh);
    values.put("v_reset", vReset);
    values.put("alpha", alpha);
    return values;
  }
}
