package org.nernst.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

class RandomStateTest {
  private static double libtorchDraw() {
    return Tensor.of(torch.rand(1)).item();
  }

  @Test
  void bringsBackTheRootAndLibtorchsOwnGenerator() {
    Generator.root().stream("random state test").nextLong();
    libtorchDraw();
    RandomState state = RandomState.capture();
    long root = Generator.root().nextLong();
    long split = Generator.root().stream("random state test").nextLong();
    double libtorch = libtorchDraw();
    assertThat(libtorchDraw()).isNotEqualTo(libtorch);
    state.restore();
    assertThat(Generator.root().nextLong()).isEqualTo(root);
    assertThat(Generator.root().stream("random state test").nextLong()).isEqualTo(split);
    assertThat(libtorchDraw()).isEqualTo(libtorch);
  }

  @Test
  void aStateThatLibtorchDoesNotKnowIsRefusedAndNothingChanged() {
    RandomState now = RandomState.capture();
    RandomState bad =
        new RandomState(
            new GeneratorState(1, 2, new LinkedHashMap<>()), Tensor.zeros(DType.UINT8, 3));
    assertThatThrownBy(bad::restore)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("random state of libtorch(uint8 (3)): ");
    assertThat(Generator.root().snapshot()).isEqualTo(now.root());
  }
}
