package org.nernst.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nernst.nn.Dropout;
import org.nernst.nn.Linear;
import org.nernst.nn.Sequential;
import org.nernst.sinabs.ExpLeak;
import org.nernst.sinabs.IAFRecurrent;
import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Nernst;
import org.nernst.tensor.Tensor;
import org.nernst.tensor.torch.AdamW;
import org.nernst.train.Batch;
import org.nernst.train.BatchSource;
import org.nernst.train.Clipping;
import org.nernst.train.EarlyStopping;
import org.nernst.train.Schedule;
import org.nernst.train.TrainResult;
import org.nernst.train.Trainer;

/// A training that goes on from files ends with the bits of one that never stopped.
class CheckpointResumeTest {
  private static final int EPOCHS = 2;
  private static final int BATCHES = 3;

  @TempDir Path folder;

  private static final BatchSource DATA =
      new BatchSource() {
        @Override
        public Iterable<Batch> epoch(int epoch) {
          List<Batch> batches = new ArrayList<>();
          for (int b = 0; b < BATCHES; b++) {
            Generator generator = new Generator(100L * epoch + b);
            Tensor x = Tensor.randn(generator, DType.FLOAT32, 4, 6, 5);
            batches.add(new Batch(x, Tensor.of(new long[] {0, 1, 2, b}, 4)));
          }
          return batches;
        }

        @Override
        public int batches() {
          return BATCHES;
        }

        @Override
        public int examples() {
          return 4 * BATCHES;
        }
      };

  private record Run(Sequential network, Trainer trainer, BackgroundCheckpointer checkpointer) {
    static Run of(long seed, CheckpointStore store, int every) {
      BackgroundCheckpointer checkpointer =
          store.checkpointer(every, new LinkedHashMap<>(), new BackgroundCheckpointerTest.Log());
      Nernst.seed(seed);
      Sequential network =
          new Sequential(
              new Linear(5, 8),
              new IAFRecurrent(new Linear(8, 8)),
              new Dropout(0.25),
              new Linear(8, 3),
              new ExpLeak(10));
      Trainer trainer =
          Trainer.of(network, new AdamW(network.parameters(), 0.01))
              .schedule(Schedule.cosine(0.1).afterWarmUp(0.5))
              .clip(new Clipping.Norm(1))
              .evaluation(DATA)
              .listener(new EarlyStopping(EarlyStopping.Metric.ACCURACY, 9, 0))
              .checkpoints(checkpointer)
              .build();
      return new Run(network, trainer, checkpointer);
    }
  }

  @Test
  void fromEveryCheckpointItEndsWithTheSameBits() throws IOException {
    CheckpointStore store = CheckpointStore.open(folder.resolve("whole"), 100);
    Run whole = Run.of(3, store, 1);
    TrainResult result = whole.trainer.fit(DATA, EPOCHS);
    whole.checkpointer.close();
    List<Path> saved = store.present();
    assertThat(saved).hasSize(EPOCHS * BATCHES);
    for (Path checkpoint : saved) {
      CheckpointStore unused = CheckpointStore.open(folder.resolve("other"), 1);
      Run resumed = Run.of(40, unused, 0);
      var state = new CheckpointFiles(checkpoint).read().checkpoint().state();
      TrainResult same = resumed.trainer.resume(DATA, EPOCHS, state);
      resumed.checkpointer.close();
      assertThat(same.steps()).isEqualTo(result.steps());
      assertThat(same.epochs().getLast().loss()).isEqualTo(result.epochs().getLast().loss());
      var wanted = whole.network.stateDict();
      resumed
          .network
          .stateDict()
          .forEach((key, t) -> assertThat(t.equal(wanted.get(key))).as(key).isTrue());
    }
  }
}
