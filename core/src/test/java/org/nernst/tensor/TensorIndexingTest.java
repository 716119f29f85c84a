package org.nernst.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TensorIndexingTest {
  private final Tensor x = Tensor.arange(12).reshape(3, 4);

  @Test
  void rangesAndSlicesAreViews() {
    assertThat(x.narrow(1, 1, 2).toLongArray()).containsExactly(1, 2, 5, 6, 9, 10);
    assertThat(x.select(0, -1).toLongArray()).containsExactly(8, 9, 10, 11);
    assertThat(x.slice(1, 0, 4, 2).toLongArray()).containsExactly(0, 2, 4, 6, 8, 10);
    assertThat(x.slice(0, -1, Long.MAX_VALUE, 1).toLongArray()).containsExactly(8, 9, 10, 11);
    assertThat(x.narrow(0, 0, 1).sameStorage(x)).isTrue();
    assertThat(x.diagonal().toLongArray()).containsExactly(0, 5, 10);
  }

  @Test
  void partsPutTogetherAreTheWhole() {
    assertThat(Tensor.stack(x.unbind(0), 0).equal(x)).isTrue();
    assertThat(Tensor.stack(x.unbind(1).toArray(Tensor[]::new), 1).equal(x)).isTrue();
    assertThat(Tensor.cat(x.split(3, 1), 1).equal(x)).isTrue();
    assertThat(Tensor.cat(x.split(new long[] {1, 3}, -1), -1).equal(x)).isTrue();
    assertThat(x.split(3, 1)).hasSize(2);
    assertThat(x.chunk(2, 0)).extracting(t -> t.size(0)).containsExactly(2L, 1L);
  }

  @Test
  void indicesAndMasksPickRows() {
    assertThat(x.index(Tensor.of(new long[] {2, -3})).toLongArray())
        .containsExactly(8, 9, 10, 11, 0, 1, 2, 3);
    assertThat(x.index(Tensor.of(new boolean[] {false, true, false})).toLongArray())
        .containsExactly(4, 5, 6, 7);
    assertThat(x.index(x.gt(9)).toLongArray()).containsExactly(10, 11);
    assertThat(x.index(Tensor.zeros(DType.INT64, 2, 2)).shape()).containsExactly(2, 2, 4);
    assertThat(x.indexSelect(1, Tensor.of(new long[] {3, 0})).toLongArray())
        .containsExactly(3, 0, 7, 4, 11, 8);
  }

  @Test
  void gatherReadsWhatScatterWrites() {
    Tensor index = Tensor.of(new long[] {3, 0, 1}, 3, 1);
    assertThat(x.gather(1, index).toLongArray()).containsExactly(3, 4, 9);
    Tensor written = x.scatter(1, index, Tensor.full(new long[] {3, 1}, -1, DType.INT64));
    assertThat(written.gather(1, index).toLongArray()).containsExactly(-1, -1, -1);
    assertThat(x.scatter(1, index, -1).equal(written)).isTrue();
    assertThat(written.sum().itemLong()).isEqualTo(66 - 16 - 3);
    Tensor twice = Tensor.zeros(2).scatterAdd(0, Tensor.of(new long[] {1, 1}), Tensor.ones(2));
    assertThat(twice.toFloatArray()).containsExactly(0, 2);
  }

  @Test
  void reordersAndTriangles() {
    assertThat(x.flip(0, 1).toLongArray()).startsWith(11, 10);
    assertThat(x.roll(1, 1).toLongArray()).startsWith(3, 0, 1, 2);
    Tensor square = Tensor.ones(3, 3);
    assertThat(square.tril(-1).sum().item()).isEqualTo(3);
    assertThat(square.triu(0).sum().item()).isEqualTo(6);
    assertThat(x.gt(9).nonzero().toLongArray()).containsExactly(2, 2, 2, 3);
  }

  @Test
  void unbindSendsGradientsBackToEachSlice() {
    Tensor w = Tensor.zeros(3, 2).requiresGrad(true);
    List<Tensor> steps = w.unbind(0);
    steps.get(0).sum().add(steps.get(2).mul(5).sum()).backward();
    assertThat(w.grad().toFloatArray()).containsExactly(1, 1, 0, 0, 5, 5);
  }

  @Test
  void errorsNameOperationAndShapes() {
    assertThatThrownBy(() -> Tensor.cat(List.of(), 0))
        .hasMessage("cat: expected at least one tensor, got none");
    assertThatThrownBy(() -> Tensor.cat(List.of(Tensor.zeros(2, 3), Tensor.zeros(2, 4)), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("cat(float32 (2, 3), float32 (2, 4)): Sizes of tensors must match");
    assertThatThrownBy(() -> Tensor.stack(List.of(Tensor.zeros(2), Tensor.zeros(3)), 0))
        .hasMessageStartingWith("stack(float32 (2), float32 (3)): ");
    assertThatThrownBy(() -> x.select(0, 3)).hasMessageContaining("index 3 out of range");
    assertThatThrownBy(() -> x.narrow(0, 2, 2)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> x.gather(1, Tensor.zeros(3, 1)))
        .hasMessageStartingWith("gather(int64 (3, 4), float32 (3, 1)): ");
  }
}
