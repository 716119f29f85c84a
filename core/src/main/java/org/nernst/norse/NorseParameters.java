package org.nernst.norse;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import org.nernst.nn.NeuronValues;
import org.nernst.tensor.Value;

/// The parameters of one of Norse's neurons: an immutable record whose components are numbers,
/// tensors of any shape that broadcasts to the neurons, or trainable tensors.
///
/// The components are also reachable under upstream's names (`tau_mem_inv`, `v_th`, ...), which are
/// the names in state dicts (`p.tau_mem_inv`), configurations and recorded files.
///
/// @param <P> the record itself
public interface NorseParameters<P extends NorseParameters<P>> {

  /// Every value by its upstream name, in upstream's order.
  SequencedMap<String, Value> values();

  /// The same record with other values.
  ///
  /// @param values every value of [#values()] by its upstream name
  P withValues(Map<String, Value> values);

  /// The same record with one other value.
  ///
  /// @param name upstream's name of the parameter, `v_th` say
  /// @throws IllegalArgumentException if there is no such parameter, or the value is out of range
  default P with(String name, Value value) {
    SequencedMap<String, Value> changed = new LinkedHashMap<>(values());
    if (changed.replace(name, value) == null) {
      throw new IllegalArgumentException(
          "expected one of the parameters " + changed.keySet() + ", got " + name);
    }
    return withValues(changed);
  }

  /// As [#with(String, Value)], with a number.
  default P with(String name, double value) {
    return with(name, Value.of(value));
  }

  /// The parameters as one line of text: `v_th=1.0, v_reset=0.0`; tensors by their shape.
  default String describe() {
    return values().entrySet().stream()
        .map(e -> e.getKey() + "=" + NeuronValues.text(e.getValue()))
        .collect(Collectors.joining(", "));
  }
}
