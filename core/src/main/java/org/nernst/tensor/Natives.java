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

  // Slots are overwritten without a lock: an entry is immutable, and a lost one is only made again.
  private static final @Nullable CachedNumber[] NUMBERS = new @Nullable CachedNumber[CACHE];
  private static final LongOptional[] DIM_OPTIONALS = new LongOptional[2 * DIMS];
  private static final EnumMap<DType, TensorOptions> OPTIONS = new EnumMap<>(DType.class);

  static {
    for (int i = 0; i < DIM_OPTIONALS.length; i++) {
      DIM_OPTIONALS[i] = new LongOptional(i - DIMS);
    }
    for (DType type : DType.values()) {
      OPTIONS.put(type, new TensorOptions(type.torch()));
    }
  }

  private Natives() {}

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
    long hash = (bits ^ (real ? 0 : 0x5555)) * 0x9E3779B97F4A7C15L;
    int slot = (int) (hash >>> 55);
    CachedNumber cached = NUMBERS[slot];
    if (cached != null && cached.bits == bits && cached.real == real) {
      return cached;
    }
    Scalar scalar = real ? new Scalar(Double.longBitsToDouble(bits)) : new Scalar(bits);
    // Held by the record: a PointerScope of the caller's must not free it.
    scalar.retainReference();
    ScalarOptional optional = new ScalarOptional(scalar);
    optional.retainReference();
    CachedNumber made = new CachedNumber(real, bits, scalar, optional);
    NUMBERS[slot] = made;
    return made;
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
