package org.nernst.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TensorTextTest {

  @Test
  void alignsFractionsToFourDigits() {
    assertThat(Tensor.of(new float[] {0.1f, -1.2f, 3, 4}, 2, 2))
        .hasToString(
            """
            tensor([[ 0.1000, -1.2000],
                    [ 3.0000,  4.0000]], shape=(2, 2), dtype=float32)\
            """);
  }

  @Test
  void wholeNumbersEndInAPoint() {
    assertThat(Tensor.of(new double[] {1, 10}))
        .hasToString("tensor([ 1., 10.], shape=(2), dtype=float64)");
  }

  @Test
  void wideRangesAreScientific() {
    assertThat(Tensor.of(new float[] {1e-5f, 2}))
        .hasToString("tensor([1.0000e-05, 2.0000e+00], shape=(2), dtype=float32)");
  }

  @Test
  void specialValuesAndFlagsAreShown() {
    Tensor x =
        Tensor.of(new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 1});
    assertThat(x.requiresGrad(true))
        .hasToString(
            "tensor([ nan,  inf, -inf,   1.], shape=(4), dtype=float32, requiresGrad=true)");
    assertThat(Tensor.of(new boolean[] {true, false}))
        .hasToString("tensor([ true, false], shape=(2), dtype=bool)");
  }

  @Test
  void scalarsEmptyAndDeeperTensorsHaveTheirForm() {
    assertThat(Tensor.scalar(2.5)).hasToString("tensor(2.5000, shape=(), dtype=float32)");
    assertThat(Tensor.zeros(0, 2)).hasToString("tensor([], shape=(0, 2), dtype=float32)");
    assertThat(Tensor.arange(4).reshape(2, 1, 2))
        .hasToString(
            """
            tensor([[[0, 1]],

                    [[2, 3]]], shape=(2, 1, 2), dtype=int64)\
            """);
  }

  @Test
  void moreThanAThousandElementsAreSummarised() {
    assertThat(Tensor.arange(1001))
        .hasToString(
            "tensor([   0,    1,    2, ...,  998,  999, 1000], shape=(1001), dtype=int64)");
    String big = Tensor.zeros(40, 50).toString();
    assertThat(big.lines()).hasSize(7);
    assertThat(big).contains("[0., 0., 0., ..., 0., 0., 0.],").contains("        ...,\n");
    assertThat(Tensor.zeros(500, 2).toString().lines()).hasSize(500);
  }

  @Test
  void longRowsAreBroken() {
    String text = Tensor.arange(100).toString();
    assertThat(
            text.lines()
                .allMatch(line -> line.length() <= 80 + ", shape=(100), dtype=int64)".length()))
        .isTrue();
    assertThat(text.lines().count()).isGreaterThan(4);
  }
}
