package org.nernst.nn;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;
import org.nernst.tensor.Tensor;

/// The state of a [NeuronCell]: a tensor for each state of its model, by name.
///
/// @param fields in the model's order, each of the neurons' shape without axis of time
public record NeuronState(SequencedMap<String, Tensor> fields) implements State<NeuronState> {
  /// Copies the map.
  public NeuronState {
    fields = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(fields));
  }

  /// A state of some tensors.
  ///
  /// @param fields a tensor for each state of the model, by name
  public static NeuronState of(Map<String, Tensor> fields) {
    return new NeuronState(new LinkedHashMap<>(fields));
  }

  /// The tensor of a name.
  ///
  /// @throws IllegalArgumentException if the neuron has no state of this name
  public Tensor get(String name) {
    Tensor field = fields.get(name);
    if (field == null) {
      throw new IllegalArgumentException(
          "expected as state one of " + fields.keySet() + ", got " + name);
    }
    return field;
  }

  @Override
  public NeuronState map(UnaryOperator<Tensor> f) {
    SequencedMap<String, Tensor> mapped = new LinkedHashMap<>(fields);
    mapped.replaceAll((_, tensor) -> f.apply(tensor));
    return new NeuronState(mapped);
  }

  @Override
  public List<Tensor> tensors() {
    return List.copyOf(fields.values());
  }
}
