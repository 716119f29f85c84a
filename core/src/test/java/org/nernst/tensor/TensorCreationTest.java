package org.nernst.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

class TensorCreationTest {

  @Test
  void arraysKeepTheirTypeAndValues() {
    assertThat(Tensor.of(new float[] {1, 2, 3, 4}, 2, 2).get(1, 0)).isEqualTo(3);
    assertThat(Tensor.of(new double[] {Math.PI}).dtype()).isEqualTo(DType.FLOAT64);
    assertThat(Tensor.of(new int[] {-7}).dtype()).isEqualTo(DType.INT32);
    assertThat(Tensor.of(new long[] {Long.MIN_VALUE}).itemLong()).isEqualTo(Long.MIN_VALUE);
    assertThat(Tensor.of(new boolean[] {true, false}, 2, 1).shape()).containsExactly(2, 1);
    assertThat(Tensor.of(new float[0]).shape()).containsExactly(0);
    assertThat(Tensor.of(new float[0], 3, 0).shape()).containsExactly(3, 0);
  }

  @Test
  void dataAndShapeMustAgree() {
    assertThatThrownBy(() -> Tensor.of(new float[5], 2, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected data for shape (2, 3), 6 elements, got 5");
    assertThatThrownBy(() -> Tensor.of(new float[5], -1, 5))
        .hasMessage("expected sizes of at least 0, got (-1, 5)");
  }

  @Test
  void constantsFill() {
    assertThat(Tensor.zeros().dim()).isZero();
    assertThat(Tensor.ones(DType.INT64, 2, 2).sum().itemLong()).isEqualTo(4);
    assertThat(Tensor.full(new long[] {3}, 0.1).get(2)).isEqualTo(0.1f);
    assertThat(Tensor.full(new long[] {3}, 7, DType.UINT8).toLongArray()).containsExactly(7, 7, 7);
    assertThat(Tensor.scalar(0.1, DType.FLOAT64).item()).isEqualTo(0.1);
    assertThat(Tensor.empty(4, 5).shape()).containsExactly(4, 5);
    assertThat(Tensor.eye(3).sum().item()).isEqualTo(3);
    assertThat(Tensor.eye(3).get(1, 1)).isEqualTo(1);
  }

  @Test
  void likesCopyShapeAndDtype() {
    Tensor model = Tensor.zeros(DType.INT16, 2, 3);
    for (Tensor t :
        new Tensor[] {
          Tensor.zerosLike(model),
          Tensor.onesLike(model),
          Tensor.emptyLike(model),
          Tensor.fullLike(model, 3)
        }) {
      assertThat(t.dtype()).isEqualTo(DType.INT16);
      assertThat(t.shape()).containsExactly(2, 3);
    }
    assertThat(Tensor.fullLike(model, 3).sum().itemLong()).isEqualTo(18);
  }

  @Test
  void rangesLeaveOutTheirEndAndLinspaceKeepsIt() {
    assertThat(Tensor.arange(3).toLongArray()).containsExactly(0, 1, 2);
    assertThat(Tensor.arange(5, -1, -2).toLongArray()).containsExactly(5, 3, 1);
    assertThat(Tensor.arange(0, 1, 0.25).toFloatArray()).containsExactly(0, 0.25f, 0.5f, 0.75f);
    assertThat(Tensor.arange(0, 2, 1, DType.FLOAT64).dtype()).isEqualTo(DType.FLOAT64);
    assertThat(Tensor.linspace(0, 1, 5).toFloatArray()).containsExactly(0, 0.25f, 0.5f, 0.75f, 1);
    assertThatThrownBy(() -> Tensor.arange(0, 3, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("arange(): ");
  }

  @Test
  void foreignMemoryIsUsedWithoutACopy() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(ValueLayout.JAVA_FLOAT, 6);
      Tensor t = Tensor.ofSegment(memory, DType.FLOAT32, 2, 3);
      memory.setAtIndex(ValueLayout.JAVA_FLOAT, 4, 2.5f);
      assertThat(t.get(1, 1)).isEqualTo(2.5);
      t.fillInPlace(1);
      assertThat(memory.getAtIndex(ValueLayout.JAVA_FLOAT, 0)).isEqualTo(1);
      t.close();
      assertThatThrownBy(() -> Tensor.ofSegment(memory, DType.FLOAT64, 4))
          .hasMessage("expected memory of at least 32 bytes for float64 (4), got 24");
      assertThatThrownBy(() -> Tensor.ofSegment(memory.asSlice(2), DType.FLOAT32, 2))
          .hasMessageStartingWith("expected native memory aligned to 4 bytes");
      assertThatThrownBy(
              () -> Tensor.ofSegment(MemorySegment.ofArray(new float[3]), DType.FLOAT32, 3))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void nativeTensorsAreWrappedIfDefined() {
    Tensor x = Tensor.ones(2);
    assertThat(Tensor.of(x.torch().add(x.torch())).sum().item()).isEqualTo(4);
    assertThatThrownBy(() -> Tensor.of(new org.bytedeco.pytorch.Tensor()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("undefined");
  }
}
