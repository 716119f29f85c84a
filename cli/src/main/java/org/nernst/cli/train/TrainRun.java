package org.nernst.cli.train;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nernst.data.Sample;
import org.nernst.io.Checkpoint;
import org.nernst.io.CheckpointStore;
import org.nernst.nn.TimeAxis;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Nernst;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;
import org.nernst.train.BarProgress;
import org.nernst.train.Clipping;
import org.nernst.train.EarlyStopping;
import org.nernst.train.Evaluation;
import org.nernst.train.LineProgress;
import org.nernst.train.Loss;
import org.nernst.train.TrainListener;
import org.nernst.train.TrainResult;
import org.nernst.train.Trainer;

/// One training from its settings to the files in its directory.
final class TrainRun {
  private final RunConfig config;
  private final PrintWriter out;
  private final boolean interactive;

  /// A run.
  ///
  /// @param config what to do
  /// @param out where progress is written
  /// @param interactive whether a person watches: a bar instead of lines
  TrainRun(RunConfig config, PrintWriter out, boolean interactive) {
    this.config = config;
    this.out = out;
    this.interactive = interactive;
  }

  /// What a run has given.
  ///
  /// @param config what was done
  /// @param directory where it is
  /// @param training how it went
  /// @param evaluation how the network does in the end; null when it was interrupted
  record Outcome(
      RunConfig config,
      RunDirectory directory,
      TrainResult training,
      @Nullable Evaluation evaluation) {}

  /// Makes a run's directory when its settings have shown that they fit.
  interface Place {
    RunDirectory make() throws IOException;
  }

  /// Refuses settings that give no network, so that it is known before another run trains.
  void check() {
    prepare(config.settings());
    try (var _ = Scope.open()) {
      config.model().build(config.settings(), Task.INPUTS, Task.CLASSES, false);
    }
  }

  /// Trains, tests, saves.
  ///
  /// @param place makes the directory
  /// @param interrupt ends the training early
  /// @throws IOException if something can't be written
  Outcome run(Place place, StopOnInterrupt interrupt) throws IOException {
    prepare(config.settings());
    try (var _ = Scope.open()) {
      Network network = config.model().build(config.settings(), Task.INPUTS, Task.CLASSES, false);
      Task task = Task.of(config.settings(), network.modules().timeAxis());
      RunDirectory directory = place.make();
      try (RunLock _ = RunLock.of(directory)) {
        return run(network, task, directory, store(directory), null, interrupt);
      }
    }
  }

  /// Goes on with a run from its newest checkpoint that is whole, or from its beginning.
  ///
  /// @param directory what the run has left
  /// @param interrupt ends the training early
  /// @throws IOException if something can't be read or written
  Outcome resume(RunDirectory directory, StopOnInterrupt interrupt) throws IOException {
    prepare(config.settings());
    try (var _ = Scope.open();
        RunLock _ = RunLock.of(directory)) {
      directory.sweep();
      Network network = config.model().build(config.settings(), Task.INPUTS, Task.CLASSES, false);
      Task task = Task.of(config.settings(), network.modules().timeAxis());
      CheckpointStore store = store(directory);
      Checkpoint from = store.newest(this::say).orElse(null);
      if (from != null) {
        config.checkSame(from.configuration(), directory.config());
      }
      new Resumption(config.model().key(), from).lines().forEach(this::say);
      return run(network, task, directory, store, from, interrupt);
    }
  }

  private CheckpointStore store(RunDirectory directory) throws IOException {
    return CheckpointStore.open(
        directory.checkpoints(), config.settings().whole(Setting.CHECKPOINT_KEEP));
  }

  private void say(String line) {
    out.println(line);
    out.flush();
  }

  private Outcome run(
      Network network,
      Task task,
      RunDirectory directory,
      CheckpointStore store,
      @Nullable Checkpoint from,
      StopOnInterrupt interrupt)
      throws IOException {
    TrainResult result;
    try {
      result = train(network, task, directory, store, from, interrupt);
    } catch (IOException | UncheckedIOException e) {
      throw new IOException(
          "%s; checkpoints up to then are whole: nernst train --resume %s goes on with the last"
              .formatted(e.getMessage(), directory.path()),
          e);
    }
    directory.save(network.modules(), Map.of("model", config.model().key()));
    if (result.stopped() && interrupt.wasInterrupted()) {
      return new Outcome(config, directory, result, null);
    }
    Evaluation evaluation = EvalRun.evaluator(network, config.settings()).evaluate(task.test());
    pictures(directory, task, result);
    RunResult.write(directory.result(), config, result, evaluation);
    return new Outcome(config, directory, result, evaluation);
  }

  /// Sets what holds for the whole process: seed, threads, determinism.
  static void prepare(Settings settings) {
    int threads = settings.whole(Setting.THREADS);
    Nernst.threads(threads == 0 ? Runtime.getRuntime().availableProcessors() : threads);
    Nernst.deterministic(true);
    Nernst.seed(settings.wholeLong(Setting.SEED));
  }

  private TrainResult train(
      Network network,
      Task task,
      RunDirectory directory,
      CheckpointStore store,
      @Nullable Checkpoint from,
      StopOnInterrupt interrupt)
      throws IOException {
    Settings settings = config.settings();
    double clip = settings.real(Setting.CLIP_NORM);
    int patience = settings.whole(Setting.PATIENCE);
    int epochs = settings.whole(Setting.EPOCHS);
    TrainListener progress = progress();
    long metricsBytes = from == null ? 0 : MetricsFile.length(from.notes());
    int every = settings.whole(Setting.CHECKPOINT_EVERY);
    try (MetricsFile metrics = MetricsFile.open(directory.metrics(), metricsBytes);
        var checkpointer = store.checkpointer(every, config.words(), metrics);
        var optimizer = Optimizers.of(settings, network.modules().parameters())) {
      Trainer.Builder builder =
          Trainer.of(network.modules(), optimizer)
              .readout(network.readout())
              .loss(loss(settings))
              .schedule(Schedules.of(settings))
              .clip(clip == 0 ? null : new Clipping.Norm(clip))
              .evaluation(task.test())
              .listener(interrupt)
              .listener(metrics)
              .listener(progress)
              .checkpoints(checkpointer);
      if (patience > 0) {
        builder.listener(new EarlyStopping(EarlyStopping.Metric.LOSS, patience, 0));
      }
      Trainer trainer = builder.build();
      return from == null
          ? trainer.fit(task.train(), epochs)
          : trainer.resume(task.train(), epochs, from.state());
    } finally {
      if (progress instanceof BarProgress bar) {
        bar.close();
      }
    }
  }

  private TrainListener progress() {
    String name = config.model().key();
    return interactive
        ? new BarProgress(name, System.out, 100)
        : new LineProgress(name, out::println);
  }

  static Loss loss(Settings settings) {
    return Loss.crossEntropy(settings.real(Setting.LABEL_SMOOTHING));
  }

  private void pictures(RunDirectory directory, Task task, TrainResult result) throws IOException {
    Pictures pictures = new Pictures(directory);
    pictures.curves("Training of " + config.name(), result.epochs());
    // A network that records is another one with the same parameters; training never records.
    Network recorder = config.model().build(config.settings(), Task.INPUTS, Task.CLASSES, true);
    directory.load(recorder.modules());
    Sample sample = task.testData().sample(0);
    TimeAxis axis = recorder.modules().timeAxis();
    Tensor values = Tensor.of(sample.values(), 1, sample.values().length);
    Generator generator = new Generator(config.settings().wholeLong(Setting.SEED));
    Tensor input = task.encoder().encode(values, axis, generator.split("encode-picture"));
    pictures.digit(recorder, config.model().key(), sample, Recording.of(recorder, input));
  }
}
