package org.nernst.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Tensor;

class SumPool2dTest {
  private final Tensor image = Tensor.randn(new Generator(2), DType.FLOAT64, 5, 5);

  @Test
  void sumsEachWindow() {
    Tensor expected = Naive.pool(image, 2, 2, 2, 0, Double::sum);
    Tensor y = new SumPool2d(2).forward(image.unsqueeze(0));
    assertThat(y.squeeze(0).allClose(expected, 1e-12, 1e-12)).isTrue();
    Tensor overlapping = SumPool2d.builder(3).stride(1).build().forward(image.unsqueeze(0));
    assertThat(
            overlapping
                .squeeze(0)
                .allClose(Naive.pool(image, 3, 1, 3, 0, Double::sum), 1e-12, 1e-12))
        .isTrue();
  }

  @Test
  void keepsTheSignOfASum() {
    Tensor x = Tensor.of(new float[] {-1, 0.5f, 0, -2}, 1, 2, 2);
    assertThat(new SumPool2d(2).forward(x).item()).isEqualTo(-2.5);
  }

  @Test
  void theGradientIsOneAlsoWhereAWindowSumsToZero() {
    Tensor silent = Tensor.zeros(1, 1, 4, 4).requiresGrad(true);
    new SumPool2d(2).forward(silent).sum().backward();
    assertThat(silent.grad().toFloatArray()).containsOnly(1);
  }

  @Test
  void partialWindowsAreSummedOrScaledUpAsInSinabs() {
    Tensor ones = Tensor.ones(1, 5, 5);
    Tensor plain = SumPool2d.builder(2).ceilMode(true).build().forward(ones);
    assertThat(plain.toFloatArray()).containsExactly(4, 4, 2, 4, 4, 2, 2, 2, 1);
    Tensor scaled =
        SumPool2d.builder(2).ceilMode(true).scalePartialWindows(true).build().forward(ones);
    assertThat(scaled.toFloatArray()).containsOnly(4);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SumPool2d.builder(2).scalePartialWindows(true).build())
        .withMessageContaining("ceilMode(true)");
  }

  @Test
  void leadingAxesAreOneBatch() {
    assertThat(new SumPool2d(2).forward(Tensor.ones(3, 2, 4, 6, 8)).shape())
        .containsExactly(3, 2, 4, 3, 4);
    assertThat(SumPool2d.builder(2, 4).build())
        .hasToString("SumPool2d(kernel_size=(2, 4), stride=(2, 4), ceil_mode=False)");
  }
}
