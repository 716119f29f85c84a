package org.nernst.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Tensor;

class Conv2dTest {
  private static Conv2d.Builder builder(long in, long out, long kernel) {
    return Conv2d.builder(in, out, kernel).dtype(DType.FLOAT64).generator(new Generator(5));
  }

  private static Tensor image(long... shape) {
    return Tensor.randn(new Generator(6), DType.FLOAT64, shape);
  }

  private static void check(
      Conv2d layer, Tensor x, int stride, int top, int bottom, int dilation, int groups) {
    Tensor expected =
        Naive.conv2d(x, layer.weight(), layer.bias(), stride, top, bottom, dilation, groups);
    assertThat(layer.forward(x).allClose(expected, 1e-10, 1e-10)).isTrue();
  }

  @Test
  void computesTheSumOverEachWindow() {
    check(builder(2, 3, 3).build(), image(2, 2, 6, 6), 1, 0, 0, 1, 1);
  }

  @Test
  void strideAndPaddingMoveTheWindows() {
    check(builder(2, 3, 3).stride(2).padding(1).build(), image(1, 2, 7, 7), 2, 1, 1, 1, 1);
  }

  @Test
  void dilationAndGroupsThinThem() {
    check(builder(4, 6, 2).dilation(3).groups(2).build(), image(1, 4, 7, 7), 1, 0, 0, 3, 2);
  }

  @Test
  void samePaddingKeepsTheSizeAlsoWithEvenWindows() {
    check(builder(1, 1, 3).padding("same").build(), image(1, 1, 5, 5), 1, 1, 1, 1, 1);
    check(builder(1, 1, 4).padding("same").build(), image(1, 1, 5, 5), 1, 1, 2, 1, 1);
    check(builder(1, 1, 2).dilation(3).padding("same").build(), image(1, 1, 5, 5), 1, 1, 2, 3, 1);
    assertThat(builder(1, 1, 4).padding("same").build().forward(image(1, 1, 5, 5)).shape())
        .containsExactly(1, 1, 5, 5);
    assertThat(builder(1, 1, 4).padding("valid").build().forward(image(1, 1, 5, 5)).shape())
        .containsExactly(1, 1, 2, 2);
  }

  @Test
  void windowsMayBeOblong() {
    Conv2d layer = Conv2d.builder(1, 1, 3, 1).stride(2, 1).padding(0, 2).build();
    assertThat(layer.forward(Tensor.ones(1, 1, 5, 4)).shape()).containsExactly(1, 1, 2, 8);
    assertThat(layer.weight().shape()).containsExactly(1, 1, 3, 1);
  }

  @Test
  void leadingAxesAreOneBatch() {
    Conv2d layer = builder(2, 3, 3).build();
    Tensor x = image(4, 2, 2, 5, 5);
    Tensor y = layer.forward(x);
    assertThat(y.shape()).containsExactly(4, 2, 3, 3, 3);
    assertThat(y.select(0, 3).allClose(layer.forward(x.select(0, 3)), 1e-12, 1e-12)).isTrue();
    Tensor single = layer.forward(x.select(0, 1).select(0, 1));
    assertThat(single.shape()).containsExactly(3, 3, 3);
    assertThat(single.allClose(y.select(0, 1).select(0, 1), 1e-12, 1e-12)).isTrue();
  }

  @Test
  void aConstantImageIsConvolvedOnce() {
    Conv2d layer = builder(2, 3, 3).build();
    Tensor x = image(2, 2, 5, 5).unsqueeze(0).expand(6, 2, 2, 5, 5);
    Tensor y = layer.forward(x);
    assertThat(y.strides()[0]).isZero();
    assertThat(y.allClose(layer.forward(x.contiguous()), 1e-12, 1e-12)).isTrue();
  }

  @Test
  void initialValuesKeepToTheBoundsOfPyTorch() {
    Conv2d layer = builder(4, 100, 5).groups(2).build();
    double bound = 1 / Math.sqrt(2 * 25);
    assertThat(layer.weight().abs().max().item()).isBetween(0.99 * bound, bound);
    assertThat(layer.bias().abs().max().item()).isBetween(0.9 * bound, bound);
  }

  @Test
  void printsAsPyTorch() {
    assertThat(new Conv2d(1, 20, 5))
        .hasToString("Conv2d(1, 20, kernel_size=(5, 5), stride=(1, 1))");
    assertThat(builder(2, 4, 3).stride(2).padding(1).dilation(2).groups(2).bias(false).build())
        .hasToString(
            "Conv2d(2, 4, kernel_size=(3, 3), stride=(2, 2), padding=(1, 1), dilation=(2, 2),"
                + " groups=2, bias=False)");
    assertThat(builder(2, 4, 3).padding("same").build())
        .hasToString("Conv2d(2, 4, kernel_size=(3, 3), stride=(1, 1), padding=same)");
  }

  @Test
  void refusesWhatDoesNotFit() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Conv2d(3, 4, 3).forward(Tensor.ones(2, 1, 8, 8)))
        .withMessage(
            "Conv2d: expected input (..., channel, height, width) with 3 channels, got (2, 1, 8,"
                + " 8)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Conv2d(3, 4, 3).forward(Tensor.ones(8, 8)))
        .withMessageContaining("expected input (..., channel, height, width), got (8, 8)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder(3, 4, 3).groups(2))
        .withMessageContaining("divide 3 in and 4 out channels, got 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder(3, 4, 3).padding("reflect"))
        .withMessageContaining("\"same\" or \"valid\"");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder(3, 4, 3).padding("same").stride(2).build())
        .withMessageContaining("expected stride 1");
    assertThatIllegalArgumentException().isThrownBy(() -> builder(3, 4, 3).stride(0));
    assertThatIllegalArgumentException().isThrownBy(() -> builder(3, 4, 3).stride(1, 1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> builder(3, 4, 3).padding(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Conv2d(0, 4, 3));
  }
}
