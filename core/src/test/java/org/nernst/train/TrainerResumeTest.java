package org.nernst.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.nernst.nn.Dropout;
import org.nernst.nn.Linear;
import org.nernst.nn.Sequential;
import org.nernst.norse.LI;
import org.nernst.norse.LIF;
import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Nernst;
import org.nernst.tensor.Tensor;
import org.nernst.tensor.torch.Adam;

/// A training that goes on from any of its states ends with the bits of one that never stopped.
class TrainerResumeTest {
  private static final int EPOCHS = 3;
  private static final int BATCHES = 4;

  private final BatchSource data = Toy.source(BATCHES, 8);

  /// Keeps every state that it is given.
  private static final class Keeper implements Checkpointer {
    private final int every;
    private final List<TrainState> states = new ArrayList<>();

    Keeper(int every) {
      this.every = every;
    }

    @Override
    public boolean isDue(long steps) {
      return every > 0 && steps % every == 0;
    }

    @Override
    public void save(TrainState state) {
      SequencedMap<String, Tensor> copies = new LinkedHashMap<>();
      state.tensors().forEach((key, t) -> copies.put(key, kept(t)));
      states.add(new TrainState(copies, state.values()));
    }

    /// Out of the scope in which it is saved.
    private static Tensor kept(Tensor tensor) {
      Tensor copy = tensor.clone();
      org.nernst.tensor.Scope.promote(copy);
      return copy;
    }
  }

  private static final class Lines implements TrainListener {
    private final List<String> lines = new ArrayList<>();

    @Override
    public void onStep(Training training, StepReport report) {
      lines.add(report.toString());
    }

    @Override
    public void onEpoch(Training training, EpochReport report) {
      lines.add(report.epoch() + " " + report.loss() + " " + report.accuracy());
    }
  }

  private record Run(Sequential network, Trainer trainer, Keeper keeper, Lines lines) {
    static Run of(long seed, int every, TrainListener... more) {
      Nernst.seed(seed);
      Generator init = new Generator(seed);
      Sequential network =
          new Sequential(
              new Linear(Toy.INPUTS, 16, true, DType.FLOAT32, init),
              new LIF(),
              new Dropout(0.3),
              new Linear(16, Toy.CLASSES, true, DType.FLOAT32, init),
              new LI());
      Keeper keeper = new Keeper(every);
      Lines lines = new Lines();
      Trainer.Builder builder =
          Trainer.of(network, new Adam(network.parameters(), 0.01))
              .schedule(Schedule.cosine(0.1))
              .evaluation(Toy.source(1, 10))
              .listener(lines)
              .listener(new EarlyStopping(EarlyStopping.Metric.LOSS, 50, 0))
              .checkpoints(keeper);
      for (TrainListener listener : more) {
        builder.listener(listener);
      }
      return new Run(network, builder.build(), keeper, lines);
    }

    List<float[]> parameters() {
      return network.parameters().stream().map(Tensor::toFloatArray).toList();
    }
  }

  private static void assertSameBits(Run run, Run other) {
    for (int i = 0; i < run.parameters().size(); i++) {
      assertThat(run.parameters().get(i)).containsExactly(other.parameters().get(i));
    }
  }

  @Test
  void fromEveryStepItEndsWithTheSameBitsAndReports() {
    Run through = Run.of(4, 1);
    TrainResult whole = through.trainer.fit(data, EPOCHS);
    assertThat(through.keeper.states).hasSize(EPOCHS * BATCHES);
    List<String> lines = through.lines.lines;
    for (TrainState state : through.keeper.states) {
      Run resumed = Run.of(77, 0);
      TrainResult result = resumed.trainer.resume(data, EPOCHS, state);
      assertSameBits(resumed, through);
      assertThat(result.steps()).isEqualTo(whole.steps());
      assertThat(result.epochs()).hasSize(EPOCHS);
      for (int e = 0; e < EPOCHS; e++) {
        assertThat(result.epochs().get(e).loss()).isEqualTo(whole.epochs().get(e).loss());
        assertThat(result.epochs().get(e).evaluation().confusion().toString())
            .isEqualTo(whole.epochs().get(e).evaluation().confusion().toString());
      }
      List<String> rest = resumed.lines.lines;
      assertThat(rest).isEqualTo(lines.subList(lines.size() - rest.size(), lines.size()));
      int behind = (state.epoch() - 1) * (BATCHES + 1) + state.step();
      assertThat(rest).hasSize(lines.size() - behind);
    }
  }

  @Test
  void aPauseKeepsTheStepAfterWhichItCame() {
    Run through = Run.of(5, 0);
    through.trainer.fit(data, EPOCHS);
    for (int at = 1; at <= EPOCHS * BATCHES; at++) {
      int pauseAt = at;
      Run paused =
          Run.of(
              5,
              0,
              new TrainListener() {
                @Override
                public void onStep(Training training, StepReport report) {
                  if ((report.epoch() - 1) * BATCHES + report.step() == pauseAt) {
                    training.pause("interrupted");
                  }
                }
              });
      TrainResult result = paused.trainer.fit(data, EPOCHS);
      assertThat(result.stopReason()).isEqualTo("interrupted");
      TrainState last = paused.keeper.states.getLast();
      assertThat(last.steps()).isEqualTo(pauseAt).isEqualTo(result.steps());
      Run resumed = Run.of(6, 0);
      assertThat(resumed.trainer.resume(data, EPOCHS, last).stopped()).isFalse();
      assertSameBits(resumed, through);
    }
  }

  @Test
  void aTrainingThatHasEndedGivesItsResultAgain() {
    TrainListener stopper =
        new TrainListener() {
          @Override
          public void onStep(Training training, StepReport report) {
            if (report.epoch() == 2 && report.step() == 2) {
              training.stop("enough");
            }
          }
        };
    Run run = Run.of(7, 0, stopper);
    TrainResult result = run.trainer.fit(data, EPOCHS);
    TrainState last = run.keeper.states.getLast();
    assertThat(last.reports()).hasSize(2);
    Run again = Run.of(8, 0);
    TrainResult same = again.trainer.resume(data, EPOCHS, last);
    assertThat(same.stopReason()).isEqualTo("enough");
    assertThat(same.steps()).isEqualTo(result.steps()).isEqualTo(6);
    assertThat(again.lines.lines).isEmpty();
    assertSameBits(again, run);
  }

  @Test
  void savesInTheMiddleOfAnEpochOnlyWhenDue() {
    Run run = Run.of(9, 3);
    run.trainer.fit(data, EPOCHS);
    List<String> at =
        run.keeper.states.stream().map(state -> state.epoch() + "." + state.step()).toList();
    // Step 12 is the last of an epoch, whose state is saved after its evaluation.
    assertThat(at).containsExactly("1.3", "2.0", "2.2", "3.0", "3.1", "4.0");
  }

  @Test
  void refusesTheStateOfAnotherTraining() {
    Run run = Run.of(10, 0);
    run.trainer.fit(data, EPOCHS);
    TrainState state = run.keeper.states.getFirst();
    assertThatThrownBy(() -> Run.of(10, 0).trainer.resume(data, EPOCHS + 1, state))
        .hasMessage("expected 3 epochs as in the training that is resumed, got 4");
    assertThatThrownBy(() -> Run.of(10, 0).trainer.resume(Toy.source(5, 8), EPOCHS, state))
        .hasMessage("expected 4 batches per epoch as in the training that is resumed, got 5");
    Sequential other = Toy.network(1);
    Trainer stranger = Trainer.of(other, new Adam(other.parameters(), 0.01)).build();
    assertThatThrownBy(() -> stranger.resume(data, EPOCHS, state))
        .isInstanceOf(IllegalArgumentException.class);
    Map<String, Tensor> tensors = state.model();
    assertThat(tensors).containsOnlyKeys("0.weight", "0.bias", "3.weight", "3.bias");
  }

  @Test
  void aStateThatCannotBeSavedEndsTheTraining() {
    Sequential network = Toy.network(1);
    Checkpointer full =
        new Checkpointer() {
          @Override
          public boolean isDue(long steps) {
            return steps == 2;
          }

          @Override
          public void save(TrainState state) throws IOException {
            throw new IOException("no space left");
          }
        };
    Trainer trainer =
        Trainer.of(network, new Adam(network.parameters(), 0.01)).checkpoints(full).build();
    assertThatThrownBy(() -> trainer.fit(data, EPOCHS))
        .isInstanceOf(UncheckedIOException.class)
        .hasRootCauseMessage("no space left");
  }
}
