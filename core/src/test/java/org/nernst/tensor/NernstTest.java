package org.nernst.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NernstTest {
  private final int threads = Nernst.threads();

  @AfterEach
  void restore() {
    Nernst.deterministic(false);
    Nernst.threads(threads);
  }

  @Test
  void threadsReachLibtorchAndBlas() {
    Nernst.threads(2);
    assertThat(Nernst.threads()).isEqualTo(2);
    assertThat(torch.get_num_threads()).isEqualTo(2);
    assertThat(BlasThreads.set(2)).isTrue();
    assertThatThrownBy(() -> Nernst.threads(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected at least 1 thread, got 0");
  }

  @Test
  void deterministicResultsDontDependOnTheNumberOfThreads() {
    Tensor x = Tensor.randn(new Generator(1), DType.FLOAT32, 300, 700);
    Tensor y = Tensor.randn(new Generator(2), DType.FLOAT32, 700, 200);
    Nernst.deterministic(true);
    Nernst.threads(1);
    Tensor product = x.matmul(y);
    Tensor sum = x.sum();
    Nernst.threads(3);
    assertThat(Nernst.threads()).isEqualTo(3);
    assertThat(x.matmul(y).equal(product)).isTrue();
    assertThat(x.sum().equal(sum)).isTrue();
    assertThat(torch.get_num_threads()).isEqualTo(1);
    assertThat(torch.globalContext().deterministicAlgorithms()).isTrue();
    Nernst.deterministic(false);
    assertThat(torch.get_num_threads()).isEqualTo(3);
    assertThat(Nernst.deterministic()).isFalse();
  }

  @Test
  void seedingReachesLibtorchsOwnGenerator() {
    Nernst.seed(3);
    Tensor a = Tensor.of(torch.torch_rand(4));
    Nernst.seed(3);
    assertThat(Tensor.of(torch.torch_rand(4)).equal(a)).isTrue();
    assertThat(Generator.root().seed()).isEqualTo(3);
  }

  @Test
  void hasAVersion() {
    assertThat(Nernst.version()).isNotBlank();
  }
}
