package org.nernst.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.nernst.tensor.Tensor;

/// The state of a [Sequential]: an entry per child.
///
/// @param entries null for a child without a state, for one that keeps its own (Sinabs style), and
///   for a [Cell] that is to begin from its initial state
public record SequentialState(List<@Nullable State<?>> entries) implements State<SequentialState> {
  /// Takes a copy of the list.
  public SequentialState {
    entries = ModuleTree.readOnly(entries);
  }

  @Override
  public SequentialState map(UnaryOperator<Tensor> f) {
    List<@Nullable State<?>> mapped = new ArrayList<>(entries.size());
    for (State<?> entry : entries) {
      mapped.add(entry == null ? null : entry.map(f));
    }
    return new SequentialState(mapped);
  }

  @Override
  public List<Tensor> tensors() {
    List<Tensor> tensors = new ArrayList<>();
    for (State<?> entry : entries) {
      if (entry != null) {
        tensors.addAll(entry.tensors());
      }
    }
    return List.copyOf(tensors);
  }
}
