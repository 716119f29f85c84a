package org.nernst.norse;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.nernst.tensor.Tensor;

/// State of adaptive exponential neurons without recurrent connections; every field has the shape
/// of the neurons, (...), or one that broadcasts to it.
///
/// @param v membrane potential
/// @param i synaptic current
/// @param a adaptation
public record LIFAdExFeedForwardState(Tensor v, Tensor i, Tensor a)
    implements NorseState<LIFAdExFeedForwardState> {

  /// The state with the fields `v`, `i`, `a` of a map.
  public static LIFAdExFeedForwardState of(Map<String, Tensor> fields) {
    return new LIFAdExFeedForwardState(
        StateFields.get(fields, "v"), StateFields.get(fields, "i"), StateFields.get(fields, "a"));
  }

  @Override
  public SequencedMap<String, Tensor> fields() {
    SequencedMap<String, Tensor> fields = new LinkedHashMap<>();
    fields.put("v", v);
    fields.put("i", i);
    fields.put("a", a);
    return fields;
  }

  @Override
  public LIFAdExFeedForwardState withFields(Map<String, Tensor> fields) {
    return of(fields);
  }
}
