package org.nernst.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TensorShapingTest {
  private final Tensor x = Tensor.arange(24).reshape(2, 3, 4);

  @Test
  void viewsShareMemoryAndCopiesDoNot() {
    assertThat(x.view(6, -1).shape()).containsExactly(6, 4);
    assertThat(x.view(24).sameStorage(x)).isTrue();
    assertThat(x.transpose(0, 2).sameStorage(x)).isTrue();
    assertThat(x.clone().sameStorage(x)).isFalse();
    assertThat(x.contiguous().isSame(x)).isTrue();
    assertThat(x.transpose(0, 2).contiguous().sameStorage(x)).isFalse();
    assertThat(x.transpose(0, 1).reshape(24).sameStorage(x)).isFalse();
    assertThat(x.to(DType.INT64).isSame(x)).isTrue();
  }

  @Test
  void stridedViewsReachTheWholeMemoryAndNoFurther() {
    Tensor view = x.asStrided(new long[] {2, 2}, new long[] {12, 1}, 3);
    assertThat(view.toLongArray()).containsExactly(3, 4, 15, 16);
    assertThat(view.sameStorage(x)).isTrue();
    assertThatThrownBy(() -> x.asStrided(new long[] {2}, new long[] {1}, 23))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("asStrided(int64 (2, 3, 4)): ");
  }

  @Test
  void dimsMoveAsAsked() {
    assertThat(x.permute(2, 0, 1).shape()).containsExactly(4, 2, 3);
    assertThat(x.permute(2, 0, 1).get(3, 1, 2)).isEqualTo(x.get(1, 2, 3));
    assertThat(x.moveDim(0, -1).shape()).containsExactly(3, 4, 2);
    assertThat(x.transpose(-1, 0).get(3, 2, 1)).isEqualTo(23);
    assertThat(Tensor.zeros(2, 3).t().shape()).containsExactly(3, 2);
  }

  @Test
  void dimsOfSizeOneComeAndGo() {
    assertThat(x.unsqueeze(0).unsqueeze(-1).shape()).containsExactly(1, 2, 3, 4, 1);
    assertThat(x.unsqueeze(0).unsqueeze(-1).squeeze().shape()).containsExactly(2, 3, 4);
    assertThat(x.unsqueeze(1).squeeze(1).shape()).containsExactly(2, 3, 4);
    assertThat(x.squeeze(1).shape()).containsExactly(2, 3, 4);
  }

  @Test
  void flattenAndUnflattenAreInverse() {
    assertThat(x.flatten(1, 2).shape()).containsExactly(2, 12);
    assertThat(x.flatten().shape()).containsExactly(24);
    assertThat(x.flatten(0, 1).unflatten(0, 2, -1).equal(x)).isTrue();
  }

  @Test
  void expandRepeatsWithoutACopyAndRepeatWithOne() {
    Tensor row = Tensor.of(new float[] {1, 2}, 1, 2);
    assertThat(row.expand(3, -1).strides()).containsExactly(0, 1);
    assertThat(row.expand(3, 2).toFloatArray()).containsExactly(1, 2, 1, 2, 1, 2);
    assertThat(row.repeat(2, 2).toFloatArray()).containsExactly(1, 2, 1, 2, 1, 2, 1, 2);
    assertThat(row.repeatInterleave(2, 1).toFloatArray()).containsExactly(1, 1, 2, 2);
    List<Tensor> both = Tensor.broadcastTensors(row, Tensor.zeros(3, 1));
    assertThat(both).allSatisfy(t -> assertThat(t.shape()).containsExactly(3, 2));
  }

  @Test
  void dtypesConvert() {
    Tensor f = Tensor.of(new float[] {1.7f, -2.2f, 0});
    assertThat(f.toLong().toLongArray()).containsExactly(1, -2, 0);
    assertThat(f.toInt().dtype()).isEqualTo(DType.INT32);
    assertThat(f.toBool().toBooleanArray()).containsExactly(true, true, false);
    assertThat(f.half().dtype()).isEqualTo(DType.FLOAT16);
    assertThat(f.bfloat16().toFloat().get(0)).isEqualTo(1.703125);
    assertThat(f.toDouble().get(0)).isEqualTo(1.7f);
    assertThat(f.to(Device.CPU).isSame(f)).isTrue();
  }

  @Test
  void gradientsFlowThroughCasts() {
    Tensor w = Tensor.of(new float[] {1, 2}).requiresGrad(true);
    w.toDouble().mul(3).sum().backward();
    assertThat(w.grad().dtype()).isEqualTo(DType.FLOAT32);
    assertThat(w.grad().toFloatArray()).containsExactly(3, 3);
  }

  @Test
  void errorsNameOperationAndShape() {
    assertThatThrownBy(() -> x.view(7))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("view(int64 (2, 3, 4)): shape '[7]' is invalid for input of size 24");
    assertThatThrownBy(() -> x.t()).hasMessageStartingWith("t(int64 (2, 3, 4)): ");
    assertThatThrownBy(() -> x.unflatten(0, 3))
        .hasMessageStartingWith("unflatten(int64 (2, 3, 4)): ");
    assertThatThrownBy(() -> Tensor.broadcastTensors(Tensor.zeros(2), Tensor.zeros(3)))
        .hasMessage(
            "broadcastTensors(float32 (2), float32 (3)): shapes (2) and (3) don't broadcast");
  }

  @Test
  void aDeviceThatIsNotThereIsAClearError() {
    assertThatThrownBy(() -> x.to(Device.parse("ipu")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("to(ipu): this build of libtorch can't use the device");
  }
}
