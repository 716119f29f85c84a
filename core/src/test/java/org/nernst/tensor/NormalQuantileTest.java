package org.nernst.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NormalQuantileTest {

  @ParameterizedTest
  @CsvSource({
    "0.5, 0",
    "0.975, 1.959963984540054",
    "0.25, -0.6744897501960817",
    "0.001, -3.090232306167813",
    "1e-20, -9.262340089798408",
  })
  void givesTheTabulatedQuantiles(double p, double quantile) {
    assertThat(NormalQuantile.of(p)).isCloseTo(quantile, withinPercentage(1e-12));
  }

  @Test
  void isTheInverseOfTheDistributionFunction() {
    double[] p = new double[2001];
    double[] x = new double[p.length];
    for (int i = 0; i < p.length; i++) {
      p[i] = (i + 0.5) / p.length;
      x[i] = NormalQuantile.of(p[i]);
    }
    Tensor back = Tensor.of(x).div(Math.sqrt(2)).erf().add(1).div(2);
    assertThat(back.allClose(Tensor.of(p), 1e-13, 1e-15)).isTrue();
  }
}
