package org.nernst.tensor;

/// The numbers that the floating types of 8 bits stand for, from their definition: sign, exponent,
/// mantissa, with the numbers of the smallest exponent denormal.
///
/// Source: Micikevicius et al., "FP8 formats for deep learning", 2022; Noune et al., "8-bit
/// numerical formats for deep neural networks", 2022 (the FNUZ types); the OCP microscaling
/// specification 1.0 (E8M0).
final class Float8 {
  private static final int SIGN = 0x80;

  private Float8() {}

  static double e4m3fn(byte bits) {
    return (bits & 0x7F) == 0x7F ? Double.NaN : value(bits, 3, 7);
  }

  static double e5m2(byte bits) {
    int magnitude = bits & 0x7F;
    if (magnitude > 0x7C) {
      return Double.NaN;
    }
    double value = magnitude == 0x7C ? Double.POSITIVE_INFINITY : value((byte) magnitude, 2, 15);
    return (bits & SIGN) == 0 ? value : -value;
  }

  static double e4m3fnuz(byte bits) {
    return bits == (byte) SIGN ? Double.NaN : value(bits, 3, 8);
  }

  static double e5m2fnuz(byte bits) {
    return bits == (byte) SIGN ? Double.NaN : value(bits, 2, 16);
  }

  static double e8m0fnu(byte bits) {
    return bits == (byte) 0xFF ? Double.NaN : Math.scalb(1.0, (bits & 0xFF) - 127);
  }

  private static double value(byte bits, int mantissaBits, int bias) {
    int exponent = (bits & 0x7F) >>> mantissaBits;
    int mantissa = bits & ((1 << mantissaBits) - 1);
    double value =
        exponent == 0
            ? Math.scalb((double) mantissa, 1 - bias - mantissaBits)
            : Math.scalb((double) (mantissa + (1 << mantissaBits)), exponent - bias - mantissaBits);
    return (bits & SIGN) == 0 ? value : -value;
  }
}
