package org.nernst.io;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.nernst.tensor.DType;
import org.nernst.tensor.Tensor;

/// Which storages a file of PyTorch's gets, so that tensors whose memory overlaps stay tied: they
/// become views of one storage, every other tensor gets its own, row-major and without gaps.
///
/// @param storages what is written, in order: tensors whose elements, row-major, are a storage
/// @param views where each tensor lies
record TorchLayout(List<Tensor> storages, SequencedMap<String, Placed> views) {
  /// A tensor in a file.
  ///
  /// @param storage its index in [#storages()]
  /// @param offset of its first element, in elements
  /// @param strides in elements
  record Placed(int storage, long offset, TensorInfo info, List<Long> strides) {}

  private record Memory(DType dtype, long identity) {}

  private record Span(String name, Tensor tensor, long begin, long end) {
    static Span of(String name, Tensor tensor) {
      long[] shape = tensor.shape();
      long[] strides = tensor.strides();
      long begin = tensor.storageOffset();
      long end = begin + 1;
      for (int i = 0; i < shape.length; i++) {
        end += (shape[i] - 1) * strides[i];
      }
      return new Span(name, tensor, begin, end);
    }

    /// Whether an element stands for several, as in an expanded tensor: such a view may be far
    /// larger than its memory, which readers distrust.
    boolean repeats() {
      return tensor.numel() > end - begin;
    }
  }

  /// Tensors that overlap, directly or through others.
  private static final class Group {
    final List<Span> spans = new ArrayList<>();
    long end;
    int storage = -1;

    long begin() {
      return spans.getFirst().begin();
    }

    Tensor elements() {
      return spans
          .getFirst()
          .tensor()
          .detach()
          .asStrided(new long[] {end - begin()}, new long[] {1}, begin());
    }
  }

  /// Lays tensors out; what it makes belongs to the open scope.
  static TorchLayout of(Map<String, Tensor> tensors) {
    Map<Memory, List<Span>> memories = new LinkedHashMap<>();
    tensors.forEach(
        (name, tensor) -> {
          Span span = Span.of(name, tensor);
          if (tensor.numel() > 0 && !span.repeats()) {
            memories
                .computeIfAbsent(
                    new Memory(tensor.dtype(), tensor.storageIdentity()), _ -> new ArrayList<>())
                .add(span);
          }
        });
    Map<String, Group> groups = new HashMap<>();
    memories.values().forEach(spans -> group(spans, groups));
    TorchLayout layout = new TorchLayout(new ArrayList<>(), new LinkedHashMap<>());
    tensors.forEach(
        (name, tensor) -> {
          Group group = groups.get(name);
          layout.views.put(
              name,
              group == null || group.spans.size() < 2
                  ? layout.alone(tensor)
                  : layout.tied(tensor, group));
        });
    return layout;
  }

  private static void group(List<Span> spans, Map<String, Group> groups) {
    spans.sort(Comparator.comparingLong(Span::begin));
    Group group = new Group();
    for (Span span : spans) {
      if (span.begin() >= group.end) {
        group = new Group();
      }
      group.spans.add(span);
      group.end = Math.max(group.end, span.end());
      groups.put(span.name(), group);
    }
  }

  private Placed alone(Tensor tensor) {
    long[] shape = tensor.shape();
    long[] strides = new long[shape.length];
    long stride = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= Math.max(1, shape[i]);
    }
    storages.add(tensor);
    return placed(storages.size() - 1, 0, tensor, strides);
  }

  private Placed tied(Tensor tensor, Group group) {
    if (group.storage < 0) {
      group.storage = storages.size();
      storages.add(group.elements());
    }
    return placed(group.storage, tensor.storageOffset() - group.begin(), tensor, tensor.strides());
  }

  private static Placed placed(int storage, long offset, Tensor tensor, long[] strides) {
    List<Long> shape = Arrays.stream(tensor.shape()).boxed().toList();
    return new Placed(
        storage,
        offset,
        new TensorInfo(tensor.dtype(), shape),
        Arrays.stream(strides).boxed().toList());
  }
}
