package org.nernst.norse;

import java.util.Map;
import org.nernst.tensor.Tensor;

/// Reads a state's fields out of a map.
final class StateFields {
  private StateFields() {}

  static Tensor get(Map<String, Tensor> fields, String name) {
    Tensor field = fields.get(name);
    if (field == null) {
      throw new IllegalArgumentException(
          "expected a state field " + name + ", got " + fields.keySet());
    }
    return field;
  }
}
