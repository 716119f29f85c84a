package org.nernst.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nernst.tensor.Autograd;
import org.nernst.tensor.DType;
import org.nernst.tensor.Functional;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Tensor;

class SilentFramesTest {
  private static final int FRAMES = 12;

  private final Tensor weight =
      Tensor.randn(new Generator(1), DType.FLOAT64, 4, 2, 3, 3).requiresGrad(true);
  private final Tensor bias = Tensor.randn(new Generator(2), DType.FLOAT64, 4).requiresGrad(true);
  private final List<Long> convolved = new ArrayList<>();

  private Tensor convolve(Tensor frames) {
    convolved.add(frames.size(0));
    long[] one = {1, 1};
    return Functional.conv2d(frames, weight, bias, one, one, one, 1);
  }

  private static Tensor frames(int... active) {
    Tensor frames = Tensor.zeros(DType.FLOAT64, FRAMES, 2, 30, 30);
    for (int f : active) {
      frames.select(0, f).addInPlace(Tensor.randn(new Generator(f), DType.FLOAT64, 2, 30, 30));
    }
    return frames;
  }

  private List<Tensor> gradients(Tensor y) {
    Tensor weights = Tensor.randn(new Generator(7), y.dtype(), y.shape());
    return List.copyOf(
        Autograd.grad(List.of(y), List.of(weight, bias), List.of(weights), false, false, false));
  }

  @Test
  void onlyActiveFramesAndOneSilentOneAreConvolved() {
    for (int[] active : new int[][] {{}, {0}, {11}, {0, 1, 2, 5}, {3, 7, 8, 9, 10, 11}}) {
      Tensor frames = frames(active);
      convolved.clear();
      Tensor y = SilentFrames.skip(frames, this::convolve);
      assertThat(convolved).containsExactly(active.length + 1L);
      Tensor expected = convolve(frames);
      assertThat(y.allClose(expected, 1e-12, 1e-12)).isTrue();
      List<Tensor> got = gradients(y);
      List<Tensor> wanted = gradients(expected);
      assertThat(got.get(0).allClose(wanted.get(0), 1e-10, 1e-10)).isTrue();
      assertThat(got.get(1).allClose(wanted.get(1), 1e-10, 1e-10)).isTrue();
    }
  }

  @Test
  void aSpikeAnywhereMakesAFrameActive() {
    Tensor frames = Tensor.zeros(DType.FLOAT64, FRAMES, 2, 30, 30);
    frames.select(0, 4).select(0, 1).select(0, 29).select(0, 29).fillInPlace(-1);
    assertThat(SilentFrames.skip(frames, this::convolve).equal(convolve(frames))).isTrue();
    assertThat(convolved).containsExactly(2L, (long) FRAMES);
  }

  @Test
  void allAreConvolvedWhereItDoesNotPayOrTheInputNeedsItsGradient() {
    SilentFrames.skip(frames(0, 1, 2, 3, 4, 5, 6, 7, 8, 9), this::convolve);
    SilentFrames.skip(frames(1).requiresGrad(true), this::convolve);
    SilentFrames.skip(frames(1).narrow(0, 0, 5), this::convolve);
    SilentFrames.skip(frames(1).transpose(2, 3), this::convolve);
    assertThat(convolved).containsExactly(12L, 12L, 5L, 12L);
  }
}
