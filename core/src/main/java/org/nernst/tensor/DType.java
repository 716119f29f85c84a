package org.nernst.tensor;

import java.util.Locale;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/// The element type of a [Tensor], with PyTorch's names and promotion rules.
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
  BOOL(ScalarType.Bool, 1, false);

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
  /// @return true for the four floating types
  public boolean isFloating() {
    return floating;
  }

  /// Bytes of one element.
  ///
  /// @return 1, 2, 4 or 8
  public int byteSize() {
    return byteSize;
  }

  /// The type that libtorch's promotion gives to an operation between tensors of the two types.
  ///
  /// @param other the other operand's type
  /// @return the smallest type that holds both
  public DType promote(DType other) {
    if (this == other) {
      return this;
    }
    return of(org.bytedeco.pytorch.global.torch.promote_types(torch, other.torch));
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
