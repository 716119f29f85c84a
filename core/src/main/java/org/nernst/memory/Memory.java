package org.nernst.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.nernst.tensor.DType;

/// The whole of main memory, by address. Kernels read and write tensors through one constant
/// segment, whose bounds and lifetime cost the compiled code nothing; whoever calls a kernel keeps
/// the tensors alive and the addresses inside them.
public final class Memory {
  /// Everything, from address 0.
  @SuppressWarnings("restricted")
  public static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  /// The machine's.
  public static final ByteOrder ORDER = ByteOrder.nativeOrder();

  private Memory() {}

  /// Copies bytes between addresses.
  public static void copy(long from, long to, long bytes) {
    MemorySegment.copy(ALL, from, ALL, to, bytes);
  }

  /// Zeroes bytes.
  public static void zero(long address, long bytes) {
    ALL.asSlice(address, bytes).fill((byte) 0);
  }

  /// Writes one number to so many elements.
  public static void fill(long address, long count, double value, DType dtype) {
    if (Double.doubleToRawLongBits(value) == 0) {
      zero(address, count * dtype.byteSize());
    } else if (dtype == DType.FLOAT32) {
      for (long k = 0; k < count; k++) {
        ALL.set(ValueLayout.JAVA_FLOAT_UNALIGNED, address + 4 * k, (float) value);
      }
    } else {
      for (long k = 0; k < count; k++) {
        ALL.set(ValueLayout.JAVA_DOUBLE_UNALIGNED, address + 8 * k, value);
      }
    }
  }

  /// One number, of either dtype.
  public static double get(long address, DType dtype) {
    return dtype == DType.FLOAT32 ? getFloat(address) : getDouble(address);
  }

  /// A single-precision number.
  public static float getFloat(long address) {
    return ALL.get(ValueLayout.JAVA_FLOAT_UNALIGNED, address);
  }

  /// A double-precision number.
  public static double getDouble(long address) {
    return ALL.get(ValueLayout.JAVA_DOUBLE_UNALIGNED, address);
  }

  /// Writes a single-precision number.
  public static void setFloat(float value, long address) {
    ALL.set(ValueLayout.JAVA_FLOAT_UNALIGNED, address, value);
  }

  /// Writes a double-precision number.
  public static void setDouble(double value, long address) {
    ALL.set(ValueLayout.JAVA_DOUBLE_UNALIGNED, address, value);
  }

  /// Eight bytes.
  public static long getLong(long address) {
    return ALL.get(ValueLayout.JAVA_LONG_UNALIGNED, address);
  }

  /// Writes eight bytes.
  public static void setLong(long value, long address) {
    ALL.set(ValueLayout.JAVA_LONG_UNALIGNED, address, value);
  }
}
