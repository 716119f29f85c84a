package org.nernst.synapse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.nernst.memory.Layout;
import org.nernst.tensor.DType;
import org.nernst.tensor.Tensor;

final class EventBatchTest {
  private static final int STEPS = 12;
  private static final int WIDTH = 9;

  private static EventBatch.Builder builder() {
    return EventBatch.builder(STEPS, WIDTH);
  }

  @Test
  void isTheRasterThatAddsUpItsEvents() {
    long seed = 5;
    Random random = new Random(seed);
    for (boolean batchFirst : new boolean[] {false, true}) {
      EventBatch.Builder builder = builder();
      if (batchFirst) {
        builder.batchFirst();
      }
      double[][][] expected = new double[3][STEPS][WIDTH];
      for (int b = 0; b < 3; b++) {
        int[] times = random.ints(40, 0, STEPS).sorted().toArray();
        int[] neurons = random.ints(40, 0, WIDTH).toArray();
        double[] counts = random.ints(40, -2, 3).asDoubleStream().toArray();
        for (int e = 0; e < times.length; e++) {
          expected[b][times[e]][neurons[e]] += counts[e];
        }
        builder.add(times, neurons, counts);
      }
      EventBatch events = builder.build();
      Tensor raster = events.toRaster(DType.FLOAT64);
      assertThat(events.layout()).isEqualTo(batchFirst ? Layout.BATCH_MAJOR : Layout.TIME_MAJOR);
      Tensor byBatch = batchFirst ? raster : raster.transpose(0, 1);
      double[] flat =
          Arrays.stream(expected).flatMap(Arrays::stream).flatMapToDouble(Arrays::stream).toArray();
      assertThat(byBatch.contiguous().equal(Tensor.of(flat, 3, STEPS, WIDTH)))
          .as("seed %d", seed)
          .isTrue();
      assertThat(events.count()).isEqualTo(Arrays.stream(flat).filter(x -> x != 0).count());
      assertThat(events.density()).isEqualTo((double) events.count() / flat.length);
    }
  }

  @Test
  void eventsThatCancelOutLeaveNothing() {
    EventBatch events =
        builder()
            .add(
                new int[] {1, 1, 1, 1, 1},
                new int[] {4, 4, 4, 2, 2},
                new double[] {1, -1, 1, 2, -2})
            .build();
    assertThat(events.count()).isEqualTo(1);
    assertThat(events.toRaster(DType.FLOAT32).get(1, 0, 4)).isEqualTo(1);
  }

  @Test
  void namesTheEventThatIsWrong() {
    int[] times = {0, 3, 3, 7};
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder().add(times, new int[] {0, 1, 9, 2}))
        .withMessage("entry 0, event 2: expected a neuron from 0 to below 9, got 9");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder().add(times, new int[] {0, 1, -1, 2}))
        .withMessageContaining("event 2: expected a neuron");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> builder().add(times, new int[4]).add(new int[] {0, 5, 4}, new int[] {1, 2, 3}))
        .withMessage(
            "entry 1, event 2: expected a time from 5, that of the event before, to below 12, got"
                + " 4");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder().add(new int[] {12}, new int[] {0}))
        .withMessageContaining("event 0: expected a time from 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder().add(times, new int[4], new double[] {1, 1, Double.NaN, 1}))
        .withMessage("entry 0, event 2: expected a finite count, got NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder().add(times, new int[3]))
        .withMessageContaining("as many neurons and counts as times, 4, got 3");
    assertThatIllegalStateException().isThrownBy(() -> builder().build());
    assertThatIllegalArgumentException().isThrownBy(() -> EventBatch.builder(0, 3));
  }
}
