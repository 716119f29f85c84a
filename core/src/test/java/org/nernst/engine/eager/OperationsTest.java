package org.nernst.engine.eager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.Random;
import java.util.function.BinaryOperator;
import org.junit.jupiter.api.Test;
import org.nernst.engine.NeuronCall;
import org.nernst.memory.Layout;
import org.nernst.neuron.Expr;
import org.nernst.neuron.NeuronModel;
import org.nernst.neuron.ScalarOracle;
import org.nernst.tensor.DType;
import org.nernst.tensor.Tensor;

final class OperationsTest {
  private static final double NAN = Double.NaN;
  private static final double INF = Double.POSITIVE_INFINITY;

  /// Value, gradient by a, gradient by b at one point.
  private static double[] at(BinaryOperator<Expr> f, double a, double b) {
    Tensor left = Tensor.of(new double[] {a}).requiresGrad(true);
    Tensor right = Tensor.of(new double[] {b}).requiresGrad(true);
    Tensor y =
        NeuronCall.of(Neurons.function(f))
            .layout(Layout.STEP)
            .input("a", left)
            .input("b", right)
            .run()
            .output("y");
    if (y.requiresGrad()) {
      y.sum().backward();
    }
    return new double[] {y.item(), gradient(left), gradient(right)};
  }

  private static double gradient(Tensor leaf) {
    Tensor grad = leaf.grad();
    return grad == null ? 0 : grad.item();
  }

  private static void holds(
      BinaryOperator<Expr> f, double a, double b, double value, double byA, double byB) {
    double[] got = at(f, a, b);
    double[] expected = {value, byA, byB};
    for (int k = 0; k < 3; k++) {
      if (Double.isNaN(expected[k])) {
        assertThat(got[k]).isNaN();
      } else {
        assertThat(got[k])
            .as("%s of f(%s, %s)", new String[] {"value", "d/da", "d/db"}[k], a, b)
            .isCloseTo(expected[k], within(1e-14 * Math.max(1, Math.abs(expected[k]))));
      }
    }
  }

  @Test
  void arithmetic() {
    holds(Expr::plus, 3, 5, 8, 1, 1);
    holds(Expr::minus, 3, 5, -2, 1, -1);
    holds(Expr::times, 3, 5, 15, 5, 3);
    holds(Expr::dividedBy, 3, 5, 0.6, 0.2, -3 / 25.0);
    holds(Expr::pow, 3, 2, 9, 6, 9 * Math.log(3));
    holds(Expr::pow, 0, 2, 0, 0, 0);
    holds((a, b) -> a.pow(1.5), 4, 0, 8, 3, 0);
    holds((a, b) -> a.neg(), 3, 0, -3, -1, 0);
  }

  @Test
  void functions() {
    holds((a, b) -> a.exp(), 0.7, 0, Math.exp(0.7), Math.exp(0.7), 0);
    holds((a, b) -> a.log(), 0.7, 0, Math.log(0.7), 1 / 0.7, 0);
    double t = Math.tanh(0.7);
    holds((a, b) -> a.tanh(), 0.7, 0, t, 1 - t * t, 0);
    double s = 1 / (1 + Math.exp(-0.7));
    holds((a, b) -> a.sigmoid(), 0.7, 0, s, s * (1 - s), 0);
    holds((a, b) -> a.sqrt(), 4, 0, 2, 0.25, 0);
    holds((a, b) -> a.abs(), -3, 0, 3, -1, 0);
    holds((a, b) -> a.sign(), -3, 0, -1, 0, 0);
    holds((a, b) -> a.floor(), -1.5, 0, -2, 0, 0);
    holds((a, b) -> a.trunc(), -1.5, 0, -1, 0, 0);
    holds((a, b) -> a.detach().times(b), 3, 5, 15, 0, 3);
  }

  @Test
  void tiesAreAsInPyTorch() {
    holds((a, b) -> a.abs(), 0, 0, 0, 0, 0);
    holds((a, b) -> a.relu(), 0, 0, 0, 0, 0);
    holds((a, b) -> a.relu(), 1e-300, 0, 1e-300, 1, 0);
    holds(Expr::min, 2, 2, 2, 0.5, 0.5);
    holds(Expr::max, 2, 2, 2, 0.5, 0.5);
    holds(Expr::min, 1, 2, 1, 1, 0);
    holds(Expr::max, 1, 2, 2, 0, 1);
    holds((a, b) -> a.clamp(-1, 1), 1, 0, 1, 1, 0);
    holds((a, b) -> a.clamp(-1, 1), -1, 0, -1, 1, 0);
    holds((a, b) -> a.clamp(-1, 1), 1.5, 0, 1, 0, 0);
    holds((a, b) -> a.clamp(b, Expr.constant(9)), 1, 1, 1, 1, 0);
    holds((a, b) -> a.clamp(b, Expr.constant(9)), 1, 2, 2, 0, 1);
    holds((a, b) -> a.clamp(Expr.constant(5), b), 1, 2, 2, 0, 1);
  }

  @Test
  void stepsAndComparisonsAreTruthWithoutGradient() {
    holds((a, b) -> Expr.step(a), 0, 0, 0, 0, 0);
    holds((a, b) -> Expr.stepInclusive(a), 0, 0, 1, 0, 0);
    holds((a, b) -> Expr.step(a), NAN, 0, 0, 0, 0);
    holds((a, b) -> a.gt(b).plus(a.times(0)), 2, 1, 1, 0, 0);
    holds((a, b) -> a.ge(b), 1, 1, 1, 0, 0);
    holds((a, b) -> a.lt(b), 1, 1, 0, 0, 0);
    holds((a, b) -> a.le(b), 1, 1, 1, 0, 0);
    holds((a, b) -> a.eq(b), 1, 1, 1, 0, 0);
    holds((a, b) -> a.ne(b), NAN, NAN, 1, 0, 0);
  }

  @Test
  void selectSendsTheGradientToTheChosen() {
    holds((a, b) -> Expr.select(a.gt(b), a, b), 2, 1, 2, 1, 0);
    holds((a, b) -> Expr.select(a.gt(b), a, b), 1, 2, 2, 0, 1);
    holds((a, b) -> Expr.select(Expr.constant(0), a, b), INF, 2, 2, 0, 1);
  }

  @Test
  void notANumberSpreads() {
    assertThat(at(Expr::min, NAN, 1)[0]).isNaN();
    assertThat(at(Expr::max, 1, NAN)[0]).isNaN();
    assertThat(at((a, b) -> a.relu(), NAN, 0)[0]).isNaN();
    assertThat(at((a, b) -> a.clamp(0, 1), NAN, 0)[0]).isNaN();
  }

  /// Random graphs of exactly rounded operations: every bit must be that of plain Java in written
  /// order.
  @Test
  void arithmeticHasTheBitsOfWrittenOrder() {
    for (long seed = 0; seed < 30; seed++) {
      Random random = new Random(seed);
      NeuronModel model =
          Neurons.function((a, b) -> arithmetic(random, 6, new Expr[] {a, b, a.plus(b)}));
      double a = random.nextGaussian();
      double b = random.nextGaussian();
      float got =
          (float)
              NeuronCall.of(model)
                  .input("a", Tensor.of(new float[] {(float) a, (float) a}, 2, 1))
                  .input("b", Tensor.of(new float[] {(float) b, (float) b}, 2, 1))
                  .run()
                  .output("y")
                  .get(1, 0);
      Expr y = model.outputs().get("y");
      assertThat(got)
          .as("seed %d: %s", seed, model.equations())
          .isEqualTo(ScalarOracle.singleValue(y, Map.of("a", a, "b", b)));
    }
  }

  private static Expr arithmetic(Random random, int depth, Expr[] leaves) {
    if (depth == 0) {
      return leaves[random.nextInt(leaves.length)];
    }
    Expr left = arithmetic(random, depth - 1, leaves);
    Expr right = arithmetic(random, depth - 1, leaves);
    return switch (random.nextInt(8)) {
      case 0, 1 -> left.plus(right);
      case 2, 3 -> left.minus(right);
      case 4 -> left.times(right);
      case 5 -> left.dividedBy(right.abs().plus(1));
      case 6 -> left.max(right);
      default -> Expr.blend(left.gt(right), left, right);
    };
  }

  @Test
  void constantsAreRoundedToTheDtype() {
    NeuronModel scaled = Neurons.function((a, b) -> a.times(Expr.constant(0.1).times(0.7)));
    Tensor y =
        NeuronCall.of(scaled)
            .layout(Layout.STEP)
            .input("a", Tensor.ones(DType.FLOAT32, 1))
            .input("b", Tensor.ones(DType.FLOAT32, 1))
            .run()
            .output("y");
    assertThat((float) y.item()).isEqualTo(0.1f * 0.7f);
  }
}
