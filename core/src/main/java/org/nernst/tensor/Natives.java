package org.nernst.tensor;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/// Small native arguments, made once where they repeat: a native allocation costs more than a small
/// operation's arithmetic.
final class Natives {
  static {
    NativeSetup.ensure();
  }

  private static final int CACHE = 512;
  private static final int DIMS = 16;

  /// A number in the two forms in which libtorch's calls want it; immutable.
  private record CachedNumber(boolean real, long bits, Scalar scalar, ScalarOptional optional) {}

  /// A number as a 0-dim tensor.
  private record Constant(DType dtype, long bits, org.bytedeco.pytorch.Tensor tensor) {}

  // Slots are overwritten without a lock: an entry is immutable, and a lost one is only made again.
  private static final @Nullable CachedNumber[] NUMBERS = new @Nullable CachedNumber[CACHE];
  private static final @Nullable Constant[] CONSTANTS = new @Nullable Constant[CACHE];
  private static final LongOptional[] DIM_OPTIONALS = new LongOptional[2 * DIMS];
  private static final EnumMap<DType, TensorOptions> OPTIONS = new EnumMap<>(DType.class);

  static {
    // Retained: a PointerScope of the caller's must not free what lasts.
    for (int i = 0; i < DIM_OPTIONALS.length; i++) {
      DIM_OPTIONALS[i] = new LongOptional(i - DIMS).retainReference();
    }
    for (DType type : DType.values()) {
      OPTIONS.put(type, new TensorOptions(type.torch()).retainReference());
    }
  }

  private Natives() {}

  /// {@return whether a handle is the only one to its tensor, and that the only one on its memory}
  ///
  /// A view, such as a gradient in another shape, holds the tensor that it was made of, which may
  /// have no other owner.
  static boolean isSoleOwner(org.bytedeco.pytorch.Tensor handle) {
    if (handle.use_count() != 1 || !handle.has_storage()) {
      return false;
    }
    try (var storage = handle.storage()) {
      long users = storage.use_count();
      return users == 1 || (users == 2 && handle.is_view() && isHeldOnce(handle));
    }
  }

  private static boolean isHeldOnce(org.bytedeco.pytorch.Tensor view) {
    try (var base = view._base()) {
      return base.use_count() == 1;
    }
  }

  static Scalar scalar(double value) {
    return number(true, Double.doubleToRawLongBits(value)).scalar;
  }

  static Scalar scalar(long value) {
    return number(false, value).scalar;
  }

  static ScalarOptional scalarOptional(double value) {
    return number(true, Double.doubleToRawLongBits(value)).optional;
  }

  private static CachedNumber number(boolean real, long bits) {
    int slot = slot(bits, real ? 0 : 1);
    CachedNumber cached = NUMBERS[slot];
    if (cached != null && cached.bits == bits && cached.real == real) {
      return cached;
    }
    Scalar scalar = real ? new Scalar(Double.longBitsToDouble(bits)) : new Scalar(bits);
    scalar.retainReference();
    ScalarOptional optional = new ScalarOptional(scalar);
    optional.retainReference();
    CachedNumber made = new CachedNumber(real, bits, scalar, optional);
    NUMBERS[slot] = made;
    return made;
  }

  /// A 0-dim tensor of the given value, or null if the value is no plain number of that dtype. An
  /// operation with it takes half the time of one with a [Scalar], which libtorch would first wrap
  /// into a double tensor and then cast. It is shared: never change it, never hand it out.
  static org.bytedeco.pytorch.@Nullable Tensor constant(DType dtype, double value) {
    if (dtype == DType.FLOAT32
        ? Math.abs(value) > Float.MAX_VALUE && !Double.isInfinite(value)
        : dtype != DType.FLOAT64) {
      return null;
    }
    long bits = Double.doubleToRawLongBits(value);
    int slot = slot(bits, dtype.byteSize());
    Constant cached = CONSTANTS[slot];
    if (cached != null && cached.bits == bits && cached.dtype == dtype) {
      return cached.tensor;
    }
    var tensor = torch.torch_full(new long[0], scalar(value), options(dtype));
    tensor.retainReference();
    CONSTANTS[slot] = new Constant(dtype, bits, tensor);
    return tensor;
  }

  private static int slot(long bits, int salt) {
    return (int) (((bits + salt) * 0x9E3779B97F4A7C15L) >>> 55);
  }

  static LongOptional dim(int dim) {
    return dim >= -DIMS && dim < DIMS ? DIM_OPTIONALS[dim + DIMS] : new LongOptional(dim);
  }

  /// CPU options of the dtype; shared, not to be changed.
  @SuppressWarnings("NullAway") // every constant is a key
  static TensorOptions options(DType dtype) {
    return OPTIONS.get(dtype);
  }

  /// Null stands for libtorch's `nullopt`; the caller closes the result.
  static @Nullable TensorOptional optional(@Nullable Tensor tensor) {
    return tensor == null ? null : new TensorOptional(tensor.torch());
  }

  /// The caller closes the result.
  static TensorVector vector(List<Tensor> tensors) {
    var natives = new org.bytedeco.pytorch.Tensor[tensors.size()];
    for (int i = 0; i < natives.length; i++) {
      natives[i] = tensors.get(i).torch();
    }
    return new TensorVector(natives);
  }

  /// Copies the handles out of the vector and closes it.
  static List<Tensor> list(TensorVector vector) {
    try (vector) {
      int n = Math.toIntExact(vector.size());
      List<Tensor> tensors = new ArrayList<>(n);
      for (int i = 0; i < n; i++) {
        tensors.add(copy(vector.get(i)));
      }
      return tensors;
    }
  }

  /// A handle of its own to a tensor that a native structure holds.
  static Tensor copy(org.bytedeco.pytorch.Tensor borrowed) {
    return new Tensor(new org.bytedeco.pytorch.Tensor(borrowed));
  }
}
