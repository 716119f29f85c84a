package org.nernst.engine.fused;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nernst.neuron.Expr;
import org.nernst.neuron.Gradients;
import org.nernst.tensor.DType;
import org.nernst.tensor.Tensor;

final class ElementaryTest {
  enum Function {
    EXP(2, -90, 89),
    LOG(2, 0, 1e4),
    TANH(4, -12, 12);

    private final double units;
    private final double low;
    private final double high;

    Function(double units, double low, double high) {
      this.units = units;
      this.low = low;
      this.high = high;
    }

    Expr of(Expr x) {
      return switch (this) {
        case EXP -> x.exp();
        case LOG -> x.log();
        case TANH -> x.tanh();
      };
    }

    double exact(double x) {
      return switch (this) {
        case EXP -> Math.exp(x);
        case LOG -> Math.log(x);
        case TANH -> Math.tanh(x);
      };
    }
  }

  private static double[] run(Kernels kernels, Function function, DType dtype, double[] x) {
    Expr input = Gradients.arriving("x");
    KernelGraph graph = new KernelGraph(dtype, List.of(input), List.of(function.of(input)));
    Tensor in = Tensor.of(x, x.length).to(dtype);
    Tensor out = Tensor.empty(dtype, x.length);
    long[] slots = {in.address(), 0, out.address(), 0};
    kernels.bound(graph, new double[0]).run(slots, x.length, 1);
    return out.to(DType.FLOAT64).toDoubleArray();
  }

  private static double[] arguments(Function function, DType dtype, long seed) {
    var random = new SplittableRandom(seed);
    List<Double> arguments = new ArrayList<>();
    for (int k = 0; k < 4_000; k++) {
      arguments.add(random.nextDouble(function.low, function.high));
      arguments.add(random.nextDouble(-1, 1));
      arguments.add(Math.scalb(random.nextDouble(1, 2), random.nextInt(-120, 120)));
      arguments.add(-Math.scalb(random.nextDouble(1, 2), random.nextInt(-120, 6)));
    }
    return arguments.stream()
        .mapToDouble(x -> dtype == DType.FLOAT32 ? (float) (double) x : x)
        .toArray();
  }

  private static double unit(double exact, DType dtype) {
    return dtype == DType.FLOAT32 ? Math.ulp((float) exact) : Math.ulp(exact);
  }

  @ParameterizedTest
  @EnumSource
  void valuesAreRightToAFewUnitsAndTheSameForVectorsAndScalars(Function function) {
    for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
      double[] x = arguments(function, dtype, 7);
      double[] vector = run(Kernels.VECTOR, function, dtype, x);
      double[] scalar = run(Kernels.SCALAR, function, dtype, x);
      assertThat(vector).as("vector as scalar, %s", dtype).isEqualTo(scalar);
      double smallest = dtype == DType.FLOAT32 ? Float.MIN_NORMAL : Double.MIN_NORMAL;
      double largest = dtype == DType.FLOAT32 ? Float.MAX_VALUE : Double.MAX_VALUE;
      for (int k = 0; k < x.length; k++) {
        double exact = function.exact(x[k]);
        if (Double.isNaN(exact)) {
          assertThat(vector[k]).as("%s(%s) in %s", function, x[k], dtype).isNaN();
        } else if (exact > largest) {
          assertThat(vector[k]).as("%s(%s) in %s", function, x[k], dtype).isInfinite();
        } else if (Math.abs(exact) < smallest) {
          assertThat(vector[k])
              .as("%s(%s) in %s", function, x[k], dtype)
              .isBetween(-smallest, smallest);
        } else {
          assertThat(vector[k])
              .as("%s(%s) in %s", function, x[k], dtype)
              .isCloseTo(exact, within(function.units * unit(exact, dtype)));
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void specialArgumentsGiveWhatMathGives(Function function) {
    double[] x = {
      0, -0.0, 1, -1, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NaN, 1e30, -1e30
    };
    for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
      for (Kernels kernels : List.of(Kernels.VECTOR, Kernels.SCALAR)) {
        double[] got = run(kernels, function, dtype, x);
        for (int k = 0; k < x.length; k++) {
          double exact = function.exact(dtype == DType.FLOAT32 ? (float) x[k] : x[k]);
          double expected = dtype == DType.FLOAT32 ? (float) exact : exact;
          assertThat(got[k])
              .as("%s(%s) by %s in %s", function, x[k], kernels, dtype)
              .satisfies(
                  y -> {
                    if (Double.isNaN(expected)) {
                      assertThat(y).isNaN();
                    } else if (Double.isFinite(expected)) {
                      assertThat(y)
                          .isCloseTo(expected, within(function.units * unit(expected, dtype)));
                    } else {
                      assertThat(y).isEqualTo(expected);
                    }
                  });
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void bitsAreTheSameBeforeAndAfterCompilation(Function function) {
    for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
      double[] x = arguments(function, dtype, 8);
      double[] few = Arrays.copyOf(x, 64);
      double[] first = run(Kernels.VECTOR, function, dtype, few);
      for (int k = 0; k < 20; k++) {
        run(Kernels.VECTOR, function, dtype, x);
      }
      assertThat(run(Kernels.VECTOR, function, dtype, few)).isEqualTo(first);
    }
  }
}
