package org.nernst.engine.eager;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.nernst.engine.NeuronCall;
import org.nernst.memory.Layout;
import org.nernst.neuron.CounterRandom;
import org.nernst.neuron.Expr;
import org.nernst.neuron.NeuronModel;
import org.nernst.neuron.Surrogates;
import org.nernst.tensor.DType;
import org.nernst.tensor.Tensor;

/// What no single libtorch operation does: spikes, blends and random numbers.
final class ValuesTest {
  private static final float INF = Float.POSITIVE_INFINITY;

  private static final NeuronModel SPIKE =
      NeuronModel.define(
          "spike",
          n -> {
            Expr v = n.input("v");
            Expr th = n.input("th");
            n.output("z", n.spike(Expr.step(v.minus(th)), Surrogates.superSpike(10).at(v, th)));
          });

  private static Tensor leaf(float... values) {
    return Tensor.of(values).requiresGrad(true);
  }

  @Test
  void spikesAreExactAndTheirGradientIsTheSurrogateTimesTheIncoming() {
    Tensor v = leaf(-1, 1, 1.5f, INF, -INF, Float.NaN, 3e30f);
    Tensor th = leaf(1, 1, 1, 1, 1, 1, 1);
    Tensor z =
        NeuronCall.of(SPIKE).layout(Layout.STEP).input("v", v).input("th", th).run().output("z");
    assertThat(z.toFloatArray()).containsExactly(0, 0, 1, 1, 0, 0, 1);
    z.mul(3).sum().backward();
    float[] x = {-2, 0, 0.5f};
    float[] gradient = v.grad().toFloatArray();
    for (int k = 0; k < x.length; k++) {
      float root = Math.abs(x[k]) * 10 + 1;
      assertThat(gradient[k]).isEqualTo(3 * (1 / (root * root)));
      assertThat(th.grad().toFloatArray()[k]).isEqualTo(-gradient[k]);
    }
    assertThat(gradient[3]).isZero();
    assertThat(gradient[5]).isNaN();
  }

  @Test
  void theDerivativeIsAConstantForTheGradient() {
    NeuronModel model =
        NeuronModel.define(
            "m", n -> n.output("z", n.spike(n.input("v").gt(0), n.input("v"), n.input("v"))));
    Tensor v = leaf(2, -3);
    NeuronCall.of(model).layout(Layout.STEP).input("v", v).run().output("z").sum().backward();
    assertThat(v.grad().toFloatArray()).containsExactly(2, -3);
  }

  @Test
  void aZeroDerivativeLeavesNoGradientAtAll() {
    NeuronModel model =
        NeuronModel.define(
            "m",
            n -> {
              Expr v = n.input("v");
              n.output("z", n.spike(Expr.step(v), Surrogates.heaviside().at(v, Expr.constant(0))));
            });
    Tensor z = NeuronCall.of(model).layout(Layout.STEP).input("v", leaf(2)).run().output("z");
    assertThat(z.requiresGrad()).isFalse();
  }

  @Test
  void anOperandOfASpikeMayBeSmallerThanTheSpike() {
    NeuronModel model =
        NeuronModel.define(
            "m",
            n -> {
              Expr v = n.input("v");
              Expr th = n.param("th");
              n.output("z", n.spike(Expr.step(v.minus(th)), th, Expr.constant(-2)));
            });
    Tensor th = Tensor.of(new float[] {1, 5}).requiresGrad(true);
    Tensor v = Tensor.of(new float[] {0, 2, 4, 6, 8, 10}, 3, 2);
    Tensor z =
        NeuronCall.of(model)
            .layout(Layout.STEP)
            .input("v", v)
            .param("th", org.nernst.tensor.Value.param(th))
            .run()
            .output("z");
    assertThat(z.toFloatArray()).containsExactly(0, 0, 1, 1, 1, 1);
    z.sum().backward();
    assertThat(th.grad().toFloatArray()).containsExactly(-6, -6);
  }

  private static NeuronModel blend(boolean detached) {
    return NeuronModel.define(
        "blend",
        n -> {
          Expr z = n.input("z");
          n.output("y", Expr.blend(detached ? z.detach() : z, n.input("a"), n.input("b")));
        });
  }

  @Test
  void blendSelectsAndHasTheGradientsOfTheSum() {
    Tensor z = leaf(0, 1, 2, 1);
    Tensor a = leaf(5, 6, 7, 0);
    Tensor b = leaf(2, 3, 4, INF);
    Tensor y =
        NeuronCall.of(blend(false))
            .layout(Layout.STEP)
            .input("z", z)
            .input("a", a)
            .input("b", b)
            .run()
            .output("y");
    assertThat(y.toFloatArray()).containsExactly(2, 6, 7, 0);
    y.sum().backward();
    assertThat(z.grad().toFloatArray()).containsExactly(3, 3, 3, -INF);
    assertThat(a.grad().toFloatArray()).containsExactly(0, 1, 2, 1);
    assertThat(b.grad().toFloatArray()).containsExactly(1, 0, -1, 0);
  }

  @Test
  void aDetachedBlendSendsNothingThroughZ() {
    Tensor z = leaf(0, 1, 2);
    Tensor a = leaf(5, 6, 7);
    Tensor b = leaf(2, 3, INF);
    Tensor y =
        NeuronCall.of(blend(true))
            .layout(Layout.STEP)
            .input("z", z)
            .input("a", a)
            .input("b", b)
            .run()
            .output("y");
    assertThat(y.toFloatArray()).containsExactly(2, 6, 7);
    y.sum().backward();
    assertThat(z.grad()).isNull();
    assertThat(a.grad().toFloatArray()).containsExactly(0, 1, 2);
    assertThat(b.grad().toFloatArray()).containsExactly(1, 0, -1);
  }

  @Test
  void aResetWithoutGradientKeepsInfinityOut() {
    Tensor y =
        NeuronCall.of(blend(false))
            .layout(Layout.STEP)
            .input("z", Tensor.of(new float[] {1, 0}))
            .input("a", Tensor.of(new float[] {0, INF}))
            .input("b", Tensor.of(new float[] {INF, 1}))
            .run()
            .output("y");
    assertThat(y.toFloatArray()).containsExactly(0, 1);
  }

  private static final NeuronModel NOISE =
      NeuronModel.define("noise", n -> n.output("u", n.input("x").times(0).plus(Expr.uniform(3))));

  @Test
  void randomNumbersAreThoseOfTheCounterAndOfTheChunk() {
    Tensor x = Tensor.zeros(5, 2, 3);
    Tensor whole = NeuronCall.of(NOISE).input("x", x).randomKey(9).run().output("u");
    for (int t = 0; t < 5; t++) {
      for (int n = 0; n < 6; n++) {
        assertThat((float) whole.get(t, n / 3, n % 3)).isEqualTo(CounterRandom.uniform(9, t, n, 3));
      }
    }
    Tensor rest =
        NeuronCall.of(NOISE)
            .input("x", x.narrow(0, 2, 3))
            .randomKey(9)
            .firstStep(2)
            .run()
            .output("u");
    assertThat(rest.equal(whole.narrow(0, 2, 3))).isTrue();
    assertThat(NeuronCall.of(NOISE).input("x", x).randomKey(8).run().output("u").equal(whole))
        .isFalse();
  }

  @Test
  void narrowRandomNumbersNeverReachOne() {
    for (DType dtype : new DType[] {DType.FLOAT16, DType.BFLOAT16, DType.FLOAT64}) {
      Tensor u = NeuronCall.of(NOISE).input("x", Tensor.zeros(dtype, 1, 50_000)).run().output("u");
      assertThat(u.dtype()).isEqualTo(dtype);
      assertThat(u.max().item()).isLessThan(1);
      assertThat(u.toDouble().mean().item()).isBetween(0.49, 0.51);
    }
  }
}
