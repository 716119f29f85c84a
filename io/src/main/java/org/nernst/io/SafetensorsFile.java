package org.nernst.io;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.nernst.tensor.Tensor;

/// What a safetensors file holds.
///
/// @param tensors the tensors by name, in the order of the header; they own their memory
/// @param metadata the strings of `__metadata__`, in the order of the header; empty when there is
///   none
public record SafetensorsFile(
    SequencedMap<String, Tensor> tensors, SequencedMap<String, String> metadata) {
  /// Copies both maps, keeping their order.
  public SafetensorsFile {
    tensors = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(tensors));
    metadata = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(metadata));
  }

  /// A tensor that must be there.
  ///
  /// @param name the tensor's name
  /// @return the tensor
  /// @throws IllegalArgumentException when there is no tensor of that name; lists those there are
  public Tensor tensor(String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException(
          "expected a tensor named " + name + ", the file holds " + tensors.keySet());
    }
    return tensor;
  }
}
