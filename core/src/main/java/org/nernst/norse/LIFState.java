package org.nernst.norse;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.nernst.tensor.Tensor;

/// State of recurrently connected leaky integrate-and-fire neurons; every field (..., hidden), or a
/// shape that broadcasts to it.
///
/// @param z spikes of the previous step, 0 or 1
/// @param v membrane potential
/// @param i synaptic current
public record LIFState(Tensor z, Tensor v, Tensor i) implements NorseState<LIFState> {

  /// The state with the fields `z`, `v`, `i` of a map.
  public static LIFState of(Map<String, Tensor> fields) {
    return new LIFState(
        StateFields.get(fields, "z"), StateFields.get(fields, "v"), StateFields.get(fields, "i"));
  }

  @Override
  public SequencedMap<String, Tensor> fields() {
    SequencedMap<String, Tensor> fields = new LinkedHashMap<>();
    fields.put("z", z);
    fields.put("v", v);
    fields.put("i", i);
    return fields;
  }

  @Override
  public LIFState withFields(Map<String, Tensor> fields) {
    return of(fields);
  }
}
