package org.nernst.norse;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.nernst.tensor.Tensor;

/// State of the current encoder of adaptive exponential neurons, which has no synapse.
///
/// @param v membrane potential, of the current's shape or one that broadcasts to it
/// @param a adaptation, likewise
public record LIFAdExEncoderState(Tensor v, Tensor a) implements NorseState<LIFAdExEncoderState> {

  /// The state with the fields `v`, `a` of a map.
  public static LIFAdExEncoderState of(Map<String, Tensor> fields) {
    return new LIFAdExEncoderState(StateFields.get(fields, "v"), StateFields.get(fields, "a"));
  }

  @Override
  public SequencedMap<String, Tensor> fields() {
    SequencedMap<String, Tensor> fields = new LinkedHashMap<>();
    fields.put("v", v);
    fields.put("a", a);
    return fields;
  }

  @Override
  public LIFAdExEncoderState withFields(Map<String, Tensor> fields) {
    return of(fields);
  }
}
