package org.nernst.tensor.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Tensor;

class GradientClipTest {
  private static Tensor withGradient(Tensor gradient) {
    Tensor parameter = Tensor.zerosLike(gradient).requiresGrad(true);
    parameter.grad(gradient);
    return parameter;
  }

  @Test
  void scalesAllGradientsTogether() {
    Tensor a = withGradient(Tensor.of(new float[] {3, 0}));
    Tensor b = withGradient(Tensor.of(new double[] {4}));
    Tensor none = Tensor.zeros(2).requiresGrad(true);
    double norm = GradientClip.byNorm(List.of(a, none, b), 1);
    assertThat(norm).isEqualTo(5, within(1e-12));
    assertThat(a.grad().get(0)).isEqualTo(0.6, within(1e-6));
    assertThat(b.grad().item()).isEqualTo(0.8, within(1e-6));
  }

  @Test
  void leavesSmallGradientsAlone() {
    Tensor a = withGradient(Tensor.of(new float[] {0.3f, 0.4f}));
    assertThat(GradientClip.byNorm(List.of(a), 1)).isEqualTo(0.5, within(1e-7));
    assertThat(a.grad().toFloatArray()).containsExactly(0.3f, 0.4f);
  }

  @Test
  void theNormMatchesASumInDoublePrecision() {
    Tensor gradient = Tensor.randn(new Generator(3), DType.FLOAT32, 3, 1021);
    double expected = 0;
    for (double x : gradient.toDoubleArray()) {
      expected += x * x;
    }
    List<Tensor> contiguous = List.of(withGradient(gradient));
    Tensor base = Tensor.zeros(1021, 3).t().requiresGrad(true);
    base.grad(gradient.t().contiguous().t());
    assertThat(base.grad().isContiguous()).isFalse();
    assertThat(GradientClip.norm(contiguous)).isEqualTo(Math.sqrt(expected), within(1e-11));
    assertThat(GradientClip.norm(List.of(base))).isEqualTo(Math.sqrt(expected), within(1e-11));
  }

  @Test
  void clampsEachElement() {
    Tensor a = withGradient(Tensor.of(new float[] {-3, 0.25f, 2}));
    GradientClip.byValue(List.of(a), 0.5);
    assertThat(a.grad().toFloatArray()).containsExactly(-0.5f, 0.25f, 0.5f);
  }

  @Test
  void aNormThatIsNotFiniteIsReported() {
    Tensor a = withGradient(Tensor.of(new float[] {Float.NaN, 1}));
    assertThat(GradientClip.byNorm(List.of(a), 1)).isNaN();
  }

  @Test
  void limitsMustNotBeNegative() {
    assertThatThrownBy(() -> GradientClip.byNorm(List.of(), -1)).hasMessageContaining("maxNorm");
    assertThatThrownBy(() -> GradientClip.byValue(List.of(), Double.NaN))
        .hasMessageContaining("limit");
    assertThat(GradientClip.byNorm(List.of(), 1)).isZero();
  }
}
