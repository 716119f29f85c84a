package org.nernst.engine.fused;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nernst.neuron.UnaryOp;
import org.nernst.tensor.DType;

/// The constants of [Elementary] in one dtype. The polynomials interpolate at Chebyshev nodes;
/// their relative errors are below a fifth of a unit in the last place.
final class ElementaryNumbers {
  /// `(e^r - 1 - r)/r²` on |r| <= ln(2)/2.
  private static final double[] EXP32 = {
    0.5, 0.16666576989698775, 0.041666554617204574, 0.008363179052722578, 0.0013926183587713494
  };

  private static final double[] EXP64 = {
    0.5,
    0.1666666666666667,
    0.04166666666666667,
    0.008333333333326136,
    0.0013888888888883748,
    0.00019841269874820627,
    2.4801587325547743e-05,
    2.7557255400206422e-06,
    2.75572736431103e-07,
    2.5105217004720745e-08,
    2.0914686968086876e-09
  };

  /// `(tanh(a) - a)/a³` as a polynomial of a², a <= 0.625.
  private static final double[] TANH32 = {
    -0.33333328944134255,
    0.13332769736976327,
    -0.05385090957851358,
    0.020997178999074752,
    -0.006096714165908197
  };

  private static final double[] TANH64 = {
    -0.3333333333333333,
    0.13333333333333042,
    -0.05396825396789699,
    0.021869488519008305,
    -0.008863235103240878,
    0.0035921217511549622,
    -0.0014557754120478055,
    0.0005896606577757043,
    -0.0002375906496055562,
    9.257116129556769e-05,
    -3.12011014257974e-05,
    6.485163482793113e-06
  };

  private static final ElementaryNumbers FLOAT32 = new ElementaryNumbers(false);
  private static final ElementaryNumbers FLOAT64 = new ElementaryNumbers(true);

  /// e^x is finite up to here.
  final double largestExponent;

  /// e^x is normal from here on.
  final double smallestExponent;

  /// Added to a number and taken off again it rounds the number to a whole one, which the low bits
  /// of the sum hold.
  final double rounding;

  final double log2e;

  /// ln 2, rounded, and what is missing.
  final double ln2;

  final double ln2Rest;

  final double smallestNormal;
  final double smallestNormalExponent;
  final double exponentBias;
  final double sqrt2;

  /// From here on tanh is computed by exponentials.
  final double tanhBranch = 0.625;

  final double[] exp;
  final double[] tanh;

  /// `2/3, 2/5, 2/7, ...`.
  final double[] log;

  private ElementaryNumbers(boolean wide) {
    largestExponent = wide ? 709.782712893384 : 88.72283f;
    smallestExponent = wide ? -708.3964185322641 : -87.33654f;
    rounding = wide ? 0x1.8p52 : 0x1.8p23;
    log2e = number(wide, 1.4426950408889634);
    ln2 = number(wide, 0.6931471805599453);
    ln2Rest = wide ? 2.3190468138462996e-17 : (float) (0.6931471805599453 - ln2);
    smallestNormal = wide ? Double.MIN_NORMAL : Float.MIN_NORMAL;
    smallestNormalExponent = wide ? Double.MIN_EXPONENT : Float.MIN_EXPONENT;
    exponentBias = wide ? Double.MAX_EXPONENT : Float.MAX_EXPONENT;
    sqrt2 = number(wide, Math.sqrt(2));
    exp = numbers(wide, wide ? EXP64 : EXP32);
    tanh = numbers(wide, wide ? TANH64 : TANH32);
    log = new double[wide ? 11 : 5];
    Arrays.setAll(log, k -> number(wide, 2.0 / (2 * k + 3)));
  }

  static ElementaryNumbers of(DType dtype) {
    return dtype == DType.FLOAT32 ? FLOAT32 : FLOAT64;
  }

  private static double number(boolean wide, double value) {
    return wide ? value : (float) value;
  }

  private static double[] numbers(boolean wide, double[] values) {
    return Arrays.stream(values).map(value -> number(wide, value)).toArray();
  }

  /// {@return the constants that the code of a function uses}
  List<Double> needed(UnaryOp op) {
    List<Double> needed = new ArrayList<>();
    switch (op) {
      case EXP -> {
        ofExponential(needed);
        needed.addAll(List.of(largestExponent, Double.POSITIVE_INFINITY));
      }
      case TANH -> {
        ofExponential(needed);
        needed.addAll(List.of(-2.0, tanhBranch));
        addAll(needed, tanh);
      }
      case LOG -> {
        needed.addAll(List.of(smallestNormal, 1 / smallestNormal, exponentBias));
        needed.addAll(List.of(smallestNormalExponent, sqrt2, 0.5, 1.0, 2.0, ln2, ln2Rest, 0.0));
        needed.addAll(List.of(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, Double.NaN));
        addAll(needed, log);
      }
      default -> throw new IllegalArgumentException("not elementary: " + op);
    }
    return needed;
  }

  private void ofExponential(List<Double> needed) {
    needed.addAll(List.of(log2e, rounding, -ln2, -ln2Rest, 1.0, 0.0, smallestExponent));
    addAll(needed, exp);
  }

  private static void addAll(List<Double> list, double[] values) {
    Arrays.stream(values).forEach(list::add);
  }
}
