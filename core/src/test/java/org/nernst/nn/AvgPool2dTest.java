package org.nernst.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Tensor;

class AvgPool2dTest {
  @Test
  void averagesEachWindow() {
    Tensor image = Tensor.randn(new Generator(2), DType.FLOAT64, 6, 6);
    Tensor expected = Naive.pool(image, 3, 2, 2, 0, Double::sum).div(9);
    Tensor y = AvgPool2d.builder(3).stride(2).build().forward(image.unsqueeze(0));
    assertThat(y.squeeze(0).allClose(expected, 1e-12, 1e-12)).isTrue();
  }

  @Test
  void zerosOfThePaddingCountUnlessToldOtherwise() {
    Tensor ones = Tensor.ones(1, 2, 2);
    assertThat(AvgPool2d.builder(2).padding(1).build().forward(ones).toFloatArray())
        .containsOnly(0.25f);
    assertThat(
            AvgPool2d.builder(2)
                .padding(1)
                .countIncludePad(false)
                .build()
                .forward(ones)
                .toFloatArray())
        .containsOnly(1);
    assertThat(AvgPool2d.builder(2).divisorOverride(8).build().forward(ones).item()).isEqualTo(0.5);
  }

  @Test
  void ceilModeRoundsTheSizeUp() {
    assertThat(AvgPool2d.builder(2).ceilMode(true).build().forward(Tensor.ones(1, 5, 5)).shape())
        .containsExactly(1, 3, 3);
    assertThat(new AvgPool2d(2).forward(Tensor.ones(1, 5, 5)).shape()).containsExactly(1, 2, 2);
  }

  @Test
  void leadingAxesAreOneBatchAndItPrintsAsPyTorch() {
    assertThat(new AvgPool2d(2).forward(Tensor.ones(3, 2, 4, 6, 6)).shape())
        .containsExactly(3, 2, 4, 3, 3);
    assertThat(new AvgPool2d(2)).hasToString("AvgPool2d(kernel_size=2, stride=2, padding=0)");
  }

  @Test
  void refusesBadSizes() {
    assertThatIllegalArgumentException().isThrownBy(() -> new AvgPool2d(0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AvgPool2d.builder(2).padding(2))
        .withMessageContaining("at most half the kernel size (2, 2), got (2, 2)");
    assertThatIllegalArgumentException().isThrownBy(() -> AvgPool2d.builder(2).divisorOverride(0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AvgPool2d(2).forward(Tensor.ones(4, 4)))
        .withMessageContaining("expected input (..., channel, height, width), got (4, 4)");
  }
}
