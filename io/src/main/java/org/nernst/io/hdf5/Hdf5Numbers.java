package org.nernst.io.hdf5;

import io.jhdf.object.datatype.DataType;
import io.jhdf.object.datatype.FixedPoint;
import io.jhdf.object.datatype.FloatingPoint;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.nernst.io.IoFormatException;
import org.nernst.tensor.DType;
import org.nernst.tensor.Tensor;

/// How numbers lie in the file.
///
/// @param dtype of the tensor that takes them
/// @param size bytes of one
/// @param order of the bytes
/// @param widened whether they are unsigned and need a bigger type
record Hdf5Numbers(
    Hdf5File file, String path, DType dtype, int size, ByteOrder order, boolean widened) {

  static Hdf5Numbers of(Hdf5File file, String path, DataType type) throws IoFormatException {
    int size = type.getSize();
    return switch (type) {
      case FixedPoint whole
          when whole.getBitOffset() == 0 && whole.getBitPrecision() == 8 * size && size <= 8 ->
          whole(file, path, whole, size);
      case FloatingPoint real when isIeee(real, size) ->
          new Hdf5Numbers(
              file,
              path,
              size == 2 ? DType.FLOAT16 : size == 4 ? DType.FLOAT32 : DType.FLOAT64,
              size,
              real.getByteOrder(),
              false);
      default ->
          throw file.malformed(
              path,
              "expected whole or IEEE floating numbers, got %s of %d bytes"
                  .formatted(type.getClass().getSimpleName(), size));
    };
  }

  private static Hdf5Numbers whole(Hdf5File file, String path, FixedPoint type, int size)
      throws IoFormatException {
    boolean signed = type.isSigned();
    DType dtype =
        switch (size) {
          case 1 -> signed ? DType.INT8 : DType.UINT8;
          case 2 -> signed ? DType.INT16 : DType.INT64;
          case 4 -> signed ? DType.INT32 : DType.INT64;
          case 8 -> DType.INT64;
          default ->
              throw file.malformed(
                  path, "expected whole numbers of 1, 2, 4 or 8 bytes, got %d".formatted(size));
        };
    return new Hdf5Numbers(file, path, dtype, size, type.getByteOrder(), !signed && size != 1);
  }

  private static boolean isIeee(FloatingPoint real, int size) {
    int exponent = size == 2 ? 5 : size == 4 ? 8 : 11;
    return (size == 2 || size == 4 || size == 8)
        && real.getBitPrecision() == 8 * size
        && real.getBitOffset() == 0
        && real.getExponentSize() == exponent;
  }

  Tensor tensor(MemorySegment raw, long[] shape) throws IoFormatException {
    Tensor tensor = Tensor.empty(dtype, shape);
    MemorySegment target = tensor.segment();
    if (widened) {
      widen(raw, target);
    } else if (order == ByteOrder.nativeOrder() || size == 1) {
      target.copyFrom(raw);
    } else {
      swap(raw, target);
    }
    return tensor;
  }

  private void widen(MemorySegment raw, MemorySegment target) throws IoFormatException {
    var shorts = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(order);
    var ints = ValueLayout.JAVA_INT_UNALIGNED.withOrder(order);
    var longs = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(order);
    long count = raw.byteSize() / size;
    for (long i = 0; i < count; i++) {
      long value =
          switch (size) {
            case 2 -> Short.toUnsignedLong(raw.get(shorts, i * size));
            case 4 -> Integer.toUnsignedLong(raw.get(ints, i * size));
            default -> raw.get(longs, i * size);
          };
      if (value < 0) {
        throw file.malformed(
            path, "expected numbers below 2^63, got " + Long.toUnsignedString(value));
      }
      target.setAtIndex(ValueLayout.JAVA_LONG, i, value);
    }
  }

  private void swap(MemorySegment raw, MemorySegment target) {
    long count = raw.byteSize() / size;
    for (long i = 0; i < count; i++) {
      for (int k = 0; k < size; k++) {
        target.set(
            ValueLayout.JAVA_BYTE,
            i * size + size - 1 - k,
            raw.get(ValueLayout.JAVA_BYTE, i * size + k));
      }
    }
  }
}
