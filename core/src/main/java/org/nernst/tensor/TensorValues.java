package org.nernst.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;

/// Elements as Java numbers and arrays, of any strides, dtype and device.
abstract sealed class TensorValues extends TensorGradient permits Tensor {
  TensorValues(org.bytedeco.pytorch.Tensor handle) {
    super(handle);
  }

  /// The only element.
  ///
  /// @return its value
  /// @throws IllegalArgumentException for more or fewer elements than one, and for a complex one
  public final double item() {
    checkSingle();
    dtype().requireReal("item");
    return torch().item_double();
  }

  /// The only element as an integer, exact for int64; a fraction is cut. A uint64 of 2^63 or more
  /// keeps its bits, which `Long.toUnsignedString` reads.
  ///
  /// @return its value
  /// @throws IllegalArgumentException for more or fewer elements than one, and for a complex one
  public final long itemLong() {
    checkSingle();
    DType dtype = dtype();
    dtype.requireReal("itemLong");
    if (dtype == DType.UINT64) {
      return toLongArray()[0];
    }
    return dtype.isFloating() ? (long) torch().item_double() : torch().item_long();
  }

  /// Whether the only element differs from 0.
  ///
  /// @return true if so
  /// @throws IllegalArgumentException for more or fewer elements than one
  public final boolean itemBoolean() {
    checkSingle();
    return torch().item_bool();
  }

  private void checkSingle() {
    if (numel() != 1) {
      throw new IllegalArgumentException(
          "item: expected a tensor of one element, got shape " + Shapes.text(shape()));
    }
  }

  /// One element.
  ///
  /// @param index one per dim, negative ones from the back
  /// @return its value
  /// @throws IllegalArgumentException for another number of indices than dims, and for a complex
  ///   element
  /// @throws IndexOutOfBoundsException for an index outside its dim
  public final double get(long... index) {
    org.bytedeco.pytorch.Tensor t = torch();
    if (index.length != t.dim()) {
      throw new IllegalArgumentException(
          "get: expected %d indices for shape %s, got %d"
              .formatted(t.dim(), Shapes.text(shape()), index.length));
    }
    dtype().requireReal("get");
    long offset = 0;
    for (int i = 0; i < index.length; i++) {
      long size = t.size(i);
      long at = index[i] < 0 ? index[i] + size : index[i];
      if (at < 0 || at >= size) {
        throw new IndexOutOfBoundsException(
            "get: expected indices inside shape %s, got %s"
                .formatted(Shapes.text(shape()), Shapes.text(index)));
      }
      offset += at * t.stride(i);
    }
    if (!t.is_cpu()) {
      try (Tensor copy = to(Device.CPU)) {
        return copy.get(index);
      }
    }
    try {
      return read(rawSegment(), dtype(), offset);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /// The element at an offset, counted in elements; of a complex one the real part.
  static double read(MemorySegment memory, DType dtype, long offset) {
    return switch (dtype) {
      case FLOAT32 -> memory.getAtIndex(ValueLayout.JAVA_FLOAT, offset);
      case FLOAT64 -> memory.getAtIndex(ValueLayout.JAVA_DOUBLE, offset);
      case FLOAT16 -> Float.float16ToFloat(memory.getAtIndex(ValueLayout.JAVA_SHORT, offset));
      case BFLOAT16 ->
          Float.intBitsToFloat(memory.getAtIndex(ValueLayout.JAVA_SHORT, offset) << 16);
      case INT8, BOOL -> memory.get(ValueLayout.JAVA_BYTE, offset);
      case UINT8 -> memory.get(ValueLayout.JAVA_BYTE, offset) & 0xFF;
      case INT16 -> memory.getAtIndex(ValueLayout.JAVA_SHORT, offset);
      case INT32 -> memory.getAtIndex(ValueLayout.JAVA_INT, offset);
      case INT64 -> memory.getAtIndex(ValueLayout.JAVA_LONG, offset);
      case UINT16 -> Short.toUnsignedInt(memory.getAtIndex(ValueLayout.JAVA_SHORT, offset));
      case UINT32 -> Integer.toUnsignedLong(memory.getAtIndex(ValueLayout.JAVA_INT, offset));
      case UINT64 -> unsigned(memory.getAtIndex(ValueLayout.JAVA_LONG, offset));
      case FLOAT8_E4M3FN -> Float8.e4m3fn(memory.get(ValueLayout.JAVA_BYTE, offset));
      case FLOAT8_E5M2 -> Float8.e5m2(memory.get(ValueLayout.JAVA_BYTE, offset));
      case FLOAT8_E4M3FNUZ -> Float8.e4m3fnuz(memory.get(ValueLayout.JAVA_BYTE, offset));
      case FLOAT8_E5M2FNUZ -> Float8.e5m2fnuz(memory.get(ValueLayout.JAVA_BYTE, offset));
      case FLOAT8_E8M0FNU -> Float8.e8m0fnu(memory.get(ValueLayout.JAVA_BYTE, offset));
      case COMPLEX64 -> memory.getAtIndex(ValueLayout.JAVA_FLOAT, 2 * offset);
      case COMPLEX128 -> memory.getAtIndex(ValueLayout.JAVA_DOUBLE, 2 * offset);
    };
  }

  /// The imaginary part of the complex element at an offset, counted in elements.
  static double readImaginary(MemorySegment memory, DType dtype, long offset) {
    return dtype == DType.COMPLEX64
        ? memory.getAtIndex(ValueLayout.JAVA_FLOAT, 2 * offset + 1)
        : memory.getAtIndex(ValueLayout.JAVA_DOUBLE, 2 * offset + 1);
  }

  /// The nearest double: the lowest bit stays set where halving would lose it, so that ties round
  /// as they should.
  private static double unsigned(long bits) {
    return bits >= 0 ? bits : ((bits >>> 1) | (bits & 1)) * 2.0;
  }

  /// All elements in row-major order, converted to single precision.
  ///
  /// @return a new array
  public final float[] toFloatArray() {
    float[] out = new float[arrayLength()];
    copyOut(
        DType.FLOAT32, m -> MemorySegment.copy(m, ValueLayout.JAVA_FLOAT, 0, out, 0, out.length));
    return out;
  }

  /// All elements in row-major order, converted to double precision.
  ///
  /// @return a new array
  public final double[] toDoubleArray() {
    double[] out = new double[arrayLength()];
    copyOut(
        DType.FLOAT64, m -> MemorySegment.copy(m, ValueLayout.JAVA_DOUBLE, 0, out, 0, out.length));
    return out;
  }

  /// All elements in row-major order as integers; fractions are cut. A uint64 of 2^63 or more keeps
  /// its bits.
  ///
  /// @return a new array
  public final long[] toLongArray() {
    long[] out = new long[arrayLength()];
    copyOut(DType.INT64, m -> MemorySegment.copy(m, ValueLayout.JAVA_LONG, 0, out, 0, out.length));
    return out;
  }

  /// All elements in row-major order as 32-bit integers; fractions are cut, larger numbers wrap
  /// around.
  ///
  /// @return a new array
  public final int[] toIntArray() {
    int[] out = new int[arrayLength()];
    copyOut(DType.INT32, m -> MemorySegment.copy(m, ValueLayout.JAVA_INT, 0, out, 0, out.length));
    return out;
  }

  /// Whether each element differs from 0, in row-major order.
  ///
  /// @return a new array
  public final boolean[] toBooleanArray() {
    boolean[] out = new boolean[arrayLength()];
    copyOut(
        DType.BOOL,
        m -> {
          for (int i = 0; i < out.length; i++) {
            out[i] = m.get(ValueLayout.JAVA_BYTE, i) != 0;
          }
        });
    return out;
  }

  private int arrayLength() {
    long n = numel();
    if (n > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "expected at most 2^31 elements for a Java array, got shape " + Shapes.text(shape()));
    }
    return (int) n;
  }

  private interface Copy {
    void from(MemorySegment memory);
  }

  private void copyOut(DType dtype, Copy copy) {
    dtype().requireReal("array");
    if (numel() == 0) {
      return;
    }
    if (dtype() == dtype && torch().is_cpu() && isContiguous()) {
      try {
        copy.from(rawSegment());
      } finally {
        Reference.reachabilityFence(this);
      }
      return;
    }
    try (Tensor bare = detach();
        Tensor here = bare.torch().is_cpu() ? bare.detach() : bare.to(Device.CPU);
        Tensor typed = here.to(dtype);
        Tensor dense = typed.contiguous()) {
      copy.from(dense.rawSegment());
    }
  }

  /// The shape in the notation of messages.
  ///
  /// @param shape the sizes
  /// @return such as `(2, 3)`
  public static String shapeText(long... shape) {
    return Shapes.text(shape);
  }

  /// The values as PyTorch prints them, with shape and dtype; of more than 1000 elements only three
  /// at each end of a dim.
  ///
  /// @return such as `tensor([1., 2.], shape=(2), dtype=float32)`
  @Override
  public final String toString() {
    if (isClosed()) {
      return "tensor(closed)";
    }
    return TensorText.of(self());
  }
}
