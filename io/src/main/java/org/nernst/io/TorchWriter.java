package org.nernst.io;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.nernst.io.TorchLayout.Placed;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;

/// Writes state dicts in PyTorch's zip form.
final class TorchWriter {
  private static final String ROOT = "archive/";

  /// PyTorch aligns storages so, that it can map them.
  private static final int ALIGNMENT = 64;

  private TorchWriter() {}

  static void write(Path file, Map<String, Tensor> tensors) throws IOException {
    try (Scope _ = Scope.open()) {
      TorchLayout layout = TorchLayout.of(tensors);
      byte[] pickle = pickle(layout);
      AtomicFile.write(
          file,
          sink -> {
            try (ZipWriter zip = new ZipWriter(sink)) {
              zip.store(ROOT + "data.pkl", ALIGNMENT, MemorySegment.ofArray(pickle));
              zip.store(ROOT + "byteorder", ALIGNMENT, ascii("little"));
              int key = 0;
              for (Tensor storage : layout.storages()) {
                try (Scope _ = Scope.open()) {
                  zip.store(ROOT + "data/" + key++, ALIGNMENT, TensorBytes.rowMajor(storage));
                }
              }
              zip.store(ROOT + "version", ALIGNMENT, ascii("3\n"));
            }
          });
    }
  }

  private static MemorySegment ascii(String text) {
    return MemorySegment.ofArray(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] pickle(TorchLayout layout) {
    Pickler pickler = new Pickler();
    pickler.orderedDict().mark();
    layout
        .views()
        .forEach(
            (name, view) -> {
              pickler.text(name);
              tensor(pickler, view, layout.storages().get(view.storage()).numel());
            });
    return pickler.setItems().stop();
  }

  private static void tensor(Pickler pickler, Placed view, long numel) {
    String storage = TorchGlobals.storageName(view.info().dtype());
    pickler
        .global(storage == null ? TorchGlobals.REBUILD_TYPED : TorchGlobals.REBUILD_TENSOR)
        .mark()
        .mark()
        .text("storage")
        .global(storage == null ? TorchGlobals.UNTYPED_STORAGE : storage)
        .text(Integer.toString(view.storage()))
        .text("cpu")
        .integer(storage == null ? numel * view.info().dtype().byteSize() : numel)
        .tuple()
        .persistentId()
        .integer(view.offset())
        .integers(view.info().dimensions())
        .integers(view.strides().stream().mapToLong(Long::longValue).toArray())
        .falsehood()
        .orderedDict();
    if (storage == null) {
      pickler.global(TorchGlobals.typeName(view.info().dtype()));
    }
    pickler.tuple().reduce();
  }
}
