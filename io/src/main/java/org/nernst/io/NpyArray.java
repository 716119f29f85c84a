package org.nernst.io;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.nernst.tensor.DType;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;

/// From the elements of a NumPy array, in either order of axes and bytes, to a tensor.
final class NpyArray {
  private NpyArray() {}

  /// Fills memory with the elements as they are in the file.
  interface Elements {
    void copyTo(MemorySegment target) throws IOException;
  }

  /// A row-major tensor; it belongs to the open scope, if any.
  ///
  /// @param available how many bytes there are behind the header, known before they are read
  static Tensor tensor(Path file, String name, NpyHeader header, long available, Elements elements)
      throws IOException {
    TensorInfo info = header.info();
    if (available != info.bytes()) {
      throw new IoFormatException(
          file,
          "array %s: expected %d bytes for %s %s, got %d"
              .formatted(name, info.bytes(), info.dtype(), info.shape(), available));
    }
    try (Scope scope = Scope.open()) {
      long[] shape = info.dimensions();
      Tensor tensor = Tensor.empty(info.dtype(), header.fortranOrder() ? reversed(shape) : shape);
      if (info.bytes() > 0) {
        MemorySegment memory = tensor.segment();
        elements.copyTo(memory);
        if (info.dtype() == DType.BOOL) {
          TensorBytes.requireBooleans(file, name, memory);
        }
        if (header.byteOrder() == ByteOrder.BIG_ENDIAN) {
          TensorBytes.reverse(memory, info.dtype());
        }
      }
      if (header.fortranOrder()) {
        int[] axes = IntStream.range(0, shape.length).map(i -> shape.length - 1 - i).toArray();
        tensor = tensor.permute(axes).contiguous();
      }
      return scope.keep(tensor);
    }
  }

  private static long[] reversed(long[] shape) {
    return IntStream.range(0, shape.length).mapToLong(i -> shape[shape.length - 1 - i]).toArray();
  }
}
