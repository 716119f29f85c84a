package org.nernst.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.nernst.nn.TimeAxis;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Tensor;
import org.nernst.train.Batch;

class DataLoaderTest {
  /// Ten examples; the value of each is its class.
  private static final TensorDataset TEN =
      new TensorDataset(
          new float[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, IntStream.range(0, 10).toArray(), 1);

  private static List<Long> labels(DataLoader loader, int epoch) {
    List<Long> labels = new ArrayList<>();
    for (Batch batch : loader.epoch(epoch)) {
      for (long label : batch.targets().toLongArray()) {
        labels.add(label);
      }
    }
    return labels;
  }

  @Test
  void cutsIntoBatchesInOrderWithASmallerLast() {
    DataLoader loader = DataLoader.of(TEN, 4);
    List<Integer> sizes = new ArrayList<>();
    loader.epoch(0).forEach(b -> sizes.add(b.size()));
    assertThat(sizes).containsExactly(4, 4, 2);
    assertThat(loader.batches()).isEqualTo(3);
    assertThat(loader.examples()).isEqualTo(10);
    assertThat(labels(loader, 0)).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
  }

  @Test
  void dropsTheLastBatchWhenAsked() {
    DataLoader loader = DataLoader.of(TEN, 4).droppingLast();
    assertThat(loader.batches()).isEqualTo(2);
    assertThat(loader.examples()).isEqualTo(8);
    assertThat(labels(loader, 0)).hasSize(8);
    assertThat(DataLoader.of(TEN, 5).droppingLast().batches()).isEqualTo(2);
  }

  @Test
  void valuesAndClassesStayTogetherWhenShuffled() {
    DataLoader loader = DataLoader.of(TEN, 3).shuffled(new Generator(1));
    for (Batch batch : loader.epoch(2)) {
      assertThat(batch.inputs().shape()).containsExactly(batch.size(), 1);
      assertThat(batch.inputs().flatten().toDoubleArray())
          .containsExactly(batch.targets().toDoubleArray());
    }
    assertThat(labels(loader, 2)).containsExactlyInAnyOrder(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
  }

  @Test
  void theOrderOfAnEpochDependsOnSeedAndNumberAlone() {
    DataLoader through = DataLoader.of(TEN, 3).shuffled(new Generator(1));
    List<List<Long>> epochs = List.of(labels(through, 0), labels(through, 1), labels(through, 2));
    DataLoader resumed = DataLoader.of(TEN, 3).shuffled(new Generator(1));
    assertThat(labels(resumed, 2)).isEqualTo(epochs.get(2));
    assertThat(labels(resumed, 0)).isEqualTo(epochs.get(0));
    assertThat(epochs.get(0)).isNotEqualTo(epochs.get(1));
    assertThat(labels(DataLoader.of(TEN, 3).shuffled(new Generator(2)), 0))
        .isNotEqualTo(epochs.get(0));
  }

  @Test
  void encodesWithTimeWhereItIsWanted() {
    DataLoader loader = DataLoader.of(TEN, 4);
    Generator chance = new Generator(3);
    Batch first =
        loader
            .encoded(new ConstantCurrent(6, 2), TimeAxis.FIRST, chance)
            .epoch(0)
            .iterator()
            .next();
    assertThat(first.inputs().shape()).containsExactly(6, 4, 1);
    Batch second =
        loader
            .encoded(new ConstantCurrent(6, 2), TimeAxis.SECOND, chance)
            .epoch(0)
            .iterator()
            .next();
    assertThat(second.inputs().shape()).containsExactly(4, 6, 1);
    assertThat(second.inputs().select(1, 5).flatten().toFloatArray()).containsExactly(0, 2, 4, 6);
  }

  @Test
  void randomSpikesAreTheSameInTheSameEpoch() {
    DataLoader loader =
        DataLoader.of(Digits.load(), 50)
            .encoded(new Poisson(5, 0.5), TimeAxis.FIRST, new Generator(4));
    Tensor once = loader.epoch(1).iterator().next().inputs();
    Tensor again = loader.epoch(1).iterator().next().inputs();
    Tensor other = loader.epoch(2).iterator().next().inputs();
    assertThat(once.equal(again)).isTrue();
    assertThat(once.equal(other)).isFalse();
  }

  @Test
  void refusesWhatMakesNoSense() {
    DataLoader loader = DataLoader.of(TEN, 10);
    assertThatThrownBy(() -> DataLoader.of(TEN, 0)).hasMessage("expected batchSize >= 1, got 0");
    assertThatThrownBy(() -> loader.epoch(-1)).hasMessage("expected epoch >= 0, got -1");
    assertThatThrownBy(
            () -> loader.encoded(new ConstantCurrent(6, 2), TimeAxis.NONE, new Generator(0)))
        .hasMessage("expected a time axis FIRST or SECOND, got NONE");
    var batches = loader.epoch(0).iterator();
    batches.next();
    assertThatThrownBy(batches::next).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void anEpochMayBeginAtAnyBatchWithTheSameOrderAndSpikes() {
    DataLoader loader =
        DataLoader.of(TEN, 3)
            .shuffled(new Generator(4))
            .encoded(new Poisson(8, 0.1), TimeAxis.FIRST, new Generator(5));
    List<Batch> all = new ArrayList<>();
    loader.epoch(2).forEach(all::add);
    assertThat(all.get(0).inputs().equal(all.get(1).inputs())).isFalse();
    for (int first = 0; first <= 4; first++) {
      List<Batch> rest = new ArrayList<>();
      loader.epoch(2, first).forEach(rest::add);
      assertThat(rest).hasSize(4 - first);
      for (int i = 0; i < rest.size(); i++) {
        assertThat(rest.get(i).inputs().equal(all.get(first + i).inputs())).isTrue();
        assertThat(rest.get(i).targets().equal(all.get(first + i).targets())).isTrue();
      }
    }
    assertThatThrownBy(() -> loader.epoch(2, 5))
        .hasMessage("expected a first batch from 0 to 4, got 5");
  }
}
