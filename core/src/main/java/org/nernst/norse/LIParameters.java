package org.nernst.norse;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.nernst.tensor.Tensor;
import org.nernst.tensor.Value;

/// Parameters of leaky integrators ([LICell]).
///
/// Each value is a number, a tensor of any shape that broadcasts to the integrators, or a trainable
/// tensor ([Value#param]). The units follow `dt`: with the defaults `dt` is in seconds.
///
/// @param tauSynInv 1/s, inverse time constant of the synaptic current
/// @param tauMemInv 1/s, inverse time constant of the membrane
/// @param vLeak leak potential, and potential at the start
public record LIParameters(Value tauSynInv, Value tauMemInv, Value vLeak)
    implements NorseParameters<LIParameters> {

  public LIParameters {
    ParameterChecks.requireValidNumbers(values(tauSynInv, tauMemInv, vLeak));
  }

  /// Upstream's defaults, for time in seconds.
  public LIParameters() {
    this(Value.of(1 / 5e-3), Value.of(1 / 1e-2), Value.of(0.0));
  }

  /// Values of biological size, in millivolts and **milliseconds**: use them with `dt` in
  /// milliseconds (`dt = 1.0`). The modules' default of 0.001 is then a thousandth of a
  /// millisecond; they log a warning, where Norse says nothing.
  public static LIParameters bioDefault() {
    return new LIParameters().withTauSynInv(1.0 / 2).withTauMemInv(1.0 / 10).withVLeak(-70);
  }

  @Override
  public SequencedMap<String, Value> values() {
    return values(tauSynInv, tauMemInv, vLeak);
  }

  @Override
  public LIParameters withValues(Map<String, Value> values) {
    return new LIParameters(
        ParameterChecks.get(values, "tau_syn_inv"),
        ParameterChecks.get(values, "tau_mem_inv"),
        ParameterChecks.get(values, "v_leak"));
  }

  /// With another `tau_syn_inv`.
  public LIParameters withTauSynInv(double tauSynInv) {
    return with("tau_syn_inv", Value.of(tauSynInv));
  }

  /// With another `tau_syn_inv`.
  public LIParameters withTauSynInv(Tensor tauSynInv) {
    return with("tau_syn_inv", Value.of(tauSynInv));
  }

  /// With another `tau_syn_inv`.
  public LIParameters withTauSynInv(Value tauSynInv) {
    return with("tau_syn_inv", tauSynInv);
  }

  /// With another `tau_mem_inv`.
  public LIParameters withTauMemInv(double tauMemInv) {
    return with("tau_mem_inv", Value.of(tauMemInv));
  }

  /// With another `tau_mem_inv`.
  public LIParameters withTauMemInv(Tensor tauMemInv) {
    return with("tau_mem_inv", Value.of(tauMemInv));
  }

  /// With another `tau_mem_inv`.
  public LIParameters withTauMemInv(Value tauMemInv) {
    return with("tau_mem_inv", tauMemInv);
  }

  /// With another `v_leak`.
  public LIParameters withVLeak(double vLeak) {
    return with("v_leak", Value.of(vLeak));
  }

  /// With another `v_leak`.
  public LIParameters withVLeak(Tensor vLeak) {
    return with("v_leak", Value.of(vLeak));
  }

  /// With another `v_leak`.
  public LIParameters withVLeak(Value vLeak) {
    return with("v_leak", vLeak);
  }

  @Override
  public String toString() {
    return "LIParameters(" + describe() + ")";
  }

  private static SequencedMap<String, Value> values(Value tauSynInv, Value tauMemInv, Value vLeak) {
    SequencedMap<String, Value> values = new LinkedHashMap<>();
    values.put("tau_syn_inv", tauSynInv);
    values.put("tau_mem_inv", tauMemInv);
    values.put("v_leak", vLeak);
    return values;
  }
}
