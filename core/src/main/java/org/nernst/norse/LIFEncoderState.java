package org.nernst.norse;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.nernst.tensor.Tensor;

/// State of the current encoder of leaky integrate-and-fire neurons, which has no synapse.
///
/// @param v membrane potential, of the current's shape or one that broadcasts to it
public record LIFEncoderState(Tensor v) implements NorseState<LIFEncoderState> {

  /// The state with the field `v` of a map.
  public static LIFEncoderState of(Map<String, Tensor> fields) {
    return new LIFEncoderState(StateFields.get(fields, "v"));
  }

  @Override
  public SequencedMap<String, Tensor> fields() {
    SequencedMap<String, Tensor> fields = new LinkedHashMap<>();
    fields.put("v", v);
    return fields;
  }

  @Override
  public LIFEncoderState withFields(Map<String, Tensor> fields) {
    return of(fields);
  }
}
