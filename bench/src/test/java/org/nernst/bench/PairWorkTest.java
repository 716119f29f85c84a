package org.nernst.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.nernst.tensor.Tensor;

final class PairWorkTest {
  @Test
  void bothFormsGiveTheSameSpikes() {
    for (Neuron neuron : new Neuron[] {Neuron.LIF, Neuron.IAF}) {
      PairWork apart = PairWork.of(PairWork.Form.APART, neuron, Pass.TRAINING, 0.05, 64, 8, 160);
      Tensor expected = apart.output();
      assertThat(expected.sum().item()).isPositive();
      Tensor found = apart.in(PairWork.Form.TOGETHER).output();
      assertThat(Arrays.equals(found.toDoubleArray(), expected.toDoubleArray())).isTrue();
      apart.run();
      assertThat(apart.network().parameters()).allMatch(p -> p.grad() == null);
    }
  }
}
