package org.nernst.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nernst.nn.Sequential;
import org.nernst.tensor.Functional;
import org.nernst.tensor.Tensor;

class EvaluatorTest {
  private final Sequential network = Toy.network(4);

  @Test
  void meansAreOverExamplesAlsoWithBatchesOfDifferentSize() {
    // One batch of 20 and one of 4: a mean over batches would be another number.
    BatchSource uneven = new Uneven();
    Evaluation evaluation =
        new Evaluator(network, Readout.maxMembrane(), Loss.crossEntropy()).evaluate(uneven);
    double loss = 0;
    int correct = 0;
    for (Batch batch : uneven.epoch(0)) {
      for (int i = 0; i < batch.size(); i++) {
        Tensor one = batch.inputs().narrow(1, i, 1);
        Tensor logits = network.forward(one).output().detach().amax(0);
        long label = batch.targets().toLongArray()[i];
        loss += Functional.crossEntropy(logits, Tensor.of(new long[] {label})).item() / 24;
        correct += logits.argmax(1).toLongArray()[0] == label ? 1 : 0;
      }
    }
    assertThat(evaluation.examples()).isEqualTo(24);
    assertThat(evaluation.loss()).isCloseTo(loss, within(1e-5));
    assertThat(evaluation.accuracy()).isCloseTo(correct / 24.0, within(1e-12));
  }

  private static final class Uneven implements BatchSource {
    @Override
    public Iterable<Batch> epoch(int epoch) {
      return List.of(Toy.batch(0, 20), Toy.batch(1, 4));
    }

    @Override
    public int batches() {
      return 2;
    }

    @Override
    public int examples() {
      return 24;
    }
  }

  @Test
  void runsInEvaluationModeWithoutGradientsAndGivesTheModeBack() {
    network.train();
    boolean[] seen = new boolean[2];
    var handle =
        network.registerForwardHook(
            (m, input, output) -> {
              seen[0] |= m.training();
              seen[1] |= output.output().requiresGrad();
              return null;
            });
    new Evaluator(network, Readout.maxMembrane(), Loss.crossEntropy()).evaluate(Toy.source(1, 3));
    assertThat(seen).containsExactly(false, false);
    assertThat(network.training()).isTrue();
    handle.remove();
    network.eval();
    new Evaluator(network, Readout.maxMembrane(), Loss.crossEntropy()).evaluate(Toy.source(1, 3));
    assertThat(network.training()).isFalse();
  }

  @Test
  void needsABatch() {
    Evaluator evaluator = new Evaluator(network, Readout.maxMembrane(), Loss.crossEntropy());
    assertThatThrownBy(() -> evaluator.evaluate(Toy.source(0, 1)))
        .hasMessage("expected at least one batch, got none");
  }
}
