package org.nernst.cli.parity;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.nernst.cli.parity.Difference.Kind;
import org.nernst.neuron.Expr;
import org.nernst.neuron.SpikeDraw;
import org.nernst.neuron.Surrogate;
import org.nernst.neuron.Surrogates;
import org.nernst.tensor.Tensor;
import tools.jackson.databind.JsonNode;

/// Norse's threshold functions on a grid of points: spikes, and the surrogate gradient for a given
/// upstream gradient.
final class ThresholdCheck implements Check {
  @Override
  public void run(Recording recording, Comparison comparison) {
    if (recording.arguments().has("k")) {
      drawn(recording, comparison);
    } else {
      thresholds(recording, comparison);
    }
  }

  private static void thresholds(Recording recording, Comparison comparison) {
    String method = recording.text("method");
    double tolerance = Tolerances.norse(recording).gradient();
    for (double alpha : numbers(recording, "alphas")) {
      Surrogate surrogate = Surrogates.norse(method, alpha);
      String suffix = "alpha_" + text(alpha);
      Evaluation spike =
          evaluate(recording, x -> Expr.spike(Expr.step(x), x, derivative(surrogate, x)));
      comparison.exact(Kind.OUTPUT, "output." + suffix, spike.output());
      comparison.relativeIfRecorded(
          Kind.GRADIENT, "grad.input." + suffix, spike.gradient(), tolerance);
      Evaluation sign =
          evaluate(
              recording,
              x -> Expr.spike(Expr.step(x), x, derivative(surrogate, x)).times(2).minus(1));
      comparison.exact(Kind.OUTPUT, "sign." + suffix, sign.output());
      comparison.relativeIfRecorded(
          Kind.GRADIENT, "grad.input.sign." + suffix, sign.gradient(), tolerance);
    }
    comparison.implied("grad.output");
  }

  /// The spikes are drawn at random; only the gradient, which doesn't depend on the draw, is
  /// recorded.
  private static void drawn(Recording recording, Comparison comparison) {
    double tolerance = Tolerances.norse(recording).gradient();
    for (double k : numbers(recording, "k")) {
      drawn(
          recording,
          comparison,
          "logistic",
          k,
          SpikeDraw.logistic(k),
          Surrogates.logistic(k),
          tolerance);
      drawn(
          recording,
          comparison,
          "circ_dist",
          k,
          SpikeDraw.circDist(k),
          Surrogates.circDist(k),
          tolerance);
    }
    comparison.implied("grad.output");
  }

  private static void drawn(
      Recording recording,
      Comparison comparison,
      String name,
      double k,
      SpikeDraw draw,
      Surrogate surrogate,
      double tolerance) {
    Evaluation spike =
        evaluate(recording, x -> Expr.spike(draw.draw(x, 0), x, derivative(surrogate, x)));
    comparison.relativeIfRecorded(
        Kind.GRADIENT, "grad.input.%s.k_%s".formatted(name, text(k)), spike.gradient(), tolerance);
  }

  private static Expr derivative(Surrogate surrogate, Expr x) {
    return surrogate.derivative(x, Expr.constant(0));
  }

  private static Evaluation evaluate(
      Recording recording, java.util.function.UnaryOperator<Expr> function) {
    Tensor input = recording.tensor("input").detach().clone().requiresGrad(true);
    Tensor output =
        Formula.evaluate(inputs -> function.apply(inputs.input("x")), Map.of("x", input));
    if (output.requiresGrad()) {
      output.backward(recording.tensor("grad.output"));
    }
    Tensor gradient = input.grad();
    return new Evaluation(
        output.detach(), gradient == null ? Tensor.zerosLike(input.detach()) : gradient);
  }

  private record Evaluation(Tensor output, Tensor gradient) {}

  private static List<Double> numbers(Recording recording, String name) {
    JsonNode values = recording.arguments().get(name);
    if (values == null || !values.isArray()) {
      throw new RecordingException("argument %s: expected numbers, got %s".formatted(name, values));
    }
    List<Double> numbers = new ArrayList<>();
    for (JsonNode value : values) {
      numbers.add(value.doubleValue());
    }
    return numbers;
  }

  /// The number as Python's `%g` writes it: 1 and 2.5.
  private static String text(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }
}
