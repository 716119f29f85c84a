package org.nernst.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nernst.tensor.Autograd;
import org.nernst.tensor.DType;
import org.nernst.tensor.Functional;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Nernst;
import org.nernst.tensor.Tensor;

class WindowPoolingTest {
  private static final long[] NONE = {0, 0};

  @ParameterizedTest
  @CsvSource({
    "2, 2, 28, 28, 4",
    "2, 2, 15, 17, 4",
    "2, 2, 15, 17, 3",
    "3, 3, 14, 14, 9",
    "1, 4, 7, 9, 1",
    "4, 1, 9, 7, 7",
    "2, 3, 8, 9, 6",
    "3, 2, 8, 9, 6",
    "8, 8, 8, 8, 64"
  })
  void isLibtorchsBitForBit(int kh, int kw, int height, int width, long divisor) {
    long[] kernel = {kh, kw};
    Tensor x = Tensor.randn(new Generator(3), DType.FLOAT32, 60, 8, height, width);
    assertThat(WindowPooling.fits(x, kernel, kernel, NONE, false, divisor)).isTrue();
    Tensor own = x.clone().requiresGrad(true);
    Tensor y = WindowPooling.apply(own, kernel, divisor);
    Tensor oracle = x.clone().requiresGrad(true);
    Tensor expected = Functional.avgPool2d(oracle, kernel, kernel, NONE, false, true, divisor);
    assertThat(y.shape()).isEqualTo(expected.shape());
    assertThat(y.equal(expected)).isTrue();
    Tensor dy = Tensor.randn(new Generator(4), DType.FLOAT32, y.shape());
    y.backward(dy);
    expected.backward(dy);
    assertThat(own.grad().equal(oracle.grad())).isTrue();
  }

  @Test
  void aGradientThatIsNoBlockOfMemoryIsRead() {
    Tensor x = Tensor.randn(new Generator(3), DType.FLOAT32, 64, 4, 8, 8).requiresGrad(true);
    WindowPooling.apply(x, new long[] {2, 2}, 4).sum().backward();
    assertThat(x.grad().toFloatArray()).containsOnly(0.25f);
  }

  @Test
  void layersTakeItWhereWindowsLieSideBySide() {
    Tensor x = Tensor.randn(new Generator(3), DType.FLOAT32, 3, 2, 16, 16, 16);
    Tensor mean = Functional.avgPool2d(x.flatten(0, 1), sizes(2), sizes(2), NONE);
    assertThat(new AvgPool2d(2).forward(x).flatten(0, 1).equal(mean)).isTrue();
    assertThat(new SumPool2d(2).forward(x).flatten(0, 1).equal(mean.mul(4))).isTrue();
    Tensor wide = AvgPool2d.builder(2).divisorOverride(8).build().forward(x).flatten(0, 1).mul(2);
    assertThat(wide.equal(mean)).isTrue();
  }

  @Test
  void leavesTheRestToLibtorch() {
    Tensor x = Tensor.zeros(64, 4, 9, 9);
    assertThat(WindowPooling.fits(x, sizes(2), sizes(1), NONE, false, 4)).isFalse();
    assertThat(WindowPooling.fits(x, sizes(2), sizes(2), sizes(1), false, 4)).isFalse();
    assertThat(WindowPooling.fits(x, sizes(2), sizes(2), NONE, true, 4)).isFalse();
    assertThat(WindowPooling.fits(x, sizes(3), sizes(3), NONE, true, 9)).isTrue();
    assertThat(WindowPooling.fits(x, sizes(10), sizes(10), NONE, false, 100)).isFalse();
    assertThat(WindowPooling.fits(x.transpose(2, 3), sizes(2), sizes(2), NONE, false, 4)).isFalse();
    assertThat(WindowPooling.fits(x.toDouble(), sizes(2), sizes(2), NONE, false, 4)).isFalse();
    assertThat(WindowPooling.fits(x.narrow(0, 0, 1), sizes(2), sizes(2), NONE, false, 4)).isFalse();
  }

  @Test
  void anyNumberOfThreadsGivesTheSameBits() {
    Tensor x = Tensor.randn(new Generator(3), DType.FLOAT32, 64, 8, 12, 14);
    int before = Nernst.threads();
    try {
      Nernst.threads(1);
      Tensor one = WindowPooling.apply(x, sizes(2), 4);
      Nernst.threads(3);
      assertThat(WindowPooling.apply(x, sizes(2), 4).equal(one)).isTrue();
    } finally {
      Nernst.threads(before);
    }
  }

  @Test
  void secondDerivativesAreLibtorchs() {
    Tensor x = Tensor.randn(new Generator(3), DType.FLOAT32, 64, 8, 9, 11).requiresGrad(true);
    Tensor own = second(WindowPooling.apply(x, sizes(2), 4), x);
    Tensor oracle = second(Functional.avgPool2d(x, sizes(2), sizes(2), sizes(0)), x);
    assertThat(own.allClose(oracle, 1e-6, 1e-6)).isTrue();
  }

  private static Tensor second(Tensor y, Tensor x) {
    Tensor loss = y.square().mul(y).sum();
    Tensor dx = Autograd.grad(List.of(loss), List.of(x), null, true, true, false).getFirst();
    return Autograd.grad(List.of(dx.square().sum()), List.of(x), null, false, false, false)
        .getFirst();
  }

  private static long[] sizes(long size) {
    return new long[] {size, size};
  }
}
