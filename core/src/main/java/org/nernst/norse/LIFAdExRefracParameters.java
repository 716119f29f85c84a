package org.nernst.norse;

import java.util.Map;
import java.util.SequencedMap;
import org.nernst.nn.NeuronValues;
import org.nernst.tensor.Tensor;
import org.nernst.tensor.Value;

/// Parameters of adaptive exponential integrate-and-fire neurons with an absolute refractory period
/// ([LIFAdExRefracCell]).
///
/// @param lifAdEx the neurons themselves; in [#values()] they stand beside `rho_reset`
/// @param rhoReset length of the refractory period in **steps**, not in units of time; >= 0
/// @param numbers whether a spike that is dropped in the refractory period still raises the
///   adaptation, as in Norse ([Numbers#UPSTREAM]), or not
public record LIFAdExRefracParameters(LIFAdExParameters lifAdEx, Value rhoReset, Numbers numbers)
    implements NorseParameters<LIFAdExRefracParameters> {

  public LIFAdExRefracParameters {
    ParameterChecks.requireValidNumbers(Map.of("rho_reset", rhoReset));
  }

  /// Upstream's defaults, for time in seconds: 5 steps.
  public LIFAdExRefracParameters() {
    this(new LIFAdExParameters(), Value.of(5.0), Numbers.CORRECTED);
  }

  @Override
  public SequencedMap<String, Value> values() {
    SequencedMap<String, Value> values = lifAdEx.values();
    values.put("rho_reset", rhoReset);
    return values;
  }

  @Override
  public LIFAdExRefracParameters withValues(Map<String, Value> values) {
    return new LIFAdExRefracParameters(
        lifAdEx.withValues(values), ParameterChecks.get(values, "rho_reset"), numbers);
  }

  /// With other neurons.
  public LIFAdExRefracParameters withLifAdEx(LIFAdExParameters lifAdEx) {
    return new LIFAdExRefracParameters(lifAdEx, rhoReset, numbers);
  }

  /// With another `rho_reset`, in steps.
  public LIFAdExRefracParameters withRhoReset(double rhoReset) {
    return with("rho_reset", Value.of(rhoReset));
  }

  /// With another `rho_reset`, in steps.
  public LIFAdExRefracParameters withRhoReset(Tensor rhoReset) {
    return with("rho_reset", Value.of(rhoReset));
  }

  /// With another `rho_reset`, in steps.
  public LIFAdExRefracParameters withRhoReset(Value rhoReset) {
    return with("rho_reset", rhoReset);
  }

  /// With another treatment of dropped spikes.
  public LIFAdExRefracParameters withNumbers(Numbers numbers) {
    return new LIFAdExRefracParameters(lifAdEx, rhoReset, numbers);
  }

  @Override
  public String toString() {
    return "LIFAdExRefracParameters(lif_adex=%s, rho_reset=%s, numbers=%s)"
        .formatted(lifAdEx, NeuronValues.text(rhoReset), numbers);
  }
}
