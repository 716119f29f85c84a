package org.nernst.engine.fused;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.nernst.neuron.NeuronModel;
import org.nernst.neuron.Operation;
import org.nernst.neuron.UnaryOp;
import org.nernst.tensor.Generator;

final class ShrinkingTest {
  private static boolean takesARoot(NeuronModel model) {
    return Shrinking.operations(model).stream()
        .anyMatch(node -> node instanceof Operation.Unary u && u.op() == UnaryOp.SQRT);
  }

  @Test
  void onlyWhatTheDefectNeedsIsLeft() {
    int shrunk = 0;
    for (long seed = 1; seed <= 20; seed++) {
      NeuronModel model = RandomNeurons.draw(new Generator(seed), 25);
      if (takesARoot(model)) {
        NeuronModel smallest = Shrinking.shrink(model, ShrinkingTest::takesARoot);
        assertThat(Shrinking.operations(smallest)).as("seed %d", seed).hasSize(1);
        assertThat(takesARoot(smallest)).isTrue();
        shrunk++;
      }
    }
    assertThat(shrunk).isPositive();
  }
}
