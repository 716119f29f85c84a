package org.nernst.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.nernst.tensor.Tensor;

class Conv1dTest {
  private static Conv1d withWeight(Conv1d layer, float... weight) {
    layer.weight().detach().copyFrom(Tensor.of(weight, 1, 1, weight.length));
    layer.bias().detach().fillInPlace(10);
    return layer;
  }

  @Test
  void computesTheSumOverEachWindow() {
    Conv1d layer = withWeight(new Conv1d(1, 1, 2), 1, 2);
    Tensor x = Tensor.of(new float[] {1, 2, 3, 4}, 1, 1, 4);
    assertThat(layer.forward(x).toFloatArray()).containsExactly(15, 18, 21);
  }

  @Test
  void paddingSameStrideAndDilation() {
    Tensor x = Tensor.of(new float[] {1, 2, 3, 4}, 1, 4);
    Conv1d same = withWeight(Conv1d.builder(1, 1, 2).padding("same").build(), 1, 2);
    assertThat(same.forward(x).toFloatArray()).containsExactly(15, 18, 21, 14);
    Conv1d strided = withWeight(Conv1d.builder(1, 1, 2).stride(2).padding(1).build(), 1, 2);
    assertThat(strided.forward(x).toFloatArray()).containsExactly(12, 18, 14);
    Conv1d dilated = withWeight(Conv1d.builder(1, 1, 2).dilation(3).build(), 1, 2);
    assertThat(dilated.forward(x).toFloatArray()).containsExactly(19);
  }

  @Test
  void leadingAxesAreOneBatch() {
    Conv1d layer = Conv1d.builder(4, 6, 3).groups(2).build();
    Tensor x = Tensor.randn(5, 2, 4, 9);
    Tensor y = layer.forward(x);
    assertThat(y.shape()).containsExactly(5, 2, 6, 7);
    assertThat(y.select(0, 4).allClose(layer.forward(x.select(0, 4)), 1e-5, 1e-6)).isTrue();
  }

  @Test
  void printsAsPyTorchAndHasItsKeys() {
    Conv1d layer = Conv1d.builder(16, 33, 3).stride(2).build();
    assertThat(layer).hasToString("Conv1d(16, 33, kernel_size=(3,), stride=(2,))");
    assertThat(layer.stateDict().keySet()).containsExactly("weight", "bias");
    assertThat(layer.weight().shape()).containsExactly(33, 16, 3);
  }

  @Test
  void refusesOtherChannels() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Conv1d(3, 1, 2).forward(Tensor.ones(1, 2, 5)))
        .withMessageContaining("3 channels, got (1, 2, 5)");
  }
}
