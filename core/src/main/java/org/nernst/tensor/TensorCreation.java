package org.nernst.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.bytedeco.pytorch.global.torch;

/// Factories whose values are given or fixed.
abstract sealed class TensorCreation extends TensorCore permits TensorRandom {
  TensorCreation(org.bytedeco.pytorch.Tensor handle) {
    super(handle);
  }

  /// Wraps a tensor of libtorch's presets. The result owns the Java object that it is given.
  ///
  /// @param handle a defined native tensor
  /// @return the tensor
  /// @throws IllegalArgumentException if it is null, undefined, or of a dtype without a [DType]
  public static Tensor of(org.bytedeco.pytorch.Tensor handle) {
    if (handle.isNull() || !handle.defined()) {
      throw new IllegalArgumentException("expected a defined native tensor, got an undefined one");
    }
    DType.of(handle.scalar_type());
    return new Tensor(handle);
  }

  /// A float32 tensor with a copy of the values.
  ///
  /// @param data single-precision numbers in row-major order
  /// @param shape the sizes; none for one dim as long as the array
  /// @return the tensor
  /// @throws IllegalArgumentException if the shape has another number of elements than the array
  public static Tensor of(float[] data, long... shape) {
    Tensor t = allocate(data.length, shape, DType.FLOAT32);
    MemorySegment.copy(data, 0, t.rawSegment(), ValueLayout.JAVA_FLOAT, 0, data.length);
    return t;
  }

  /// A float64 tensor with a copy of the values.
  ///
  /// @param data double-precision numbers in row-major order
  /// @param shape the sizes; none for one dim as long as the array
  /// @return the tensor
  /// @throws IllegalArgumentException if the shape has another number of elements than the array
  public static Tensor of(double[] data, long... shape) {
    Tensor t = allocate(data.length, shape, DType.FLOAT64);
    MemorySegment.copy(data, 0, t.rawSegment(), ValueLayout.JAVA_DOUBLE, 0, data.length);
    return t;
  }

  /// A int64 tensor with a copy of the values.
  ///
  /// @param data 64-bit integers in row-major order
  /// @param shape the sizes; none for one dim as long as the array
  /// @return the tensor
  /// @throws IllegalArgumentException if the shape has another number of elements than the array
  public static Tensor of(long[] data, long... shape) {
    Tensor t = allocate(data.length, shape, DType.INT64);
    MemorySegment.copy(data, 0, t.rawSegment(), ValueLayout.JAVA_LONG, 0, data.length);
    return t;
  }

  /// A int32 tensor with a copy of the values.
  ///
  /// @param data 32-bit integers in row-major order
  /// @param shape the sizes; none for one dim as long as the array
  /// @return the tensor
  /// @throws IllegalArgumentException if the shape has another number of elements than the array
  public static Tensor of(int[] data, long... shape) {
    Tensor t = allocate(data.length, shape, DType.INT32);
    MemorySegment.copy(data, 0, t.rawSegment(), ValueLayout.JAVA_INT, 0, data.length);
    return t;
  }

  /// A bool tensor with a copy of the values.
  ///
  /// @param data truth values in row-major order
  /// @param shape the sizes; none for one dim as long as the array
  /// @return the tensor
  /// @throws IllegalArgumentException if the shape has another number of elements than the array
  public static Tensor of(boolean[] data, long... shape) {
    Tensor t = allocate(data.length, shape, DType.BOOL);
    MemorySegment segment = t.rawSegment();
    for (int i = 0; i < data.length; i++) {
      segment.set(ValueLayout.JAVA_BYTE, i, (byte) (data[i] ? 1 : 0));
    }
    return t;
  }

  private static Tensor allocate(int length, long[] shape, DType dtype) {
    long[] sizes = shape.length == 0 ? new long[] {length} : shape;
    if (Shapes.numel(sizes) != length) {
      throw new IllegalArgumentException(
          "expected data for shape %s, %d elements, got %d"
              .formatted(Shapes.text(sizes), Shapes.numel(sizes), length));
    }
    return empty(dtype, sizes);
  }

  /// A tensor on memory that stays the caller's, without a copy.
  ///
  /// @param memory native memory that outlives the tensor and its views, with at least the bytes
  ///   that shape and dtype need
  /// @param dtype the element type
  /// @param shape the sizes, row-major
  /// @return the tensor
  /// @throws IllegalArgumentException if the memory is too small, misaligned, or on the Java heap
  public static Tensor ofSegment(MemorySegment memory, DType dtype, long... shape) {
    long bytes = Shapes.numel(shape) * dtype.byteSize();
    if (memory.byteSize() < bytes) {
      throw new IllegalArgumentException(
          "expected memory of at least %d bytes for %s %s, got %d"
              .formatted(bytes, dtype, Shapes.text(shape), memory.byteSize()));
    }
    if (!memory.isNative() || memory.address() % dtype.byteSize() != 0) {
      throw new IllegalArgumentException(
          "expected native memory aligned to %d bytes, got %s".formatted(dtype.byteSize(), memory));
    }
    if (bytes == 0) {
      return empty(dtype, shape);
    }
    return call(
        "ofSegment",
        () -> torch.from_blob(new Address(memory.address()), shape, Natives.options(dtype)));
  }

  /// A 0-dim float32 tensor.
  ///
  /// @param value the number
  /// @return the tensor
  public static Tensor scalar(double value) {
    return scalar(value, DType.FLOAT32);
  }

  /// A 0-dim tensor.
  ///
  /// @param value the number, converted to the dtype
  /// @param dtype the element type
  /// @return the tensor
  public static Tensor scalar(double value, DType dtype) {
    return full(new long[0], value, dtype);
  }

  /// A float32 tensor of zeros.
  ///
  /// @param shape the sizes; none for a 0-dim tensor
  /// @return the tensor
  public static Tensor zeros(long... shape) {
    return zeros(DType.FLOAT32, shape);
  }

  /// A tensor of zeros.
  ///
  /// @param dtype the element type
  /// @param shape the sizes; none for a 0-dim tensor
  /// @return the tensor
  public static Tensor zeros(DType dtype, long... shape) {
    return call("zeros", () -> torch.torch_zeros(shape, Natives.options(dtype)));
  }

  /// A tensor of zeros with another's shape, dtype and device.
  ///
  /// @param like the model
  /// @return the tensor
  public static Tensor zerosLike(Tensor like) {
    return call("zerosLike", () -> torch.torch_zeros_like(like.torch()));
  }

  /// A float32 tensor of ones.
  ///
  /// @param shape the sizes; none for a 0-dim tensor
  /// @return the tensor
  public static Tensor ones(long... shape) {
    return ones(DType.FLOAT32, shape);
  }

  /// A tensor of ones.
  ///
  /// @param dtype the element type
  /// @param shape the sizes; none for a 0-dim tensor
  /// @return the tensor
  public static Tensor ones(DType dtype, long... shape) {
    return call("ones", () -> torch.torch_ones(shape, Natives.options(dtype)));
  }

  /// A tensor of ones with another's shape, dtype and device.
  ///
  /// @param like the model
  /// @return the tensor
  public static Tensor onesLike(Tensor like) {
    return call("onesLike", () -> torch.torch_ones_like(like.torch()));
  }

  /// A float32 tensor of unspecified values.
  ///
  /// @param shape the sizes; none for a 0-dim tensor
  /// @return the tensor
  public static Tensor empty(long... shape) {
    return empty(DType.FLOAT32, shape);
  }

  /// A tensor of unspecified values.
  ///
  /// @param dtype the element type
  /// @param shape the sizes; none for a 0-dim tensor
  /// @return the tensor
  public static Tensor empty(DType dtype, long... shape) {
    return call("empty", () -> torch.torch_empty(shape, Natives.options(dtype), null));
  }

  /// A tensor of unspecified values for a result that will be written at once, on memory that is
  /// used again when the tensor is gone: the first use of fresh memory takes as long as filling it.
  /// [Nernst#pooledBytes(long)] says how much is held for that.
  ///
  /// @param dtype the element type
  /// @param shape the sizes; none for a 0-dim tensor
  /// @return the tensor, no different from others
  public static Tensor emptyPooled(DType dtype, long... shape) {
    return call("empty", () -> PooledMemory.empty(dtype, shape));
  }

  /// A tensor of unspecified values with another's shape, dtype and device.
  ///
  /// @param like the model
  /// @return the tensor
  public static Tensor emptyLike(Tensor like) {
    return call("emptyLike", () -> torch.torch_empty_like(like.torch()));
  }

  /// A float32 tensor of one value.
  ///
  /// @param shape the sizes; none for a 0-dim tensor
  /// @param value the value of every element
  /// @return the tensor
  public static Tensor full(long[] shape, double value) {
    return full(shape, value, DType.FLOAT32);
  }

  /// A tensor of one value.
  ///
  /// @param shape the sizes; none for a 0-dim tensor
  /// @param value the value of every element
  /// @param dtype the element type
  /// @return the tensor
  public static Tensor full(long[] shape, double value, DType dtype) {
    return call(
        "full", () -> torch.torch_full(shape, Natives.scalar(value), Natives.options(dtype)));
  }

  /// A tensor of one value with another's shape, dtype and device.
  ///
  /// @param like the model
  /// @param value the value of every element
  /// @return the tensor
  public static Tensor fullLike(Tensor like, double value) {
    return call("fullLike", () -> torch.torch_full_like(like.torch(), Natives.scalar(value)));
  }

  /// The integers from 0 on, as int64.
  ///
  /// @param end the first one left out
  /// @return shape (end)
  public static Tensor arange(long end) {
    return arange(0, end, 1);
  }

  /// The integers from start on, as int64.
  ///
  /// @param start the first
  /// @param end the first one left out
  /// @param step the distance; not 0
  /// @return one dim
  public static Tensor arange(long start, long end, long step) {
    return call(
        "arange",
        () ->
            torch.torch_arange(
                Natives.scalar(start),
                Natives.scalar(end),
                Natives.scalar(step),
                Natives.options(DType.INT64)));
  }

  /// Equidistant float32 numbers.
  ///
  /// @param start the first
  /// @param end the bound, left out
  /// @param step the distance; not 0
  /// @return one dim
  public static Tensor arange(double start, double end, double step) {
    return arange(start, end, step, DType.FLOAT32);
  }

  /// Equidistant numbers.
  ///
  /// @param start the first
  /// @param end the bound, left out
  /// @param step the distance; not 0
  /// @param dtype the element type
  /// @return one dim
  public static Tensor arange(double start, double end, double step, DType dtype) {
    return call(
        "arange",
        () ->
            torch.torch_arange(
                Natives.scalar(start),
                Natives.scalar(end),
                Natives.scalar(step),
                Natives.options(dtype)));
  }

  /// Equidistant float32 numbers, both ends included.
  ///
  /// @param start the first
  /// @param end the last
  /// @param n how many
  /// @return shape (n)
  public static Tensor linspace(double start, double end, long n) {
    return call(
        "linspace",
        () ->
            torch.torch_linspace(
                Natives.scalar(start), Natives.scalar(end), n, Natives.options(DType.FLOAT32)));
  }

  /// The float32 identity matrix.
  ///
  /// @param n rows and columns
  /// @return shape (n, n)
  public static Tensor eye(long n) {
    return call("eye", () -> torch.torch_eye(n, Natives.options(DType.FLOAT32)));
  }
}
