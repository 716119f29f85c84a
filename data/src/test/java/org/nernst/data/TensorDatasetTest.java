package org.nernst.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.nernst.tensor.Tensor;

class TensorDatasetTest {
  @Test
  void givesTheValuesOfAnExample() {
    TensorDataset data =
        new TensorDataset(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, new int[] {3, 0}, 2, 2);
    assertThat(data.size()).isEqualTo(2);
    assertThat(data.sample(1).values()).containsExactly(5, 6, 7, 8);
    assertThat(data.sample(1).label()).isZero();
    assertThat(data.label(0)).isEqualTo(3);
    assertThat(data.inputShape()).containsExactly(2, 2);
  }

  @Test
  void copiesTensors() {
    Tensor inputs = Tensor.of(new float[] {1, 2, 3, 4}, 2, 2);
    TensorDataset data = TensorDataset.of(inputs, Tensor.of(new long[] {1, 4}));
    inputs.zeroInPlace();
    assertThat(data.sample(0).values()).containsExactly(1, 2);
    assertThat(data.label(1)).isEqualTo(4);
  }

  @Test
  void refusesWhatDoesNotFit() {
    assertThatThrownBy(() -> new TensorDataset(new float[5], new int[2], 3))
        .hasMessage("expected 6 values for 2 examples of shape [3], got 5");
    assertThatThrownBy(() -> new TensorDataset(new float[2], new int[] {0, -1}, 1))
        .hasMessage("expected classes >= 0, got -1 for example 1");
    assertThatThrownBy(() -> TensorDataset.of(Tensor.zeros(3, 2), Tensor.of(new long[] {1, 4})))
        .hasMessage(
            "expected inputs (example, ...) and as many targets (example), got (3, 2) and (2)");
    assertThatThrownBy(() -> new TensorDataset(new float[2], new int[2], 1).sample(2))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void copiesTheValuesOfAnExampleToWhereTheyAreWanted() {
    Dataset whole = new TensorDataset(new float[] {1, 2, 3, 4, 5, 6}, new int[] {0, 1, 2}, 2);
    float[] target = new float[5];
    assertThat(whole.copy(1, target, 3)).isEqualTo(1);
    assertThat(new Subset(whole, 2).copy(0, target, 0)).isEqualTo(2);
    assertThat(target).containsExactly(5, 6, 0, 3, 4);
    assertThatThrownBy(() -> whole.copy(3, target, 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> whole.copy(0, target, 4))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}
