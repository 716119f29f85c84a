package org.nernst.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.nernst.tensor.Tensor;

class BatchNorm1dTest {
  private final Tensor x = Tensor.of(new float[] {1, 10, 3, 30}, 2, 2);

  @Test
  void normalisesByTheBatchInTrainingAndLearnsItsStatistics() {
    BatchNorm1d layer = new BatchNorm1d(2);
    Tensor y = layer.forward(x);
    assertThat(y.allClose(Tensor.of(new float[] {-1, -1, 1, 1}, 2, 2), 1e-4, 1e-4)).isTrue();
    // Means 2 and 20; unbiased variances 2 and 200.
    assertThat(layer.runningMean().toDoubleArray())
        .containsExactly(new double[] {.2, 2}, within(1e-6));
    assertThat(layer.runningVar().toDoubleArray())
        .containsExactly(new double[] {.9 + .2, .9 + 20}, within(1e-5));
    assertThat(layer.getBuffer("num_batches_tracked").itemLong()).isEqualTo(1);
  }

  @Test
  void evaluationUsesTheRunningStatistics() {
    BatchNorm1d layer = new BatchNorm1d(2);
    layer.runningMean().copyFrom(Tensor.of(new float[] {1, 10}));
    layer.runningVar().copyFrom(Tensor.of(new float[] {4, 100}));
    layer.eval();
    assertThat(layer.forward(x).toDoubleArray())
        .containsExactly(new double[] {0, 0, 1, 2}, within(1e-4));
    assertThat(layer.getBuffer("num_batches_tracked").itemLong()).isZero();
  }

  @Test
  void scalesAndShifts() {
    BatchNorm1d layer = new BatchNorm1d(2);
    layer.weight().detach().fillInPlace(3);
    layer.bias().detach().fillInPlace(5);
    assertThat(layer.forward(x).toDoubleArray())
        .containsExactly(new double[] {2, 2, 8, 8}, within(1e-3));
    BatchNorm1d plain = BatchNorm1d.builder(2).affine(false).build();
    assertThat(plain.parameters()).isEmpty();
    assertThat(plain.weight()).isNull();
    assertThat(plain.bias()).isNull();
    assertThat(plain.forward(x).toDoubleArray())
        .containsExactly(new double[] {-1, -1, 1, 1}, within(1e-3));
  }

  @Test
  void withoutMomentumItAveragesOverAllBatches() {
    BatchNorm1d layer = BatchNorm1d.builder(2).momentum(null).build();
    layer.forward(x);
    layer.forward(x.add(10));
    assertThat(layer.runningMean().toDoubleArray())
        .containsExactly(new double[] {7, 25}, within(1e-5));
    layer.resetRunningStats();
    assertThat(layer.runningMean().toDoubleArray()).containsOnly(0);
    assertThat(layer.runningVar().toDoubleArray()).containsOnly(1);
    assertThat(layer.getBuffer("num_batches_tracked").itemLong()).isZero();
  }

  @Test
  void withoutRunningStatisticsEvaluationUsesThoseOfTheBatch() {
    BatchNorm1d layer = BatchNorm1d.builder(2).trackRunningStats(false).build();
    assertThat(layer.buffers()).isEmpty();
    Tensor trained = layer.forward(x);
    layer.eval();
    assertThat(layer.forward(x).equal(trained)).isTrue();
    assertThat(layer.runningMean()).isNull();
    layer.resetRunningStats();
  }

  @Test
  void takesALengthAxis() {
    Tensor y = new BatchNorm1d(3).forward(Tensor.randn(4, 3, 5));
    assertThat(y.shape()).containsExactly(4, 3, 5);
    assertThat(y.mean(0, 2).abs().max().item()).isLessThan(1e-5);
  }

  @Test
  void printsAsPyTorch() {
    assertThat(new BatchNorm1d(100))
        .hasToString(
            "BatchNorm1d(100, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True)");
    assertThat(BatchNorm1d.builder(2).momentum(null).eps(0.001).build().extraRepr())
        .startsWith("2, eps=0.001, momentum=None");
  }

  @Test
  void refusesWhatCannotBeNormalised() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BatchNorm1d(2).forward(Tensor.ones(1, 2)))
        .withMessageContaining("more than one value per channel in training, got (1, 2)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BatchNorm1d(2).forward(Tensor.ones(3, 4)))
        .withMessageContaining("with 2 channels, got (3, 4)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BatchNorm1d(2).forward(Tensor.ones(2, 2, 2, 2)))
        .withMessageContaining("(batch, feature, length)");
    assertThatIllegalArgumentException().isThrownBy(() -> BatchNorm1d.builder(2).eps(0));
    assertThatIllegalArgumentException().isThrownBy(() -> BatchNorm1d.builder(2).momentum(2.0));
    assertThatIllegalArgumentException().isThrownBy(() -> new BatchNorm1d(0));
  }
}
