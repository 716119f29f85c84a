package org.nernst.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class AutogradTest {
  @Test
  void noGradStopsTheRecordingAndPutsItBack() {
    Tensor x = Functions.leaf(1, 2);
    NoGrad off = Autograd.noGrad();
    assertThat(Autograd.isEnabled()).isFalse();
    assertThat(x.mul(2).requiresGrad()).isFalse();
    try (var _ = Autograd.enableGrad()) {
      assertThat(x.mul(2).requiresGrad()).isTrue();
    }
    assertThat(Autograd.isEnabled()).isFalse();
    off.close();
    off.close();
    assertThat(Autograd.isEnabled()).isTrue();
  }

  @Test
  void theGradientModeBelongsToAThread() throws InterruptedException {
    boolean[] elsewhere = new boolean[1];
    NoGrad off = Autograd.noGrad();
    IllegalStateException[] refused = new IllegalStateException[1];
    Thread thread =
        Thread.ofPlatform()
            .start(
                () -> {
                  elsewhere[0] = Autograd.isEnabled();
                  try {
                    off.close();
                  } catch (IllegalStateException e) {
                    refused[0] = e;
                  }
                });
    thread.join();
    off.close();
    assertThat(elsewhere[0]).isTrue();
    assertThat(refused[0]).hasMessageContaining("belongs to a thread");
  }

  @Test
  void gradGivesGradientsWithoutStoringThem() {
    Tensor x = Functions.leaf(1, 2, 3);
    Tensor y = Functions.leaf(4, 5, 6);
    List<Tensor> gradients =
        Autograd.grad(List.of(x.mul(y).sum()), List.of(x, y), null, false, false, false);
    assertThat(gradients.get(0).toFloatArray()).containsExactly(4, 5, 6);
    assertThat(gradients.get(1).toFloatArray()).containsExactly(1, 2, 3);
    assertThat(x.grad()).isNull();
  }

  @Test
  void gradWeighsSeveralOutputs() {
    Tensor x = Functions.leaf(1, 2);
    List<Tensor> outputs = List.of(x.mul(3), x.mul(x));
    List<Tensor> weights = List.of(Tensor.of(new float[] {1, 10}), Tensor.of(new float[] {100, 1}));
    Tensor gradient = Autograd.grad(outputs, List.of(x), weights, false, false, false).getFirst();
    assertThat(gradient.toFloatArray()).containsExactly(3 + 200, 30 + 4);
  }

  @Test
  void secondDerivativesThroughCreateGraph() {
    Tensor x = Functions.leaf(2);
    Tensor first =
        Autograd.grad(List.of(x.pow(3).sum()), List.of(x), null, false, true, false).getFirst();
    Tensor second =
        Autograd.grad(List.of(first.sum()), List.of(x), null, false, false, false).getFirst();
    assertThat(first.toFloatArray()).containsExactly(12);
    assertThat(second.toFloatArray()).containsExactly(12);
  }

  @Test
  void anUnusedInputIsAnErrorOrNull() {
    Tensor x = Functions.leaf(1);
    Tensor unused = Functions.leaf(1);
    Tensor loss = x.mul(2).sum();
    assertThatThrownBy(
            () -> Autograd.grad(List.of(loss), List.of(x, unused), null, true, false, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("input 1")
        .hasMessageContaining("allowUnused");
    List<Tensor> gradients =
        Autograd.grad(List.of(loss), List.of(x, unused), null, false, false, true);
    assertThat(gradients.get(0).item()).isEqualTo(2);
    assertThat(gradients.get(1)).isNull();
  }

  @Test
  void argumentsOfGradAreChecked() {
    Tensor x = Functions.leaf(1, 2);
    Tensor plain = Tensor.ones(2);
    assertThatThrownBy(
            () -> Autograd.grad(List.of(x.mul(2)), List.of(x), null, false, false, false))
        .hasMessageContaining("output 0 has shape (2)");
    assertThatThrownBy(
            () -> Autograd.grad(List.of(x.sum()), List.of(plain), null, false, false, false))
        .hasMessageContaining("input 0 to require a gradient");
    assertThatThrownBy(
            () -> Autograd.grad(List.of(plain), List.of(x), List.of(plain), false, false, false))
        .hasMessageContaining("output 0 to require a gradient");
    assertThatThrownBy(
            () ->
                Autograd.grad(
                    List.of(x.mul(2)), List.of(x), List.of(Tensor.ones(3)), false, false, false))
        .hasMessageContaining("expected gradOutputs 0 of shape (2), got (3)");
    assertThatThrownBy(
            () -> Autograd.grad(List.of(x.sum()), List.of(x), List.of(), false, false, false))
        .hasMessageContaining("one of gradOutputs per output, 1, got 0");
    assertThatThrownBy(() -> Autograd.grad(List.of(), List.of(x), null, false, false, false))
        .hasMessageContaining("at least one output");
  }

  @Test
  void aSecondBackwardThroughFreedOperationsSaysSo() {
    Tensor x = Functions.leaf(1, 2);
    Tensor loss = x.mul(x).sum();
    Autograd.grad(List.of(loss), List.of(x), null, false, false, false);
    assertThatThrownBy(() -> Autograd.grad(List.of(loss), List.of(x), null, false, false, false))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("backward through the graph a second time");
  }
}
