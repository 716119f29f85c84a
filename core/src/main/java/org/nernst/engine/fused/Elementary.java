package org.nernst.engine.fused;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.nernst.neuron.BinaryOp;
import org.nernst.neuron.UnaryOp;

/// Writes exponentials, logarithms and hyperbolic tangents as a few basic operations in the middle
/// of a kernel.
///
/// The Vector API's own functions are calls out of the kernel, and their last bits change when a
/// kernel gets compiled. These have the same bits in the interpreter and in every compiler, for one
/// neuron as for a vector of them, and cost less. Errors are below 2 units in the last place, 4 for
/// tanh. An exponential below the smallest normal number is 0.
final class Elementary {
  private final CodeBuilder code;
  private final Emitter emitter;
  private final ElementaryNumbers numbers;
  private final Map<Double, Integer> constants = new HashMap<>();

  /// Puts the constants of the functions into local variables.
  ///
  /// @param functions that will be written
  Elementary(CodeBuilder code, Emitter emitter, Set<UnaryOp> functions) {
    this.code = code;
    this.emitter = emitter;
    numbers = ElementaryNumbers.of(emitter.dtype);
    functions.stream()
        .flatMap(op -> numbers.needed(op).stream())
        .distinct()
        .forEach(
            value -> {
              emitter.constant(code, value);
              constants.put(value, keep());
            });
  }

  static boolean isElementary(UnaryOp op) {
    return op == UnaryOp.EXP || op == UnaryOp.LOG || op == UnaryOp.TANH;
  }

  /// Writes a function.
  ///
  /// @param x local variable with the argument
  /// @return local variable with the value
  int write(UnaryOp op, int x) {
    return switch (op) {
      case EXP -> exp(x);
      case LOG -> log(x);
      case TANH -> tanh(x);
      default -> throw new IllegalArgumentException("not elementary: " + op);
    };
  }

  private int exp(int x) {
    int inside = expOfSmall(x);
    // NaN takes this way too
    int beyond = binary(BinaryOp.TIMES, x, k(Double.POSITIVE_INFINITY));
    return select(BinaryOp.LE, x, k(numbers.largestExponent), inside, beyond);
  }

  /// For arguments that are not above the largest exponent and not NaN: with n the whole number
  /// nearest to x / ln 2 and r = x - n ln 2, `e^x = 2^n (1 + r + r² p(r))`.
  private int expOfSmall(int x) {
    int shifted = fma(x, k(numbers.log2e), k(numbers.rounding));
    int n = binary(BinaryOp.MINUS, shifted, k(numbers.rounding));
    int r = fma(n, k(-numbers.ln2), x);
    r = fma(n, k(-numbers.ln2Rest), r);
    int p = horner(numbers.exp, r);
    p = fma(p, r, k(1));
    p = fma(p, r, k(1));
    emitter.timesPowerOfTwo(code, p, shifted);
    int y = keep();
    return select(BinaryOp.LT, x, k(numbers.smallestExponent), k(0), y);
  }

  /// With e = exp(-2|x|): (1 - e)/(1 + e), near 0 the polynomial |x| + |x|³ p(x²).
  private int tanh(int x) {
    emitter.unary(code, UnaryOp.ABS, x);
    int a = keep();
    int e = expOfSmall(binary(BinaryOp.TIMES, a, k(-2)));
    int large =
        binary(
            BinaryOp.DIVIDED_BY, binary(BinaryOp.MINUS, k(1), e), binary(BinaryOp.PLUS, k(1), e));
    int square = binary(BinaryOp.TIMES, a, a);
    int p = binary(BinaryOp.TIMES, horner(numbers.tanh, square), square);
    int small = fma(p, a, a);
    int y = select(BinaryOp.GE, a, k(numbers.tanhBranch), large, small);
    emitter.unary(code, UnaryOp.NEG, y);
    return select(BinaryOp.LT, x, k(0), keep(), y);
  }

  /// With x = 2^e m, m in [sqrt(1/2), sqrt(2)), f = m - 1 and s = f/(2 + f): e ln 2 + log(1 + f),
  /// the latter as fdlibm does, `f - (f²/2 - s (f²/2 + s² p(s²)))`.
  private int log(int x) {
    int tiny = compare(BinaryOp.LT, x, k(numbers.smallestNormal));
    int scaled = select(tiny, binary(BinaryOp.TIMES, x, k(1 / numbers.smallestNormal)), x);
    emitter.exponent(code, scaled);
    int e = binary(BinaryOp.MINUS, keep(), k(numbers.exponentBias));
    e = select(tiny, binary(BinaryOp.PLUS, e, k(numbers.smallestNormalExponent)), e);
    emitter.mantissa(code, scaled);
    int m = keep();
    int above = compare(BinaryOp.GT, m, k(numbers.sqrt2));
    m = select(above, binary(BinaryOp.TIMES, m, k(0.5)), m);
    e = select(above, binary(BinaryOp.PLUS, e, k(1)), e);
    int f = binary(BinaryOp.MINUS, m, k(1));
    int s = binary(BinaryOp.DIVIDED_BY, f, binary(BinaryOp.PLUS, f, k(2)));
    int square = binary(BinaryOp.TIMES, s, s);
    int rest = binary(BinaryOp.TIMES, horner(numbers.log, square), square);
    int half = binary(BinaryOp.TIMES, binary(BinaryOp.TIMES, f, k(0.5)), f);
    int low =
        fma(e, k(numbers.ln2Rest), binary(BinaryOp.TIMES, s, binary(BinaryOp.PLUS, half, rest)));
    int fraction = binary(BinaryOp.MINUS, f, binary(BinaryOp.MINUS, half, low));
    int y = fma(e, k(numbers.ln2), fraction);
    y = select(BinaryOp.EQ, x, k(0), k(Double.NEGATIVE_INFINITY), y);
    y = select(BinaryOp.LT, x, k(0), k(Double.NaN), y);
    return select(BinaryOp.LT, x, k(Double.POSITIVE_INFINITY), y, x);
  }

  /// Coefficients from the constant one up.
  private int horner(double[] coefficients, int x) {
    int sum = k(coefficients[coefficients.length - 1]);
    for (int c = coefficients.length - 2; c >= 0; c--) {
      sum = fma(sum, x, k(coefficients[c]));
    }
    return sum;
  }

  private int k(double constant) {
    return Objects.requireNonNull(constants.get(constant), () -> "not declared: " + constant);
  }

  private int fma(int a, int b, int c) {
    emitter.fma(code, a, b, c);
    return keep();
  }

  private int binary(BinaryOp op, int a, int b) {
    emitter.binary(code, op, a, b);
    return keep();
  }

  private int compare(BinaryOp op, int a, int b) {
    emitter.compare(code, op, a, b);
    return keep(emitter.truthKind());
  }

  private int select(BinaryOp op, int left, int right, int a, int b) {
    return select(compare(op, left, right), a, b);
  }

  private int select(int condition, int a, int b) {
    emitter.select(code, condition, a, b);
    return keep();
  }

  private int keep() {
    return keep(emitter.valueKind());
  }

  private int keep(TypeKind kind) {
    int local = code.allocateLocal(kind);
    code.storeLocal(kind, local);
    return local;
  }
}
