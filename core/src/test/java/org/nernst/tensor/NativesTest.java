package org.nernst.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class NativesTest {

  @Test
  void constantsAreSharedAndNeverChanged() {
    assertThat(Natives.constant(DType.FLOAT32, 0.3)).isSameAs(Natives.constant(DType.FLOAT32, 0.3));
    Tensor x = Tensor.zeros(3);
    x.addInPlace(0.3).mulInPlace(2.0).addInPlace(0.3);
    x.add(0.3).addInPlace(5.0);
    assertThat(Tensor.zeros(1).add(0.3).item()).isEqualTo(0.3f);
  }

  @Test
  void theSignOfZeroIsKept() {
    Tensor x = Tensor.ones(1);
    assertThat(x.mul(-0.0).reciprocal().item()).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(x.mul(0.0).reciprocal().item()).isEqualTo(Double.POSITIVE_INFINITY);
  }

  @Test
  void numbersBeyondTheDtypeAreLeftToLibtorch() {
    assertThat(Natives.constant(DType.FLOAT32, 1e39)).isNull();
    assertThat(Natives.constant(DType.FLOAT16, 1)).isNull();
    assertThat(Natives.constant(DType.INT64, 1)).isNull();
    assertThat(Tensor.ones(1).mul(1e39).item()).isEqualTo(Double.POSITIVE_INFINITY);
  }

  @Test
  void moreNumbersThanTheCacheHoldsByFourThreadsGiveTheirOwnResults() throws Exception {
    try (var executor = Executors.newFixedThreadPool(4)) {
      List<Future<?>> all = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        Callable<Void> work =
            () -> {
              Tensor zero = Tensor.zeros(DType.FLOAT64, 1);
              for (int i = 0; i < 3000; i++) {
                try (var _ = Scope.open()) {
                  double number = i % 1500 * 0.7;
                  assertThat(zero.add(number).item()).isEqualTo(number);
                  assertThat(zero.clampMin(number).item()).isEqualTo(number);
                }
              }
              return null;
            };
        all.add(executor.submit(work));
      }
      for (Future<?> done : all) {
        done.get();
      }
    }
  }
}
