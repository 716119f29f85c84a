package org.nernst.neuron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

final class SurrogatesTest {
  private static final Expr V = Expr.param("v");
  private static final Expr TH = Expr.param("th");

  private static double at(Surrogate surrogate, double v, double th) {
    return ScalarOracle.value(surrogate.derivative(V, TH), Map.of("v", v, "th", th, "k", 3.0));
  }

  private static void isFunctionOfDistance(Surrogate surrogate, DoubleUnaryOperator formula) {
    for (double v = -3; v <= 3; v += 0.25) {
      assertThat(at(surrogate, v, 0.5))
          .as("at v = %s", v)
          .isCloseTo(formula.applyAsDouble(v - 0.5), within(1e-12));
    }
  }

  @Test
  void norseFormulasHold() {
    isFunctionOfDistance(Surrogates.superSpike(100), x -> 1 / Math.pow(100 * Math.abs(x) + 1, 2));
    isFunctionOfDistance(Surrogates.triangle(0.3), x -> 0.3 * Math.max(0, 1 - Math.abs(x)));
    isFunctionOfDistance(Surrogates.tanh(2), x -> 1 - Math.pow(Math.tanh(2 * x), 2));
    isFunctionOfDistance(
        Surrogates.circ(1.5),
        x -> {
          double d = 1.5 * 1.5 + x * x;
          return 2 * 1.5 * (1 / (2 * Math.sqrt(d)) - x * x / (2 * Math.pow(d, 1.5)));
        });
    isFunctionOfDistance(
        Surrogates.heaviErfc(2.5), x -> 2 * Math.exp(-Math.pow(2.5 * x, 2)) / Math.sqrt(Math.PI));
    isFunctionOfDistance(Surrogates.heaviside(), x -> 0);
    isFunctionOfDistance(Surrogates.logistic(2), x -> 1 - Math.pow(Math.tanh(2 * x), 2));
    isFunctionOfDistance(Surrogates.circDist(2), x -> 8 / Math.pow(4 + x * x, 1.5));
  }

  @Test
  void alphaMayBeAParameter() {
    for (String method : Surrogates.methods()) {
      assertThat(at(Surrogates.norse(method, Expr.param("k")), 0.7, 0.5))
          .as(method)
          .isEqualTo(at(Surrogates.norse(method, 3), 0.7, 0.5));
    }
  }

  @Test
  void anUnknownMethodIsRefusedWithTheKnownOnes() {
    assertThatThrownBy(() -> Surrogates.norse("adjoint", 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "expected method to be one of super, triangle, tanh, circ, heavi_erfc, heaviside, got"
                + " \"adjoint\"");
    assertThatThrownBy(() -> Surrogates.norse("adjoint", V))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void impossibleArgumentsAreRefused() {
    assertThatThrownBy(() -> Surrogates.circ(0)).hasMessageContaining("alpha > 0");
    assertThatThrownBy(() -> Surrogates.superSpike(-1)).hasMessageContaining("alpha >= 0");
    assertThatThrownBy(() -> Surrogates.tanh(Double.NaN)).hasMessageContaining("finite k");
    assertThatThrownBy(() -> new Gaussian(0, 0, 1)).hasMessageContaining("sigma > 0");
    assertThatThrownBy(() -> new SingleExponential(-1, 1)).hasMessageContaining("gradWidth > 0");
  }

  @Test
  void norseGradientsGoToTheDistance() {
    SurrogateGradient gradient = Surrogates.superSpike(100).at(V, TH);
    assertThat(ScalarOracle.value(gradient.argument(), Map.of("v", 3.0, "th", 1.0))).isEqualTo(2);
    assertThat(ScalarOracle.value(gradient.derivative(), Map.of("v", 3.0, "th", 1.0)))
        .isEqualTo(1 / (201.0 * 201.0));
  }

  private static final double[] V_GRID = {-1, 0, .25, .5, .999, 1, 1.25, 1.5, 2, 2.6, 3};

  private static void hasTable(Surrogate surrogate, double threshold, double... expected) {
    for (int k = 0; k < V_GRID.length; k++) {
      assertThat(at(surrogate, V_GRID[k], threshold))
          .as("%s at v = %s, threshold %s", surrogate, V_GRID[k], threshold)
          .isCloseTo(expected[k], within(5e-7));
    }
  }

  // The numbers that Sinabs itself gives, in single precision.
  @Test
  void sinabsTablesHold() {
    hasTable(
        new SingleExponential(),
        1,
        .0366313,
        .2706706,
        .4462603,
        .7357589,
        1.9960041,
        2,
        1.2130613,
        .7357589,
        .2706706,
        .0815244,
        .0366313);
    hasTable(
        new PeriodicExponential(),
        1,
        .0183156,
        .1353353,
        .2231302,
        .3678795,
        .9980021,
        1,
        .3678795,
        .1353353,
        1,
        .2018964,
        1);
    hasTable(
        new Gaussian(),
        1,
        .0002677,
        .1079819,
        .2590352,
        .4839415,
        .7978829,
        .7978846,
        .7041306,
        .4839415,
        .1079819,
        .0047682,
        .0002677);
    hasTable(
        new MultiGaussian(),
        1,
        -.0313911,
        .086904,
        .2597239,
        .5177164,
        .8782214,
        .8782233,
        .7705389,
        .5177164,
        .086904,
        -.0287796,
        -.0313911);
    hasTable(new Heaviside(), 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1);
    hasTable(
        new SingleExponential(),
        .5,
        .009915,
        .5413411,
        1.4715178,
        4,
        .5435108,
        .5413411,
        .1991483,
        .0732626,
        .009915,
        .0008995,
        .0001816);
    hasTable(
        new PeriodicExponential(),
        .5,
        .0497871,
        .3678795,
        .6065307,
        1,
        .996008,
        1,
        .3678795,
        1,
        1,
        .6703203,
        1);
    hasTable(new Heaviside(), .5, 0, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2);
    hasTable(
        new SingleExponential(),
        2,
        .0497871,
        .1353353,
        .1737739,
        .2231302,
        .3675118,
        .3678795,
        .4723665,
        .6065307,
        1,
        .5488117,
        .3678795);
    hasTable(
        new PeriodicExponential(),
        2,
        .0024788,
        .0183156,
        .0301974,
        .0497871,
        .1350649,
        .1353353,
        .2231302,
        .3678795,
        1,
        .090718,
        .0183156);
    hasTable(new Heaviside(), 2, 0, 0, 0, 0, 0, .5, .5, .5, .5, .5, .5);
  }

  @Test
  void equalArgumentsMakeEqualSurrogates() {
    assertThat(new SingleExponential()).isEqualTo(new SingleExponential(0.5, 1));
    assertThat(Surrogates.superSpike(3)).isEqualTo(new Surrogates.SuperSpike(3));
    assertThat(new MultiGaussian().toString()).contains("sigma=0.5");
  }
}
