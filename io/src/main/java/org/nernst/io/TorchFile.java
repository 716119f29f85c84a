package org.nernst.io;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.nernst.io.PickleValue.Storage;
import org.nernst.io.PickleValue.View;
import org.nernst.tensor.DType;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;

/// An open file of PyTorch's, in either form: tensors are views of storages, which are read when
/// they are asked for. Tensors that are read together share their storages as they did in Python.
final class TorchFile implements TensorFile {
  /// Where the bytes of storages come from.
  interface Storages extends AutoCloseable {
    /// Reads one.
    ///
    /// @param target as many bytes as the storage has
    void read(Storage storage, MemorySegment target) throws IOException;

    /// Whether the elements have the other byte order than this machine.
    boolean swapped();

    @Override
    void close() throws IOException;
  }

  private final Path file;
  private final TorchContents contents;
  private final Storages storages;
  private final SequencedMap<String, TensorInfo> entries = new LinkedHashMap<>();

  TorchFile(Path file, TorchContents contents, Storages storages) throws IoFormatException {
    this.file = file;
    this.contents = contents;
    this.storages = storages;
    for (Map.Entry<String, View> entry : contents.tensors().entrySet()) {
      View view = entry.getValue();
      if (storages.swapped() && isTyped(view)) {
        // PyTorch itself doesn't turn their bytes: what they mean isn't known.
        throw new IoFormatException(
            file,
            "tensor %s: expected %s in the byte order of this machine"
                .formatted(entry.getKey(), view.info().dtype()));
      }
      entries.put(entry.getKey(), view.info());
    }
  }

  /// Whether the storage doesn't know the dtype and its elements have several bytes.
  private static boolean isTyped(View view) {
    DType dtype = view.info().dtype();
    return dtype != view.storage().dtype() && dtype.byteSize() > 1;
  }

  @Override
  public SequencedMap<String, TensorInfo> entries() {
    return Collections.unmodifiableSequencedMap(entries);
  }

  @Override
  public SequencedMap<String, String> metadata() {
    return Collections.unmodifiableSequencedMap(contents.metadata());
  }

  @Override
  public List<List<String>> tied() {
    Map<Storage, List<Extent>> extents = new LinkedHashMap<>();
    contents
        .tensors()
        .forEach(
            (name, view) -> {
              if (view.info().numel() > 0) {
                // In bytes, since views of a storage of bytes may be of several dtypes.
                int size = view.info().dtype().byteSize();
                Extent own = Extent.of(name, view.offset(), view.info().shape(), view.strides());
                extents
                    .computeIfAbsent(view.storage(), _ -> new ArrayList<>())
                    .add(new Extent(name, own.begin() * size, own.end() * size));
              }
            });
    return extents.values().stream()
        .flatMap(of -> Extent.groups(of).stream())
        .filter(group -> group.size() > 1)
        .map(group -> group.stream().map(Extent::name).toList())
        .toList();
  }

  @Override
  public Tensor tensor(String name) throws IOException {
    View view = TensorFile.require(contents.tensors(), name);
    try (Scope scope = Scope.open()) {
      return scope.keep(view(view, read(view.storage())));
    }
  }

  @Override
  public SequencedMap<String, Tensor> tensors() throws IOException {
    try (Scope scope = Scope.open()) {
      Map<Storage, Tensor> read = new HashMap<>();
      SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
      for (Map.Entry<String, View> entry : contents.tensors().entrySet()) {
        View view = entry.getValue();
        Tensor whole = read.get(view.storage());
        if (whole == null) {
          whole = read(view.storage());
          read.put(view.storage(), whole);
        }
        tensors.put(entry.getKey(), view(view, whole));
      }
      scope.keep(tensors.values());
      return tensors;
    }
  }

  private static Tensor view(View view, Tensor whole) {
    long[] strides = view.strides().stream().mapToLong(Long::longValue).toArray();
    DType dtype = view.info().dtype();
    Tensor elements =
        dtype == whole.dtype()
            ? whole
            : whole.narrow(0, 0, whole.numel() / dtype.byteSize() * dtype.byteSize()).view(dtype);
    return elements.asStrided(view.info().dimensions(), strides, view.offset());
  }

  private Tensor read(Storage storage) throws IOException {
    Tensor whole = Tensor.empty(storage.dtype(), storage.numel());
    if (storage.numel() > 0) {
      MemorySegment memory = whole.segment();
      storages.read(storage, memory);
      if (storage.dtype() == DType.BOOL) {
        TensorBytes.requireBooleans(file, "in storage " + storage.key(), memory);
      }
      if (storages.swapped()) {
        TensorBytes.reverse(memory, storage.dtype());
      }
    }
    return whole;
  }

  @Override
  public void close() throws IOException {
    storages.close();
  }
}
