package org.nernst.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.ValueLayout;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class Float8Test {

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {
        "FLOAT8_E4M3FN",
        "FLOAT8_E5M2",
        "FLOAT8_E4M3FNUZ",
        "FLOAT8_E5M2FNUZ",
        "FLOAT8_E8M0FNU"
      })
  void libtorchConvertsAll256ValuesAsDefinedAndBack(DType dtype) {
    int[] all = new int[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = i;
    }
    Tensor bytes = Tensor.of(all).to(DType.UINT8).view(dtype);
    Tensor singles = bytes.to(DType.FLOAT32);
    float[] converted = singles.toFloatArray();
    byte[] back = singles.to(dtype).segment().toArray(ValueLayout.JAVA_BYTE);
    for (int i = 0; i < all.length; i++) {
      double defined = defined(dtype).applyAsDouble(i);
      assertThat(converted[i])
          .as("0x%02x of %s", i, dtype)
          .isEqualTo(Float.valueOf((float) defined));
      if (!Double.isNaN(defined)) {
        assertThat(back[i] & 0xFF).as("0x%02x of %s there and back", i, dtype).isEqualTo(i);
      }
    }
  }

  private static DoubleUnaryOperator defined(DType dtype) {
    return switch (dtype) {
      case FLOAT8_E4M3FN -> i -> Float8.e4m3fn((byte) i);
      case FLOAT8_E5M2 -> i -> Float8.e5m2((byte) i);
      case FLOAT8_E4M3FNUZ -> i -> Float8.e4m3fnuz((byte) i);
      case FLOAT8_E5M2FNUZ -> i -> Float8.e5m2fnuz((byte) i);
      default -> i -> Float8.e8m0fnu((byte) i);
    };
  }

  @Test
  void landmarksAreThoseOfThePapers() {
    assertThat(Float8.e4m3fn((byte) 0x7E)).isEqualTo(448);
    assertThat(Float8.e4m3fn((byte) 0x7F)).isNaN();
    assertThat(Float8.e4m3fn((byte) 0xFF)).isNaN();
    assertThat(Float8.e4m3fn((byte) 0x08)).isEqualTo(0x1p-6);
    assertThat(Float8.e4m3fn((byte) 0x01)).isEqualTo(0x1p-9);
    assertThat(Float8.e4m3fn((byte) 0x80)).isEqualTo(-0.0);
    assertThat(Float8.e5m2((byte) 0x7B)).isEqualTo(57344);
    assertThat(Float8.e5m2((byte) 0x7C)).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(Float8.e5m2((byte) 0xFC)).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(Float8.e5m2((byte) 0x01)).isEqualTo(0x1p-16);
    assertThat(Float8.e4m3fnuz((byte) 0x7F)).isEqualTo(240);
    assertThat(Float8.e4m3fnuz((byte) 0x80)).isNaN();
    assertThat(Float8.e5m2fnuz((byte) 0x7F)).isEqualTo(57344);
    assertThat(Float8.e5m2fnuz((byte) 0x80)).isNaN();
    assertThat(Float8.e8m0fnu((byte) 0)).isEqualTo(0x1p-127);
    assertThat(Float8.e8m0fnu((byte) 0x7F)).isEqualTo(1);
    assertThat(Float8.e8m0fnu((byte) 0xFF)).isNaN();
  }

  @Test
  void theFiveBitExponentIsThatOfHalfPrecision() {
    for (int i = 0; i < 256; i++) {
      assertThat(Float8.e5m2((byte) i))
          .isEqualTo(Double.valueOf(Float.float16ToFloat((short) (i << 8))));
    }
  }
}
