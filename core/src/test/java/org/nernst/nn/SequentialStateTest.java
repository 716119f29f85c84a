package org.nernst.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nernst.nn.Nets.Sum;
import org.nernst.tensor.DType;
import org.nernst.tensor.Device;
import org.nernst.tensor.Tensor;

class SequentialStateTest {
  private final Tensor a = Tensor.scalar(1).requiresGrad(true);
  private final Tensor b = Tensor.scalar(2);
  private final SequentialState state =
      new SequentialState(Arrays.asList(null, new Sum(a), new Sum(b)));

  @Test
  void mapsEveryTensorInOrderAndKeepsGaps() {
    assertThat(state.tensors()).containsExactly(a, b);
    SequentialState doubled = state.map(t -> t.mul(2));
    assertThat(doubled.entries().get(0)).isNull();
    assertThat(doubled.tensors()).extracting(Tensor::item).containsExactly(2.0, 4.0);
  }

  @Test
  void detachesAndConverts() {
    assertThat(state.detach().tensors()).noneMatch(Tensor::requiresGrad);
    assertThat(state.to(DType.FLOAT64).tensors()).allMatch(t -> t.dtype() == DType.FLOAT64);
    assertThat(state.to(Device.CPU).tensors()).allMatch(t -> t.device().isCpu());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> state.to(DType.INT64))
        .withMessageContaining("floating");
    Sum counts = new Sum(Tensor.of(new long[] {3}));
    assertThat(counts.to(DType.FLOAT64).total().dtype()).isEqualTo(DType.INT64);
  }

  @Test
  void keepsACopyOfItsEntries() {
    List<State<?>> entries = new ArrayList<>();
    entries.add(null);
    SequentialState copy = new SequentialState(entries);
    entries.add(null);
    assertThat(copy.entries()).hasSize(1);
  }
}
