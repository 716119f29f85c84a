package org.nernst.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.nernst.tensor.Tensor;

class NeuronStateTest {
  @Test
  void isAValueThatKeepsItsOrder() {
    SequencedMap<String, Tensor> fields = new LinkedHashMap<>();
    fields.put("v", Tensor.scalar(1));
    fields.put("a", Tensor.scalar(2));
    NeuronState state = new NeuronState(fields);
    fields.clear();
    assertThat(state.fields().keySet()).containsExactly("v", "a");
    assertThat(state.map(t -> t.add(1)).tensors()).extracting(Tensor::item).containsExactly(2d, 3d);
    assertThat(state.get("a").item()).isEqualTo(2);
    assertThatThrownBy(() -> state.get("i")).hasMessage("expected as state one of [v, a], got i");
  }
}
