package org.nernst.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.ValueLayout;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DTypeTest {

  @ParameterizedTest
  @EnumSource(DType.class)
  void agreesWithLibtorch(DType dtype) {
    Tensor t = Tensor.zeros(dtype, 3);
    assertThat(t.dtype()).isEqualTo(dtype);
    assertThat(t.torch().element_size()).isEqualTo(dtype.byteSize());
    assertThat(t.torch().is_floating_point()).isEqualTo(dtype.isFloating());
    assertThat(t.torch().is_complex()).isEqualTo(dtype.isComplex());
    assertThat(t.equal(Tensor.empty(dtype, 3).copyFrom(t))).isTrue();
    assertThat(t.equal(Tensor.ones(dtype, 3))).isFalse();
    assertThat(t.toString()).endsWith("shape=(3), dtype=%s)".formatted(dtype));
    assertThat(DType.parse(dtype.toString())).isEqualTo(dtype);
    assertThat(DType.parse("torch." + dtype)).isEqualTo(dtype);
  }

  @Test
  void promotesAsPyTorch() {
    assertThat(DType.INT64.promote(DType.FLOAT16)).isEqualTo(DType.FLOAT16);
    assertThat(DType.FLOAT16.promote(DType.BFLOAT16)).isEqualTo(DType.FLOAT32);
    assertThat(DType.UINT8.promote(DType.INT8)).isEqualTo(DType.INT16);
    assertThat(DType.BOOL.promote(DType.BOOL)).isEqualTo(DType.BOOL);
  }

  /// What a dtype says of its arithmetic is what libtorch can do.
  @ParameterizedTest
  @EnumSource(DType.class)
  void whatHasNoArithmeticSaysWhatToConvertTo(DType dtype) {
    Tensor ones = Tensor.ones(dtype, 2, 2);
    if (dtype == DType.BOOL) {
      return;
    }
    if (dtype.hasArithmetic()) {
      assertThat(ones.matmul(ones).equal(ones.add(ones))).isTrue();
      return;
    }
    boolean floating = dtype.isFloating();
    ThrowingCallable missing = floating ? () -> ones.add(ones) : () -> ones.matmul(ones);
    assertThatThrownBy(missing)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "%2$s(%1$s (2, 2), %1$s (2, 2)): ".formatted(dtype, floating ? "add" : "matmul"))
        .hasMessageEndingWith("; convert %s to %s first".formatted(dtype, dtype.arithmetic()));
    assertThat(dtype.arithmetic().hasArithmetic()).isTrue();
    assertThat(ones.to(dtype.arithmetic()).mul(3).toDoubleArray()).containsOnly(3);
  }

  /// Every bit pattern of a byte, and in the wider types the patterns of its bytes repeated.
  @ParameterizedTest
  @EnumSource(DType.class)
  void everyBitPatternIsReadAsLibtorchConvertsIt(DType dtype) {
    if (dtype == DType.BOOL || dtype.isComplex()) {
      return;
    }
    Tensor patterns = Tensor.empty(dtype, 256);
    for (int i = 0; i < 256; i++) {
      for (int b = 0; b < dtype.byteSize(); b++) {
        patterns
            .segment()
            .set(ValueLayout.JAVA_BYTE, (long) i * dtype.byteSize() + b, (byte) (i * (b * 7 + 1)));
      }
    }
    double[] converted = patterns.to(DType.FLOAT64).toDoubleArray();
    for (int i = 0; i < 256; i++) {
      assertThat(patterns.get(i))
          .as("%s pattern %d", dtype, i)
          .isEqualTo(Double.valueOf(converted[i]));
    }
    assertThat(patterns.clone().segment().mismatch(patterns.segment())).isEqualTo(-1);
  }

  @Test
  void promotionThatLibtorchLacksIsRefusedWithAWayOut() {
    assertThatThrownBy(() -> DType.FLOAT8_E5M2.promote(DType.FLOAT32))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "libtorch promotes float8_e5m2 and float32 to no common dtype: "
                + "convert them to float32 and float32 first");
    assertThatThrownBy(() -> DType.UINT16.promote(DType.INT32))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("convert them to int32 and int32 first");
    assertThat(DType.UINT16.promote(DType.FLOAT32)).isEqualTo(DType.FLOAT32);
    assertThat(DType.COMPLEX64.promote(DType.FLOAT64)).isEqualTo(DType.COMPLEX128);
  }

  @Test
  void unsignedLongsKeepTheirBits() {
    Tensor big = Tensor.of(new long[] {-1}).view(DType.UINT64);
    assertThat(big.get(0)).isEqualTo(0x1p64);
    assertThat(big.item()).isEqualTo(0x1p64);
    assertThat(big.itemLong()).isEqualTo(-1);
    assertThat(big.toLongArray()).containsExactly(-1);
    assertThat(big.toString()).startsWith("tensor([18446744073709551615]");
  }

  @Test
  void complexNumbersHaveTwoParts() {
    Tensor parts = Tensor.of(new float[] {1, 2, -0.5f, -3}, 2, 2);
    Tensor complex = parts.viewAsComplex();
    assertThat(complex.dtype()).isEqualTo(DType.COMPLEX64);
    assertThat(complex.toString())
        .isEqualTo("tensor([ 1.0000+2.0000j, -0.5000-3.0000j], shape=(2), dtype=complex64)");
    assertThat(complex.mul(complex).viewAsReal().toFloatArray()).containsExactly(-3, 4, -8.75f, 3);
    for (ThrowingCallable lossy :
        List.<ThrowingCallable>of(
            () -> complex.toFloatArray(),
            () -> complex.get(0),
            () -> complex.narrow(0, 0, 1).item(),
            () -> complex.narrow(0, 0, 1).itemLong(),
            () -> complex.to(DType.FLOAT32),
            () -> Tensor.zeros(2).copyFrom(complex))) {
      assertThatThrownBy(lossy)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("expected real numbers, got complex64; viewAsReal()");
    }
  }

  @Test
  void noRandomNumbersWithoutArithmetic() {
    assertThatThrownBy(() -> Tensor.rand(DType.FLOAT8_E4M3FN, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("rand: expected a floating dtype with arithmetic, got float8_e4m3fn");
    assertThatThrownBy(() -> Tensor.zeros(DType.UINT32, 2).bernoulliInPlace(0.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there are no random numbers in uint32");
  }

  @Test
  void unknownNamesAreRefused() {
    assertThatThrownBy(() -> DType.parse("float33"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected a dtype such as float32 or int64, got float33");
  }
}
