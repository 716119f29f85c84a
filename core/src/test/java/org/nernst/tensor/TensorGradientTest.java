package org.nernst.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TensorGradientTest {
  private final Tensor w = Tensor.of(new float[] {1, 2, 3}).requiresGrad(true);

  @Test
  void backwardAddsToTheLeaves() {
    w.square().sum().backward();
    assertThat(w.grad().toFloatArray()).containsExactly(2, 4, 6);
    w.mul(2).backward(Tensor.ones(3));
    assertThat(w.grad().toFloatArray()).containsExactly(4, 6, 8);
    w.zeroGrad();
    assertThat(w.grad()).isNull();
  }

  @Test
  void leavesAndResultsAreToldApart() {
    Tensor y = w.mul(2);
    assertThat(w.isLeaf()).isTrue();
    assertThat(w.hasGradFn()).isFalse();
    assertThat(y.isLeaf()).isFalse();
    assertThat(y.hasGradFn()).isTrue();
    assertThat(y.requiresGrad()).isTrue();
    assertThat(y.detach().requiresGrad()).isFalse();
    assertThat(y.detach().sameStorage(y)).isTrue();
  }

  @Test
  void retainGradKeepsTheGradientOfAResult() {
    Tensor y = w.mul(2);
    y.retainGrad();
    y.square().sum().backward();
    assertThat(y.grad().toFloatArray()).containsExactly(4, 8, 12);
    assertThatThrownBy(() -> Tensor.zeros(1).retainGrad())
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aGraphRunsTwiceOnlyIfRetained() {
    Tensor y = w.square().sum();
    y.backward(null, true, false);
    y.backward();
    assertThat(w.grad().toFloatArray()).containsExactly(4, 8, 12);
    assertThatThrownBy(y::backward)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("backward through the graph a second time");
  }

  @Test
  void secondDerivativesComeFromCreateGraph() {
    w.pow(3).sum().backward(null, false, true);
    Tensor first = w.grad();
    w.zeroGrad();
    first.sum().backward();
    assertThat(w.grad().toFloatArray()).containsExactly(6, 12, 18);
  }

  @Test
  void gradientsCanBeReplaced() {
    Tensor g = Tensor.of(new float[] {7, 7, 7});
    w.grad(g);
    assertThat(w.grad().sameStorage(g)).isTrue();
    assertThatThrownBy(() -> w.grad(Tensor.zeros(2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected a gradient float32 (3), got float32 (2)");
    w.grad(null);
    assertThat(w.grad()).isNull();
  }

  @Test
  void aGradientSurvivesItsReplacement() {
    w.square().sum().backward();
    Tensor old = w.grad();
    w.zeroGrad();
    w.mul(10).sum().backward();
    assertThat(old.toFloatArray()).containsExactly(2, 4, 6);
  }

  @Test
  void setDataKeepsIdentityAndReplacesValues() {
    Tensor handle = Tensor.of(w.torch());
    w.setData(Tensor.of(new float[] {9}));
    assertThat(handle.isSame(w)).isTrue();
    assertThat(handle.shape()).containsExactly(1);
    assertThat(w.requiresGrad()).isTrue();
    assertThat(w.data().sameStorage(w)).isTrue();
    assertThat(w.data().requiresGrad()).isFalse();
  }

  @Test
  void inPlaceOperationsRaiseTheVersion() {
    Tensor x = Tensor.zeros(2);
    long before = x.version();
    x.addInPlace(1.0).mulInPlace(2.0);
    assertThat(x.version()).isEqualTo(before + 2);
  }

  @Test
  void mistakesAreRefusedEarly() {
    assertThatThrownBy(() -> Tensor.zeros(1).backward())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no operation on a parameter was recorded");
    assertThatThrownBy(() -> w.mul(2).backward())
        .hasMessageContaining("expected a gradient for shape (3), got none");
    assertThatThrownBy(() -> w.mul(2).backward(Tensor.ones(2)))
        .hasMessageContaining("expected a gradient of shape (3), got (2)");
    assertThatThrownBy(() -> Tensor.zeros(DType.INT64, 1).requiresGrad(true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("requiresGrad(int64 (1)): ");
    assertThatThrownBy(() -> w.addInPlace(1.0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("leaf Variable that requires grad");
    assertThatThrownBy(() -> w.mul(2).requiresGrad(false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("detach()");
  }
}
