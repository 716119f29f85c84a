package org.nernst.tensor.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Tensor;

class AdamTest {
  private static final int N = 50;
  private static final int STEPS = 12;

  /// The update of one element, written down once more in plain double arithmetic.
  private static double[] reference(
      double[] start,
      double[][] gradients,
      double lr,
      double decay,
      boolean decoupled,
      boolean amsgrad) {
    double[] p = start.clone();
    for (int i = 0; i < p.length; i++) {
      double m = 0;
      double s = 0;
      double largest = 0;
      for (int t = 1; t <= gradients.length; t++) {
        double g = gradients[t - 1][i];
        if (decoupled) {
          p[i] -= lr * decay * p[i];
        } else {
          g += decay * p[i];
        }
        m = 0.9 * m + 0.1 * g;
        s = 0.999 * s + 0.001 * g * g;
        largest = Math.max(largest, s);
        double mHat = m / (1 - Math.pow(0.9, t));
        double sHat = (amsgrad ? largest : s) / (1 - Math.pow(0.999, t));
        p[i] -= lr * mHat / (Math.sqrt(sHat) + 1e-8);
      }
    }
    return p;
  }

  private static void check(
      DType dtype, double decay, boolean decoupled, boolean amsgrad, double tolerance) {
    Tensor parameter = Tensor.randn(new Generator(1), dtype, N).requiresGrad(true);
    double[] start = parameter.detach().toDoubleArray();
    double[][] gradients = new double[STEPS][];
    AdamSettings<? extends Optimizer> settings =
        decoupled ? AdamW.builder(List.of(parameter)) : Adam.builder(List.of(parameter));
    try (Optimizer optimizer =
        settings.learningRate(0.05).weightDecay(decay).amsgrad(amsgrad).build()) {
      for (int t = 0; t < STEPS; t++) {
        Tensor gradient = Tensor.randn(new Generator(50 + t), dtype, N).mul(STEPS - t);
        gradients[t] = gradient.toDoubleArray();
        parameter.grad(gradient);
        optimizer.step();
      }
    }
    double[] expected = reference(start, gradients, 0.05, decay, decoupled, amsgrad);
    double[] got = parameter.detach().toDoubleArray();
    for (int i = 0; i < N; i++) {
      assertThat(got[i]).isEqualTo(expected[i], within(tolerance));
    }
  }

  @Test
  void adamMatchesTheFormulaInDoublePrecision() {
    check(DType.FLOAT64, 0, false, false, 1e-12);
    check(DType.FLOAT64, 0.1, false, true, 1e-12);
  }

  @Test
  void adamWMatchesTheFormulaInDoublePrecision() {
    check(DType.FLOAT64, 0.1, true, false, 1e-12);
    check(DType.FLOAT64, 0.01, true, true, 1e-12);
  }

  @Test
  void singlePrecisionMatchesTheFormula() {
    check(DType.FLOAT32, 0, false, false, 2e-6);
    check(DType.FLOAT32, 0.1, false, true, 2e-6);
    check(DType.FLOAT32, 0.1, true, false, 2e-6);
    check(DType.FLOAT32, 0.01, true, true, 2e-6);
  }

  @Test
  void defaultsArePyTorchs() {
    Tensor parameter = Tensor.zeros(1).requiresGrad(true);
    try (Optimizer adam = Adam.builder(List.of(parameter)).build();
        Optimizer adamW = AdamW.builder(List.of(parameter)).build()) {
      assertThat(adam.hyperparameters())
          .containsEntry("lr", 0.001)
          .containsEntry("betas", List.of(0.9, 0.999))
          .containsEntry("eps", 1e-8)
          .containsEntry("weight_decay", 0.0)
          .containsEntry("amsgrad", false);
      assertThat(adamW.hyperparameters())
          .containsEntry("optimizer", "AdamW")
          .containsEntry("weight_decay", 0.01);
    }
  }

  @Test
  void theFirstStepIsTheLearningRate() {
    Tensor parameter = Tensor.zeros(1).requiresGrad(true);
    try (Optimizer adam = new Adam(List.of(parameter), 0.25)) {
      parameter.grad(Tensor.of(new float[] {-123}));
      adam.step();
      assertThat(parameter.item()).isEqualTo(0.25, within(1e-6));
    }
  }

  @Test
  void settingsOutsideTheirRangesAreRefused() {
    Tensor parameter = Tensor.zeros(1).requiresGrad(true);
    assertThatThrownBy(() -> Adam.builder(List.of(parameter)).betas(1, 0.9).build())
        .hasMessage("expected beta1 in [0, 1), got 1.0");
    assertThatThrownBy(() -> Adam.builder(List.of(parameter)).betas(0.9, -0.1).build())
        .hasMessage("expected beta2 in [0, 1), got -0.1");
    assertThatThrownBy(() -> Adam.builder(List.of(parameter)).epsilon(Double.NaN).build())
        .hasMessageContaining("epsilon");
    assertThatThrownBy(() -> AdamW.builder(List.of(parameter)).weightDecay(-1).build())
        .hasMessageContaining("weightDecay");
  }
}
