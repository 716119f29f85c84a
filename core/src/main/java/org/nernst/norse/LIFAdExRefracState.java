package org.nernst.norse;

import java.util.Map;
import java.util.SequencedMap;
import org.nernst.tensor.Tensor;

/// State of recurrently connected adaptive exponential neurons with an absolute refractory period.
///
/// @param lifAdEx state of the neurons themselves
/// @param rho refractory steps left
public record LIFAdExRefracState(LIFAdExState lifAdEx, Tensor rho)
    implements NorseState<LIFAdExRefracState> {

  /// The state with the fields `z`, `v`, `i`, `a`, `rho` of a map.
  public static LIFAdExRefracState of(Map<String, Tensor> fields) {
    return new LIFAdExRefracState(LIFAdExState.of(fields), StateFields.get(fields, "rho"));
  }

  @Override
  public SequencedMap<String, Tensor> fields() {
    SequencedMap<String, Tensor> fields = lifAdEx.fields();
    fields.put("rho", rho);
    return fields;
  }

  @Override
  public LIFAdExRefracState withFields(Map<String, Tensor> fields) {
    return of(fields);
  }
}
