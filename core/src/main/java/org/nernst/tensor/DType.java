package org.nernst.tensor;

import java.util.Locale;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/// The element type of a [Tensor], with PyTorch's names and promotion rules.
///
/// Types for which [#hasArithmetic()] is false are there so that files keep their bits: libtorch
/// stores, views and converts them, and calculates little with them.
public enum DType {
  /// IEEE 754 single precision, the default of every factory.
  FLOAT32(ScalarType.Float, 4, true),
  /// IEEE 754 double precision.
  FLOAT64(ScalarType.Double, 8, true),
  /// IEEE 754 half precision.
  FLOAT16(ScalarType.Half, 2, true),
  /// The upper half of a single: 8 bits of exponent, 8 bits of precision.
  BFLOAT16(ScalarType.BFloat16, 2, true),
  /// Signed byte.
  INT8(ScalarType.Char, 1, false),
  /// Unsigned byte.
  UINT8(ScalarType.Byte, 1, false),
  /// Signed 16-bit integer.
  INT16(ScalarType.Short, 2, false),
  /// Signed 32-bit integer.
  INT32(ScalarType.Int, 4, false),
  /// Signed 64-bit integer, the type of indices and labels.
  INT64(ScalarType.Long, 8, false),
  /// True or false, one byte each; the type of comparisons and masks.
  BOOL(ScalarType.Bool, 1, false),
  /// Unsigned 16-bit integer, for storage.
  UINT16(ScalarType.UInt16, 2, false),
  /// Unsigned 32-bit integer, for storage.
  UINT32(ScalarType.UInt32, 4, false),
  /// Unsigned 64-bit integer, for storage.
  UINT64(ScalarType.UInt64, 8, false),
  /// 4 bits of exponent (bias 7), 3 of mantissa; up to 448, one NaN of either sign, no infinity.
  FLOAT8_E4M3FN(ScalarType.Float8_e4m3fn, 1, true),
  /// 5 bits of exponent (bias 15), 2 of mantissa, as the upper half of a [#FLOAT16].
  FLOAT8_E5M2(ScalarType.Float8_e5m2, 1, true),
  /// 4 bits of exponent (bias 8), 3 of mantissa; up to 240; `0x80`, which would be -0, is the only
  /// NaN; no infinity.
  FLOAT8_E4M3FNUZ(ScalarType.Float8_e4m3fnuz, 1, true),
  /// 5 bits of exponent (bias 16), 2 of mantissa; `0x80`, which would be -0, is the only NaN; no
  /// infinity.
  FLOAT8_E5M2FNUZ(ScalarType.Float8_e5m2fnuz, 1, true),
  /// Powers of two from 2^-127 to 2^127, as scales of blocks: an exponent and no sign; `0xFF` is
  /// NaN.
  FLOAT8_E8M0FNU(ScalarType.Float8_e8m0fnu, 1, true),
  /// Two single-precision numbers, the real and the imaginary part.
  COMPLEX64(ScalarType.ComplexFloat, 8, false),
  /// Two double-precision numbers, the real and the imaginary part.
  COMPLEX128(ScalarType.ComplexDouble, 16, false);

  private static final @Nullable DType[] BY_CODE = new @Nullable DType[128];

  static {
    for (DType type : values()) {
      BY_CODE[type.torch.value] = type;
    }
  }

  private final ScalarType torch;
  private final int byteSize;
  private final boolean floating;
  private final String label;

  DType(ScalarType torch, int byteSize, boolean floating) {
    this.torch = torch;
    this.byteSize = byteSize;
    this.floating = floating;
    this.label = name().toLowerCase(Locale.ROOT);
  }

  /// Whether values of this type have a fraction and can carry gradients.
  ///
  /// @return true for the floating types, also those of 8 bits, as in PyTorch; false for complex
  ///   ones
  public boolean isFloating() {
    return floating;
  }

  /// Whether an element is a real and an imaginary part.
  ///
  /// @return true for the two complex types
  public boolean isComplex() {
    return this == COMPLEX64 || this == COMPLEX128;
  }

  /// Whether libtorch's operations calculate with this type. With the others some do, such as
  /// products, and most don't, such as sums of float8 or products of uint16 matrices: the error
  /// then names [#arithmetic()].
  ///
  /// @return false for uint16, uint32, uint64 and the floating types of 8 bits
  public boolean hasArithmetic() {
    return arithmetic() == this;
  }

  /// The type to convert to before calculating.
  ///
  /// @return this type if it [#hasArithmetic()]; else the smallest that holds all its values and
  ///   has it, int64 for uint64 (which holds half of them), float32 for the floating types
  public DType arithmetic() {
    return switch (this) {
      case UINT16 -> INT32;
      case UINT32, UINT64 -> INT64;
      case FLOAT8_E4M3FN, FLOAT8_E5M2, FLOAT8_E4M3FNUZ, FLOAT8_E5M2FNUZ, FLOAT8_E8M0FNU -> FLOAT32;
      case FLOAT32,
          FLOAT64,
          FLOAT16,
          BFLOAT16,
          INT8,
          UINT8,
          INT16,
          INT32,
          INT64,
          BOOL,
          COMPLEX64,
          COMPLEX128 ->
          this;
    };
  }

  /// Bytes of one element.
  ///
  /// @return 1, 2, 4, 8 or 16
  public int byteSize() {
    return byteSize;
  }

  /// The type that libtorch's promotion gives to an operation between tensors of the two types.
  ///
  /// @param other the other operand's type
  /// @return the smallest type that holds both
  /// @throws IllegalArgumentException if libtorch has none, as for float8 and any other type
  public DType promote(DType other) {
    if (this == other) {
      return this;
    }
    try {
      return of(org.bytedeco.pytorch.global.torch.promote_types(torch, other.torch));
    } catch (RuntimeException none) {
      throw new IllegalArgumentException(
          "libtorch promotes %s and %s to no common dtype: convert them to %s and %s first"
              .formatted(this, other, arithmetic(), other.arithmetic()),
          none);
    }
  }

  /// The type of the given name.
  ///
  /// @param name such as `float32` or `torch.float32`
  /// @return the type
  /// @throws IllegalArgumentException for any other text
  public static DType parse(String name) {
    String plain = name.startsWith("torch.") ? name.substring("torch.".length()) : name;
    for (DType type : values()) {
      if (type.label.equals(plain)) {
        return type;
      }
    }
    throw new IllegalArgumentException("expected a dtype such as float32 or int64, got " + name);
  }

  ScalarType torch() {
    return torch;
  }

  /// Refuses an operation that has room for one number per element.
  void requireReal(String operation) {
    if (isComplex()) {
      throw new IllegalArgumentException(
          "%s: expected real numbers, got %s; viewAsReal() shows both parts in a last dim of 2"
              .formatted(operation, this));
    }
  }

  static DType of(ScalarType torch) {
    DType type = torch.value >= 0 ? BY_CODE[torch.value] : null;
    if (type == null) {
      throw new IllegalArgumentException("no Nernst dtype for libtorch's " + torch.intern());
    }
    return type;
  }

  /// The name that PyTorch gives it, without the leading `torch.`.
  @Override
  public String toString() {
    return label;
  }
}
