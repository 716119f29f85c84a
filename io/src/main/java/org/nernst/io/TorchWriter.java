package org.nernst.io;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;

/// Writes state dicts in PyTorch's zip form.
final class TorchWriter {
  private static final String ROOT = "archive/";

  /// PyTorch aligns storages so, that it can map them.
  private static final int ALIGNMENT = 64;

  private TorchWriter() {}

  static void write(Path file, Map<String, Tensor> tensors) throws IOException {
    byte[] pickle = pickle(tensors);
    AtomicFile.write(
        file,
        sink -> {
          try (ZipWriter zip = new ZipWriter(sink)) {
            zip.store(ROOT + "data.pkl", ALIGNMENT, MemorySegment.ofArray(pickle));
            zip.store(ROOT + "byteorder", ALIGNMENT, ascii("little"));
            int key = 0;
            for (Tensor tensor : tensors.values()) {
              try (Scope _ = Scope.open()) {
                zip.store(ROOT + "data/" + key++, ALIGNMENT, TensorBytes.rowMajor(tensor));
              }
            }
            zip.store(ROOT + "version", ALIGNMENT, ascii("3\n"));
          }
        });
  }

  private static MemorySegment ascii(String text) {
    return MemorySegment.ofArray(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] pickle(Map<String, Tensor> tensors) {
    Pickler pickler = new Pickler();
    pickler.orderedDict().mark();
    int key = 0;
    for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
      pickler.text(entry.getKey());
      tensor(pickler, entry.getValue(), Integer.toString(key++));
    }
    return pickler.setItems().stop();
  }

  private static void tensor(Pickler pickler, Tensor tensor, String key) {
    long[] shape = tensor.shape();
    long[] strides = new long[shape.length];
    long stride = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= Math.max(1, shape[i]);
    }
    pickler
        .global(TorchGlobals.REBUILD_TENSOR)
        .mark()
        .mark()
        .text("storage")
        .global(TorchGlobals.storageName(tensor.dtype()))
        .text(key)
        .text("cpu")
        .integer(tensor.numel())
        .tuple()
        .persistentId()
        .integer(0)
        .integers(shape)
        .integers(strides)
        .falsehood()
        .orderedDict()
        .tuple()
        .reduce();
  }
}
