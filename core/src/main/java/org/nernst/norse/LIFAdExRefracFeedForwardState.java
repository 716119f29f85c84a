package org.nernst.norse;

import java.util.Map;
import java.util.SequencedMap;
import org.nernst.tensor.Tensor;

/// State of adaptive exponential neurons with an absolute refractory period, without recurrent
/// connections.
///
/// @param lifAdEx state of the neurons themselves
/// @param rho refractory steps left
public record LIFAdExRefracFeedForwardState(LIFAdExFeedForwardState lifAdEx, Tensor rho)
    implements NorseState<LIFAdExRefracFeedForwardState> {

  /// The state with the fields `v`, `i`, `a`, `rho` of a map.
  public static LIFAdExRefracFeedForwardState of(Map<String, Tensor> fields) {
    return new LIFAdExRefracFeedForwardState(
        LIFAdExFeedForwardState.of(fields), StateFields.get(fields, "rho"));
  }

  @Override
  public SequencedMap<String, Tensor> fields() {
    SequencedMap<String, Tensor> fields = lifAdEx.fields();
    fields.put("rho", rho);
    return fields;
  }

  @Override
  public LIFAdExRefracFeedForwardState withFields(Map<String, Tensor> fields) {
    return of(fields);
  }
}
