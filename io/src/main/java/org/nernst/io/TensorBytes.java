package org.nernst.io;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import org.nernst.tensor.DType;
import org.nernst.tensor.Device;
import org.nernst.tensor.Tensor;

/// From the bytes of a file to a tensor and back.
final class TensorBytes {
  private TensorBytes() {}

  /// A copy of row-major elements in the machine's byte order.
  ///
  /// @param bytes as many as `info` needs
  static Tensor tensor(Path file, String name, TensorInfo info, MemorySegment bytes)
      throws IoFormatException {
    if (info.dtype() == DType.BOOL) {
      requireBooleans(file, name, bytes);
    }
    Tensor tensor = Tensor.empty(info.dtype(), info.dimensions());
    if (bytes.byteSize() > 0) {
      tensor.segment().copyFrom(bytes);
    }
    return tensor;
  }

  /// libtorch reads a byte of a boolean tensor as it is: other values than 0 and 1 would be
  /// undefined behaviour there.
  static void requireBooleans(Path file, String name, MemorySegment bytes)
      throws IoFormatException {
    for (long i = 0; i < bytes.byteSize(); i++) {
      byte value = bytes.get(ValueLayout.JAVA_BYTE, i);
      if (value != 0 && value != 1) {
        throw new IoFormatException(
            file, "tensor %s: expected booleans 0 or 1, got %d".formatted(name, value & 0xFF));
      }
    }
  }

  /// The elements of a tensor of any device and strides in row-major order.
  ///
  /// @return memory that is valid until the open scope ends
  static MemorySegment rowMajor(Tensor tensor) {
    Tensor plain = tensor.detach().to(Device.CPU).contiguous();
    return plain.numel() > 0 ? plain.segment() : MemorySegment.NULL;
  }

  /// Turns elements of the other byte order into those of this machine. The parts of complex
  /// numbers are turned each.
  static void reverse(MemorySegment memory, DType dtype) {
    int size = dtype.isComplex() ? dtype.byteSize() / 2 : dtype.byteSize();
    switch (size) {
      case 1 -> {}
      case 2 -> {
        for (long i = 0; i < memory.byteSize() / size; i++) {
          short value = memory.getAtIndex(ValueLayout.JAVA_SHORT, i);
          memory.setAtIndex(ValueLayout.JAVA_SHORT, i, Short.reverseBytes(value));
        }
      }
      case 4 -> {
        for (long i = 0; i < memory.byteSize() / size; i++) {
          int value = memory.getAtIndex(ValueLayout.JAVA_INT, i);
          memory.setAtIndex(ValueLayout.JAVA_INT, i, Integer.reverseBytes(value));
        }
      }
      case 8 -> {
        for (long i = 0; i < memory.byteSize() / size; i++) {
          long value = memory.getAtIndex(ValueLayout.JAVA_LONG, i);
          memory.setAtIndex(ValueLayout.JAVA_LONG, i, Long.reverseBytes(value));
        }
      }
      default -> throw new IllegalArgumentException("expected 1, 2, 4 or 8 bytes, got " + size);
    }
  }
}
