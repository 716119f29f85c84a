package org.nernst.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nernst.tensor.DType;
import org.nernst.tensor.Tensor;
import org.nernst.tensor.torch.GradientClip;

class ClippingTest {
  /// Parameters whose gradients together are (3, 0, 4, 12), of norm 13, and one without gradient.
  private static List<Tensor> parameters() {
    Tensor a = Tensor.zeros(2).requiresGrad(true);
    Tensor b = Tensor.zeros(2, 1).requiresGrad(true);
    a.grad(Tensor.of(new float[] {3, 0}));
    b.grad(Tensor.of(new float[] {4, 12}, 2, 1));
    return List.of(a, b, Tensor.zeros(3).requiresGrad(true));
  }

  @Test
  void scalesAllGradientsTogether() {
    List<Tensor> parameters = parameters();
    assertThat(new Clipping.Norm(6.5).apply(parameters)).isCloseTo(13, within(1e-9));
    assertThat(GradientClip.norm(parameters)).isCloseTo(6.5, within(1e-5));
    assertThat(parameters.get(1).grad().flatten().toFloatArray())
        .containsExactly(new float[] {2, 6}, within(1e-5f));
    assertThat(parameters.get(2).grad()).isNull();
  }

  @Test
  void leavesSmallGradientsAsTheyAre() {
    List<Tensor> parameters = parameters();
    assertThat(new Clipping.Norm(13.1).apply(parameters)).isCloseTo(13, within(1e-9));
    assertThat(parameters.get(0).grad().toFloatArray()).containsExactly(3, 0);
  }

  @Test
  void limitsEachEntry() {
    List<Tensor> parameters = parameters();
    assertThat(new Clipping.Value(3.5).apply(parameters)).isCloseTo(13, within(1e-9));
    assertThat(parameters.get(0).grad().toFloatArray()).containsExactly(3, 0);
    assertThat(parameters.get(1).grad().flatten().toFloatArray()).containsExactly(3.5f, 3.5f);
  }

  @Test
  void measuresGradientsOfAnyLayout() {
    Tensor weight = Tensor.zeros(2, 3).requiresGrad(true);
    Tensor gradient = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2);
    weight.grad(gradient.t());
    assertThat(GradientClip.norm(List.of(weight))).isCloseTo(Math.sqrt(91), within(1e-9));
    Tensor precise = Tensor.zeros(2).to(DType.FLOAT64).requiresGrad(true);
    precise.grad(Tensor.of(new double[] {0.3, 0.4}));
    assertThat(GradientClip.norm(List.of(precise))).isCloseTo(0.5, within(1e-15));
  }

  @Test
  void refusesALimitThatIsNotPositive() {
    assertThatThrownBy(() -> new Clipping.Norm(0)).hasMessage("expected max > 0, got 0.0");
    assertThatThrownBy(() -> new Clipping.Value(-1)).hasMessage("expected max > 0, got -1.0");
  }
}
