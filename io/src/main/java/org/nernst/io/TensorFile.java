package org.nernst.io;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;

/// An open file of named tensors, whatever its format: its table of contents is known, the values
/// are read when they are asked for. Not for use by several threads at once.
public interface TensorFile extends AutoCloseable {
  /// The tensors by name, in the file's order.
  ///
  /// @return what is known without reading values; unmodifiable
  SequencedMap<String, TensorInfo> entries();

  /// What the file says beside its tensors.
  ///
  /// @return text by key, in the file's order; unmodifiable, empty where the format has none
  SequencedMap<String, String> metadata();

  /// Tensors that are views of the same elements, such as a weight under two names; a change of one
  /// is a change of the others, once all are read together.
  ///
  /// @return names in groups of two or more; none where the format keeps tensors apart
  default List<List<String>> tied() {
    return List.of();
  }

  /// Reads one tensor.
  ///
  /// @param name its name in [#entries()]
  /// @return a copy on the CPU, which belongs to the open [Scope], if any
  /// @throws IllegalArgumentException when there is no tensor of that name; lists those there are
  /// @throws IoFormatException when its values break a rule of the format
  /// @throws IOException when they can't be read
  Tensor tensor(String name) throws IOException;

  /// Reads all tensors.
  ///
  /// @return copies on the CPU by name, in the file's order; they belong to the open [Scope], if
  ///   any
  /// @throws IOException as [#tensor(String)]; what was read until then is freed
  default SequencedMap<String, Tensor> tensors() throws IOException {
    try (Scope scope = Scope.open()) {
      SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
      for (String name : entries().keySet()) {
        tensors.put(name, tensor(name));
      }
      scope.keep(tensors.values());
      return tensors;
    }
  }

  /// Closes the file; tensors that were read stay valid.
  ///
  /// @throws IOException when it can't be closed
  @Override
  void close() throws IOException;

  /// The entry of a name that must be there.
  ///
  /// @throws IllegalArgumentException when it isn't; lists those there are
  static <E> E require(Map<String, E> entries, String name) {
    E entry = entries.get(name);
    if (entry == null) {
      throw new IllegalArgumentException(
          "expected a tensor named " + name + ", the file holds " + entries.keySet());
    }
    return entry;
  }
}
