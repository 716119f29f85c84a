package org.nernst.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PooledMemoryTest {
  private static final Path STATM = Path.of("/proc/self/statm");
  private static final long MB = 1L << 20;
  private final long held = Nernst.pooledBytes();

  @AfterEach
  void restore() {
    Nernst.pooledBytes(held);
  }

  private static Tensor big() {
    return Tensor.emptyPooled(DType.FLOAT32, 512, 1024);
  }

  private static boolean isPooled(long address) {
    return PooledMemory.POOL.isTaken(address);
  }

  @Test
  void memoryOfAClosedTensorServesTheNext() {
    try (var _ = Scope.open()) {
      Tensor first = big();
      long address = first.address();
      assertThat(isPooled(address)).isTrue();
      first.close();
      assertThat(isPooled(address)).isFalse();
      assertThat(big().address()).isEqualTo(address);
    }
  }

  @Test
  void aViewAndAGraphKeepTheMemory() {
    try (var _ = Scope.open()) {
      Tensor base = big().fillInPlace(3);
      long address = base.address();
      Tensor view = base.select(0, 5);
      Tensor weight = Tensor.ones(1024).requiresGrad(true);
      Tensor product = base.mul(weight).sum();
      base.close();
      assertThat(isPooled(address)).isTrue();
      assertThat(view.sum().item()).isEqualTo(3 * 1024);
      view.close();
      assertThat(isPooled(address)).isTrue();
      product.backward();
      assertThat(weight.grad().select(0, 7).item()).isEqualTo(3 * 512);
      product.close();
      assertThat(isPooled(address)).isFalse();
    }
  }

  @Test
  void behavesAsAnyTensor() {
    try (var _ = Scope.open()) {
      Tensor t = big().fillInPlace(2);
      assertThat(t.shape()).containsExactly(512, 1024);
      assertThat(t.isContiguous()).isTrue();
      assertThat(t.isLeaf()).isTrue();
      assertThat(t.clone().equal(t)).isTrue();
      assertThat(t.toFloatArray()).hasSize(512 * 1024).contains(2f);
      t.requiresGrad(true);
      t.square().sum().backward();
      assertThat(t.grad().select(0, 0).select(0, 0).item()).isEqualTo(4);
      t.setData(Tensor.ones(3));
      assertThat(t.toFloatArray()).containsExactly(1, 1, 1);
      Tensor other = Tensor.zeros(4);
      Tensor fives = big().fillInPlace(5);
      other.setData(fives);
      fives.close();
      assertThat(other.mean().item()).isEqualTo(5);
    }
  }

  @Test
  void growsWithItsValuesAndGivesItsBlockBack() {
    try (var _ = Scope.open()) {
      Tensor t = big().fillInPlace(7);
      long address = t.address();
      t.torch().resize_(new long[] {2048, 1024}, null);
      assertThat(t.shape()).containsExactly(2048, 1024);
      assertThat(t.select(0, 511).sum().item()).isEqualTo(7 * 1024);
      assertThat(isPooled(address)).isFalse();
    }
  }

  @Test
  void smallTensorsAndThoseOfASwitchedOffPoolAreLibtorchs() {
    try (var _ = Scope.open()) {
      assertThat(isPooled(Tensor.emptyPooled(DType.FLOAT32, 16).address())).isFalse();
      Nernst.pooledBytes(0);
      assertThat(Nernst.pooledBytes()).isZero();
      assertThat(isPooled(big().address())).isFalse();
      assertThatThrownBy(() -> Nernst.pooledBytes(-1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("expected at least 0 bytes, got -1");
    }
  }

  @Test
  void aShapeThatCannotBeIsRefusedAsElsewhere() {
    assertThatThrownBy(() -> Tensor.emptyPooled(DType.FLOAT32, -1, 3))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void manyTensorsOfManySizesKeepResidentMemoryFlat() throws IOException {
    assumeTrue(Files.isReadable(STATM), "no /proc/self/statm");
    Nernst.pooledBytes(64 * MB);
    long before = 0;
    for (int i = 0; i < 600; i++) {
      if (i == 100) {
        before = residentBytes();
      }
      try (var _ = Scope.open()) {
        Tensor.emptyPooled(DType.FLOAT32, 1 + i % 37, 300_000).fillInPlace(i);
        Tensor.emptyPooled(DType.FLOAT64, 1 + i % 11, 300_000).fillInPlace(i);
      }
    }
    // 20 GB went through
    assertThat(residentBytes() - before).as("bytes grown").isLessThan(128 * MB);
    assertThat(PooledMemory.POOL.freeBytes()).isLessThanOrEqualTo(64 * MB);
  }

  private static long residentBytes() throws IOException {
    return Long.parseLong(Files.readString(STATM).split(" ")[1]) * 4096;
  }
}
