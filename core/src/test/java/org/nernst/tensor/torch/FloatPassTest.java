package org.nernst.tensor.torch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nernst.tensor.DType;
import org.nernst.tensor.Nernst;
import org.nernst.tensor.Tensor;

class FloatPassTest {
  private static boolean takes(Tensor parameter, Tensor gradient, Tensor... state) {
    return new FloatPass(state.length).takes(parameter, gradient.torch(), state);
  }

  @Test
  void takesContiguousFloat32Only() {
    Tensor plain = Tensor.zeros(3, 4);
    Tensor turned = Tensor.zeros(4, 3).t();
    Tensor wide = Tensor.zeros(DType.FLOAT64, 3, 4);
    assertThat(takes(plain, plain, plain, plain)).isTrue();
    assertThat(takes(turned, plain, plain)).isFalse();
    assertThat(takes(plain, turned, plain)).isFalse();
    assertThat(takes(plain, plain, turned)).isFalse();
    assertThat(takes(wide, wide, wide)).isFalse();
    assertThat(takes(plain, plain, new Tensor[] {null})).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"2053, true", "2053, false", "100005, true", "100005, false"})
  void walksOverEveryElementOnce(long n, boolean flushed) {
    int before = Nernst.threads();
    try {
      Nernst.threads(3);
      walk(n, flushed);
    } finally {
      Nernst.threads(before);
    }
  }

  private static void walk(long n, boolean flushed) {
    Tensor parameter = Tensor.zeros(n);
    Tensor state = Tensor.ones(n);
    Tensor gradient = Tensor.arange(0, (double) n, 1, DType.FLOAT32);
    long version = parameter.version();
    new FloatPass(1)
        .run(
            parameter,
            gradient.torch(),
            new Tensor[] {state},
            flushed,
            (p, g, s, count) -> {
              for (int i = 0; i < count; i++) {
                p[i] += g[i];
                s[0][i] += 1;
              }
            });
    assertThat(parameter.toFloatArray()).containsExactly(gradient.toFloatArray());
    assertThat(state.toFloatArray()).containsOnly(2);
    assertThat(parameter.version()).isGreaterThan(version);
  }
}
