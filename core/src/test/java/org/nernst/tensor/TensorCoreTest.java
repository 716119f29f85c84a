package org.nernst.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

class TensorCoreTest {
  private final Tensor x = Tensor.arange(24).reshape(2, 3, 4).toFloat();

  @Test
  void tellsItsForm() {
    assertThat(x.shape()).containsExactly(2, 3, 4);
    assertThat(x.strides()).containsExactly(12, 4, 1);
    assertThat(x.size(-1)).isEqualTo(4);
    assertThat(x.dim()).isEqualTo(3);
    assertThat(x.numel()).isEqualTo(24);
    assertThat(x.dtype()).isEqualTo(DType.FLOAT32);
    assertThat(x.device()).isEqualTo(Device.CPU);
    assertThatThrownBy(() -> x.size(3)).hasMessage("expected dim in -3..2, got 3");
  }

  @Test
  void segmentsReachWhatTheStridesReach() {
    MemorySegment all = x.segment();
    assertThat(all.byteSize()).isEqualTo(96);
    assertThat(all.getAtIndex(ValueLayout.JAVA_FLOAT, 23)).isEqualTo(23);
    Tensor column = x.select(2, 1);
    assertThat(column.segment().byteSize()).isEqualTo((12 + 2 * 4 + 1) * 4);
    assertThat(column.segment().getAtIndex(ValueLayout.JAVA_FLOAT, 0)).isEqualTo(1);
    assertThat(column.segment().getAtIndex(ValueLayout.JAVA_FLOAT, 20)).isEqualTo(21);
    assertThat(Tensor.ones(1).expand(1000).segment().byteSize()).isEqualTo(4);
    assertThat(Tensor.zeros(0, 3).segment().byteSize()).isZero();
  }

  @Test
  void aSegmentKeepsItsTensorFromTheCollector() {
    MemorySegment memory = Tensor.full(new long[] {1 << 20}, 3).segment();
    for (int i = 0; i < 5; i++) {
      System.gc();
      Tensor.full(new long[] {1 << 20}, 4).close();
    }
    assertThat(memory.getAtIndex(ValueLayout.JAVA_FLOAT, (1 << 20) - 1)).isEqualTo(3);
  }

  @Test
  void identityAndStorageAreDifferentQuestions() {
    Tensor view = x.narrow(0, 0, 1);
    assertThat(view.sameStorage(x)).isTrue();
    assertThat(view.isSame(x)).isFalse();
    assertThat(Tensor.of(x.torch()).isSame(x)).isTrue();
  }

  @Test
  void aTensorWithoutMemoryHasNoSegment() {
    Tensor meta = x.to(Device.parse("meta"));
    assertThat(meta.device()).isEqualTo(new Device(Device.Type.META, -1));
    assertThat(meta.sum(0).shape()).containsExactly(3, 4);
    assertThat(meta).hasToString("tensor(..., shape=(2, 3, 4), dtype=float32, device=meta)");
    assertThatThrownBy(meta::segment)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("expected a tensor in main memory, got one on meta: to(Device.CPU) copies it");
  }
}
