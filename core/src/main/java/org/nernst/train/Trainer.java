package org.nernst.train;

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
  private final Schedule schedule;
  private final @Nullable Clipping clip;
  private final @Nullable BatchSource evaluationData;
  private final List<TrainListener> listeners;
  private final double learningRate;

  private Trainer(Builder builder) {
    network = builder.network;
    optimizer = builder.optimizer;
    readout = builder.readout;
    loss = builder.loss;
    schedule = builder.schedule;
    clip = builder.clip;
    evaluationData = builder.evaluationData;
    listeners = List.copyOf(builder.listeners);
    learningRate = optimizer.learningRate();
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
  /// @throws IllegalArgumentException if there is no epoch or no batch
  public TrainResult fit(BatchSource data, int epochs) {
    if (epochs < 1) {
      throw new IllegalArgumentException("expected epochs >= 1, got " + epochs);
    }
    if (data.batches() < 1) {
      throw new IllegalArgumentException("expected at least one batch per epoch, got none");
    }
    Training training = new Training(network, epochs, data.batches());
    List<EpochReport> reports = new ArrayList<>();
    long steps = 0;
    double seconds = 0;
    listeners.forEach(l -> l.onStart(training));
    for (int epoch = 1; epoch <= epochs && training.stopReason() == null; epoch++) {
      EpochReport report = epoch(training, data, epoch);
      reports.add(report);
      steps += report.steps();
      seconds += report.trainSeconds();
      listeners.forEach(l -> l.onEpoch(training, report));
    }
    // Layers with a state of their own would otherwise keep the last step's graph alive.
    Modules.resetStates(network);
    TrainResult result = new TrainResult(reports, steps, seconds, training.stopReason());
    listeners.forEach(l -> l.onEnd(training, result));
    return result;
  }

  /// How the network does on some examples now.
  ///
  /// @param data the examples
  /// @return the evaluation
  public Evaluation evaluate(BatchSource data) {
    return new Evaluator(network, readout, loss).evaluate(data);
  }

  private EpochReport epoch(Training training, BatchSource data, int epoch) {
    network.train();
    long start = System.nanoTime();
    var batches = data.epoch(epoch - 1).iterator();
    Mean mean = new Mean();
    int step = 0;
    while (training.stopReason() == null) {
      try (var _ = Scope.open()) {
        if (!batches.hasNext()) {
          break;
        }
        step++;
        training.at(epoch, step);
        StepReport report = step(training, batches.next(), epoch, step, mean);
        listeners.forEach(l -> l.onStep(training, report));
      }
    }
    double trainSeconds = (System.nanoTime() - start) * 1e-9;
    Evaluation evaluation = null;
    double evaluationSeconds = 0;
    // Somebody who stops the training doesn't want to wait for an evaluation.
    if (evaluationData != null && training.stopReason() == null) {
      long evaluationStart = System.nanoTime();
      evaluation = evaluate(evaluationData);
      evaluationSeconds = (System.nanoTime() - evaluationStart) * 1e-9;
    }
    return new EpochReport(
        epoch,
        step,
        mean.loss(),
        mean.accuracy(),
        optimizer.learningRate(),
        trainSeconds,
        evaluation,
        evaluationSeconds);
  }

  private StepReport step(Training training, Batch batch, int epoch, int step, Mean mean) {
    double passed = epoch - 1 + (step - 1.0) / training.stepsPerEpoch();
    double rate = learningRate * schedule.factor(passed, training.epochs());
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
    optimizer.learningRate(rate);
    optimizer.step();
    double accuracy = Runs.accuracy(logits, batch.targets());
    mean.add(value, accuracy, batch.size());
    return new StepReport(epoch, step, value, accuracy, rate, norm);
  }

  /// Means over the examples of an epoch.
  private static final class Mean {
    private double loss;
    private double accuracy;
    private long examples;

    void add(double loss, double accuracy, int size) {
      this.loss += loss * size;
      this.accuracy += accuracy * size;
      examples += size;
    }

    double loss() {
      return loss / examples;
    }

    double accuracy() {
      return accuracy / examples;
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
