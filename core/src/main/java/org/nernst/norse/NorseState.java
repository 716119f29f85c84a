package org.nernst.norse;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;
import org.nernst.nn.State;
import org.nernst.tensor.Tensor;

/// The state of one of Norse's neurons: an immutable record of tensors under upstream's field
/// names.
///
/// @param <S> the record itself
public interface NorseState<S extends NorseState<S>> extends State<S> {

  /// Every tensor by its upstream field name (`v`, `i`, `a`, ...); fields of nested states stand
  /// beside the others.
  SequencedMap<String, Tensor> fields();

  /// The same record with other tensors.
  ///
  /// @param fields a tensor for every name of [#fields()]
  S withFields(Map<String, Tensor> fields);

  /// The state after one step of a recorded sequence (`recordStates`), whose fields have time in
  /// front.
  ///
  /// @param step counted from 0; negative from the end, so that `at(-1)` continues the sequence
  default S at(int step) {
    return map(field -> field.select(0, step));
  }

  @Override
  default S map(UnaryOperator<Tensor> f) {
    SequencedMap<String, Tensor> mapped = new LinkedHashMap<>();
    fields().forEach((name, tensor) -> mapped.put(name, f.apply(tensor)));
    return withFields(mapped);
  }

  @Override
  default List<Tensor> tensors() {
    return List.copyOf(fields().values());
  }
}
