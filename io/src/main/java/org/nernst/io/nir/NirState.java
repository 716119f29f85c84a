package org.nernst.io.nir;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;
import org.nernst.nn.State;
import org.nernst.tensor.Tensor;

/// The state of a [NirNetwork] between two calls.
///
/// @param values by path of the node, then by name: `v` and `i` of neurons, `past` of delays,
///   `last` for outputs that come back one step later. A node without an entry starts at rest
public record NirState(SequencedMap<String, SequencedMap<String, Tensor>> values)
    implements State<NirState> {
  /// Copies the maps.
  public NirState {
    SequencedMap<String, SequencedMap<String, Tensor>> copy = new LinkedHashMap<>();
    values.forEach(
        (path, tensors) ->
            copy.put(path, Collections.unmodifiableSequencedMap(new LinkedHashMap<>(tensors))));
    values = Collections.unmodifiableSequencedMap(copy);
  }

  /// {@return the state at rest}
  public static NirState rest() {
    return new NirState(new LinkedHashMap<>());
  }

  Map<String, Tensor> of(String path) {
    SequencedMap<String, Tensor> tensors = values.get(path);
    return tensors == null ? Map.of() : tensors;
  }

  @Override
  public NirState map(UnaryOperator<Tensor> f) {
    SequencedMap<String, SequencedMap<String, Tensor>> mapped = new LinkedHashMap<>();
    values.forEach(
        (path, tensors) -> {
          SequencedMap<String, Tensor> each = new LinkedHashMap<>();
          tensors.forEach((name, tensor) -> each.put(name, f.apply(tensor)));
          mapped.put(path, each);
        });
    return new NirState(mapped);
  }

  @Override
  public List<Tensor> tensors() {
    List<Tensor> all = new ArrayList<>();
    values.values().forEach(tensors -> all.addAll(tensors.values()));
    return List.copyOf(all);
  }
}
