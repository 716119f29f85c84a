package org.nernst.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Tensor;

class MaxPool2dTest {
  @Test
  void takesTheLargestOfEachWindow() {
    Tensor image = Tensor.randn(new Generator(2), DType.FLOAT64, 6, 6);
    Tensor expected = Naive.pool(image, 3, 2, 2, Double.NEGATIVE_INFINITY, Math::max);
    Tensor y = MaxPool2d.builder(3).stride(2).build().forward(image.unsqueeze(0));
    assertThat(y.squeeze(0).equal(expected)).isTrue();
  }

  @Test
  void paddingNeverWinsAndDilationSkips() {
    Tensor x = Tensor.of(new float[] {-4, -3, -2, -1}, 1, 2, 2);
    assertThat(MaxPool2d.builder(2).padding(1).build().forward(x).toFloatArray())
        .containsExactly(-4, -3, -2, -1);
    Tensor y = Tensor.arange(9).toFloat().reshape(1, 3, 3);
    assertThat(MaxPool2d.builder(2).dilation(2).build().forward(y).item()).isEqualTo(8);
    assertThat(MaxPool2d.builder(2).ceilMode(true).build().forward(y).toFloatArray())
        .containsExactly(4, 5, 7, 8);
  }

  @Test
  void leadingAxesAreOneBatchAndItPrintsAsPyTorch() {
    assertThat(new MaxPool2d(2).forward(Tensor.ones(3, 2, 4, 6, 6)).shape())
        .containsExactly(3, 2, 4, 3, 3);
    assertThat(MaxPool2d.builder(3, 2).stride(2, 1).build())
        .hasToString(
            "MaxPool2d(kernel_size=(3, 2), stride=(2, 1), padding=0, dilation=1, ceil_mode=False)");
  }

  @Test
  void refusesBadSizes() {
    assertThatIllegalArgumentException().isThrownBy(() -> MaxPool2d.builder(2).dilation(0));
    assertThatIllegalArgumentException().isThrownBy(() -> MaxPool2d.builder(2).padding(2));
  }
}
