package org.nernst.io;

import java.util.ArrayList;
import java.util.Arrays;
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

  /// Tensors that overlap, or one.
  private static final class Group {
    final List<Extent> extents;
    int storage = -1;

    Group(List<Extent> extents) {
      this.extents = extents;
    }

    long begin() {
      return extents.getFirst().begin();
    }

    Tensor elements(Tensor member) {
      long end = extents.stream().mapToLong(Extent::end).max().orElse(begin());
      return member.detach().asStrided(new long[] {end - begin()}, new long[] {1}, begin());
    }
  }

  /// Lays tensors out; what it makes belongs to the open scope.
  static TorchLayout of(Map<String, Tensor> tensors) {
    Map<Memory, List<Extent>> memories = new LinkedHashMap<>();
    tensors.forEach(
        (name, tensor) -> {
          if (tensor.numel() == 0) {
            return;
          }
          Extent extent =
              Extent.of(
                  name, tensor.storageOffset(), boxed(tensor.shape()), boxed(tensor.strides()));
          // An expanded tensor may be far larger than its memory, which readers distrust.
          if (tensor.numel() <= extent.end() - extent.begin()) {
            memories
                .computeIfAbsent(
                    new Memory(tensor.dtype(), tensor.storageIdentity()), _ -> new ArrayList<>())
                .add(extent);
          }
        });
    Map<String, Group> groups = new HashMap<>();
    for (List<Extent> extents : memories.values()) {
      for (List<Extent> overlapping : Extent.groups(extents)) {
        Group group = new Group(overlapping);
        overlapping.forEach(extent -> groups.put(extent.name(), group));
      }
    }
    TorchLayout layout = new TorchLayout(new ArrayList<>(), new LinkedHashMap<>());
    tensors.forEach(
        (name, tensor) -> {
          Group group = groups.get(name);
          layout.views.put(
              name,
              group == null || group.extents.size() < 2
                  ? layout.alone(tensor)
                  : layout.tied(tensor, group));
        });
    return layout;
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
      storages.add(group.elements(tensor));
    }
    return placed(group.storage, tensor.storageOffset() - group.begin(), tensor, tensor.strides());
  }

  private static Placed placed(int storage, long offset, Tensor tensor, long[] strides) {
    TensorInfo info = new TensorInfo(tensor.dtype(), boxed(tensor.shape()));
    return new Placed(storage, offset, info, boxed(strides));
  }

  private static List<Long> boxed(long[] values) {
    return Arrays.stream(values).boxed().toList();
  }
}
