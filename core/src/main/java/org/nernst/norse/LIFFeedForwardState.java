package org.nernst.norse;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.nernst.tensor.Tensor;

/// State of leaky integrate-and-fire neurons without recurrent connections; every field has the
/// shape of the neurons, (...), or one that broadcasts to it.
///
/// @param v membrane potential
/// @param i synaptic current
public record LIFFeedForwardState(Tensor v, Tensor i) implements NorseState<LIFFeedForwardState> {

  /// The state with the fields `v`, `i` of a map.
  public static LIFFeedForwardState of(Map<String, Tensor> fields) {
    return new LIFFeedForwardState(StateFields.get(fields, "v"), StateFields.get(fields, "i"));
  }

  @Override
  public SequencedMap<String, Tensor> fields() {
    SequencedMap<String, Tensor> fields = new LinkedHashMap<>();
    fields.put("v", v);
    fields.put("i", i);
    return fields;
  }

  @Override
  public LIFFeedForwardState withFields(Map<String, Tensor> fields) {
    return of(fields);
  }
}
