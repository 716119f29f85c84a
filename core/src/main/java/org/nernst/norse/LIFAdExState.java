package org.nernst.norse;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.nernst.tensor.Tensor;

/// State of recurrently connected adaptive exponential neurons; every field (..., hidden), or a
/// shape that broadcasts to it.
///
/// @param z spikes of the previous step, 0 or 1
/// @param v membrane potential
/// @param i synaptic current
/// @param a adaptation
public record LIFAdExState(Tensor z, Tensor v, Tensor i, Tensor a)
    implements NorseState<LIFAdExState> {

  /// The state with the fields `z`, `v`, `i`, `a` of a map.
  public static LIFAdExState of(Map<String, Tensor> fields) {
    return new LIFAdExState(
        StateFields.get(fields, "z"),
        StateFields.get(fields, "v"),
        StateFields.get(fields, "i"),
        StateFields.get(fields, "a"));
  }

  @Override
  public SequencedMap<String, Tensor> fields() {
    SequencedMap<String, Tensor> fields = new LinkedHashMap<>();
    fields.put("z", z);
    fields.put("v", v);
    fields.put("i", i);
    fields.put("a", a);
    return fields;
  }

  @Override
  public LIFAdExState withFields(Map<String, Tensor> fields) {
    return of(fields);
  }
}
