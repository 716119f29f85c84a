package org.nernst.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.nernst.nn.Module;
import org.nernst.nn.Modules;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;
import org.nernst.tensor.torch.Optimizer;

/// Trains a network by back-propagation through time.
///
/// Each step has a [Scope] of its own, so that memory stays flat, and starts from reset states.
///
/// ```java
/// Trainer trainer = Trainer.of(network, optimizer)
///     .readout(Readout.maxMembrane())
///     .schedule(Schedule.cosine(0.01))
///     .evaluation(test)
///     .listener(Progress.lines(System.out::println))
///     .build();
/// TrainResult result = trainer.fit(train, 30);
/// ```
public final class Trainer {
  private final Module network;
  private final Optimizer optimizer;
  private final Readout readout;
  private final Loss loss;
  private final LearningRate rate;
  private final @Nullable Clipping clip;
  private final @Nullable BatchSource evaluationData;
  private final List<TrainListener> listeners;
  private final @Nullable Checkpointer checkpointer;
  private final TrainSnapshot snapshot;

  private Trainer(Builder builder) {
    network = builder.network;
    optimizer = builder.optimizer;
    readout = builder.readout;
    loss = builder.loss;
    rate = new LearningRate(optimizer, builder.schedule);
    clip = builder.clip;
    evaluationData = builder.evaluationData;
    listeners = List.copyOf(builder.listeners);
    checkpointer = builder.checkpointer;
    snapshot = new TrainSnapshot(network, optimizer, rate, listeners);
  }

  /// A trainer with cross entropy of the highest membrane potential, a constant learning rate and
  /// no clipping, until told otherwise.
  ///
  /// @param network a [org.nernst.nn.Layer] or a [org.nernst.nn.Cell]
  /// @param optimizer over the network's parameters; its learning rate is that of factor 1
  /// @return where to say the rest
  public static Builder of(Module network, Optimizer optimizer) {
    return new Builder(network, optimizer);
  }

  /// Trains for some epochs, or until a listener stops it.
  ///
  /// @param data the examples
  /// @param epochs how often to go through them, at least 1
  /// @return what it gave
  /// @throws NonFiniteLossException if the loss is infinite or not a number
  /// @throws UncheckedIOException if a checkpoint can't be saved
  /// @throws IllegalArgumentException if there is no epoch or no batch
  public TrainResult fit(BatchSource data, int epochs) {
    return run(data, epochs, null);
  }

  /// Goes on with a training from a saved state, to the bit as if it had never ended: this trainer
  /// must be built as that one was, and the data be the same.
  ///
  /// @param data the examples
  /// @param epochs how often to go through them in all
  /// @param state what a [Checkpointer] was given; its tensors are copied
  /// @return what the whole training gave, earlier epochs included
  /// @throws NonFiniteLossException if the loss is infinite or not a number
  /// @throws UncheckedIOException if a checkpoint can't be saved
  /// @throws IllegalArgumentException if the state is that of a training of another kind
  public TrainResult resume(BatchSource data, int epochs, TrainState state) {
    return run(data, epochs, state);
  }

  private TrainResult run(BatchSource data, int epochs, @Nullable TrainState from) {
    if (epochs < 1) {
      throw new IllegalArgumentException("expected epochs >= 1, got " + epochs);
    }
    if (data.batches() < 1) {
      throw new IllegalArgumentException("expected at least one batch per epoch, got none");
    }
    Training training = new Training(network, epochs, data.batches());
    Progress progress = from == null ? new Progress() : resumed(training, from);
    listeners.forEach(l -> l.onStart(training));
    if (from != null) {
      snapshot.restore(from);
    }
    while (progress.epoch() <= epochs && training.stopReason() == null) {
      epoch(training, data, progress);
    }
    // Layers with a state of their own would otherwise keep the last step's graph alive.
    Modules.resetStates(network);
    TrainResult result =
        new TrainResult(
            progress.reports(),
            progress.totalSteps(),
            progress.totalSeconds(),
            training.stopReason());
    listeners.forEach(l -> l.onEnd(training, result));
    return result;
  }

  private static Progress resumed(Training training, TrainState from) {
    TrainSnapshot.check(from, training.epochs(), training.stepsPerEpoch());
    Progress progress = Progress.of(from.progress());
    training.at(progress.epoch(), progress.step());
    String ended = TrainSnapshot.stopReason(from);
    if (ended != null) {
      training.stop(ended);
    }
    return progress;
  }

  /// How the network does on some examples now.
  ///
  /// @param data the examples
  /// @return the evaluation
  public Evaluation evaluate(BatchSource data) {
    return new Evaluator(network, readout, loss).evaluate(data);
  }

  private void epoch(Training training, BatchSource data, Progress progress) {
    network.train();
    boolean whole = steps(training, data, progress);
    progress.stopClock();
    Evaluation evaluation = null;
    double evaluationSeconds = 0;
    // Somebody who stops the training doesn't want to wait for an evaluation.
    if (evaluationData != null && whole) {
      long start = System.nanoTime();
      evaluation = evaluate(evaluationData);
      evaluationSeconds = (System.nanoTime() - start) * 1e-9;
    }
    EpochReport report =
        new EpochReport(
            progress.epoch(),
            progress.step(),
            progress.loss(),
            progress.accuracy(),
            rate.last(),
            progress.seconds(),
            evaluation,
            evaluationSeconds);
    progress.endEpoch(report);
    listeners.forEach(l -> l.onEpoch(training, report));
    // A pause within the epoch has saved the step at which it goes on.
    if (whole || !training.isPaused()) {
      save(training, progress);
    }
  }

  /// Does the steps of an epoch that are left.
  ///
  /// @return whether none was left out
  private boolean steps(Training training, BatchSource data, Progress progress) {
    progress.startClock();
    var batches = data.epoch(progress.epoch() - 1, progress.step()).iterator();
    while (true) {
      try (var _ = Scope.open()) {
        if (!batches.hasNext()) {
          return true;
        }
        StepReport report = step(training, batches.next(), progress);
        listeners.forEach(l -> l.onStep(training, report));
        // Read once, so that what is saved and what is done next agree.
        boolean stopped = training.stopReason() != null;
        boolean last = progress.step() == training.stepsPerEpoch();
        if (stopped ? training.isPaused() : !last && isDue(progress)) {
          progress.stopClock();
          save(training, progress);
          progress.startClock();
        }
        if (stopped) {
          return false;
        }
      }
    }
  }

  private StepReport step(Training training, Batch batch, Progress progress) {
    int epoch = progress.epoch();
    int step = progress.step() + 1;
    training.at(epoch, step);
    double passed = epoch - 1 + (step - 1.0) / training.stepsPerEpoch();
    Modules.resetStates(network);
    Tensor logits = readout.logits(Runs.run(network, batch.inputs()), Runs.timeAxis(network));
    Tensor lossTensor = loss.of(logits, batch.targets());
    double value = lossTensor.item();
    if (!Double.isFinite(value)) {
      throw new NonFiniteLossException(value, epoch, step);
    }
    optimizer.zeroGrad();
    lossTensor.backward();
    double norm = clip == null ? Double.NaN : clip.apply(optimizer.parameters());
    double learningRate = rate.set(passed, training.epochs());
    optimizer.step();
    double accuracy = Runs.accuracy(logits, batch.targets());
    progress.addStep(value, accuracy, batch.size());
    return new StepReport(epoch, step, value, accuracy, learningRate, norm);
  }

  private boolean isDue(Progress progress) {
    return checkpointer != null && checkpointer.isDue(progress.totalSteps());
  }

  private void save(Training training, Progress progress) {
    if (checkpointer == null) {
      return;
    }
    try (var _ = Scope.open()) {
      checkpointer.save(snapshot.take(training, progress));
    } catch (IOException e) {
      throw new UncheckedIOException("a checkpoint can't be saved: " + e.getMessage(), e);
    }
  }

  /// Says how to train.
  public static final class Builder {
    private final Module network;
    private final Optimizer optimizer;
    private final List<TrainListener> listeners = new ArrayList<>();
    private Readout readout = Readout.maxMembrane();
    private Loss loss = Loss.crossEntropy();
    private Schedule schedule = Schedule.constant();
    private @Nullable Clipping clip;
    private @Nullable BatchSource evaluationData;
    private @Nullable Checkpointer checkpointer;

    private Builder(Module network, Optimizer optimizer) {
      this.network = Runs.checked(network);
      this.optimizer = Objects.requireNonNull(optimizer, "optimizer");
    }

    /// How output over time becomes evidence for classes.
    ///
    /// @param readout the readout
    /// @return this
    public Builder readout(Readout readout) {
      this.readout = readout;
      return this;
    }

    /// How wrong evidence is.
    ///
    /// @param loss the loss
    /// @return this
    public Builder loss(Loss loss) {
      this.loss = loss;
      return this;
    }

    /// How the learning rate changes.
    ///
    /// @param schedule the schedule
    /// @return this
    public Builder schedule(Schedule schedule) {
      this.schedule = schedule;
      return this;
    }

    /// Limits gradients before each step.
    ///
    /// @param clip the limit; null for none
    /// @return this
    public Builder clip(@Nullable Clipping clip) {
      this.clip = clip;
      return this;
    }

    /// Examples to evaluate on after every epoch.
    ///
    /// @param data the examples; null for none
    /// @return this
    public Builder evaluation(@Nullable BatchSource data) {
      this.evaluationData = data;
      return this;
    }

    /// Who keeps states of the training. It is asked after the listeners, which may have written
    /// down the step.
    ///
    /// @param checkpointer the keeper; null for none
    /// @return this
    public Builder checkpoints(@Nullable Checkpointer checkpointer) {
      this.checkpointer = checkpointer;
      return this;
    }

    /// Adds a listener; listeners are called in the order in which they were added.
    ///
    /// @param listener who is told
    /// @return this
    public Builder listener(TrainListener listener) {
      listeners.add(listener);
      return this;
    }

    /// The trainer.
    ///
    /// @return a trainer
    public Trainer build() {
      return new Trainer(this);
    }
  }
}
