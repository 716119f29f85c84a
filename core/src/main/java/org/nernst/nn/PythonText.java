package org.nernst.nn;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.stream.Collectors;

/// Values as Python prints them, for `extraRepr`.
final class PythonText {
  private PythonText() {}

  static String of(boolean value) {
    return value ? "True" : "False";
  }

  /// A tuple: "(3, 4)", "(3,)".
  static String tuple(long... values) {
    return values.length == 1
        ? "(" + values[0] + ",)"
        : Arrays.stream(values)
            .mapToObj(Long::toString)
            .collect(Collectors.joining(", ", "(", ")"));
  }

  /// One number if all are equal, else a tuple.
  static String sizes(long... values) {
    return Arrays.stream(values).allMatch(v -> v == values[0])
        ? Long.toString(values[0])
        : tuple(values);
  }

  /// A float: "0.1", "1e-05", "1.0".
  static String of(double value) {
    String text = Double.toString(value);
    int e = text.indexOf('E');
    if (e < 0) {
      return text;
    }
    String mantissa = text.substring(0, e);
    int exponent = Integer.parseInt(text.substring(e + 1));
    if (exponent >= -4 && exponent < 16) {
      String plain = new BigDecimal(text).stripTrailingZeros().toPlainString();
      return plain.indexOf('.') < 0 ? plain + ".0" : plain;
    }
    if (mantissa.endsWith(".0")) {
      mantissa = mantissa.substring(0, mantissa.length() - 2);
    }
    return "%se%s%02d".formatted(mantissa, exponent < 0 ? "-" : "+", Math.abs(exponent));
  }
}
