package org.nernst.cli.train;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nernst.data.Sample;
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

  /// Trains, tests, saves.
  ///
  /// @param interrupt ends the training early
  /// @throws IOException if something can't be written
  Outcome run(StopOnInterrupt interrupt) throws IOException {
    Settings settings = config.settings();
    prepare(settings);
    try (var _ = Scope.open()) {
      Network network = config.model().build(settings, Task.INPUTS, Task.CLASSES, false);
      Task task = Task.of(settings, network.modules().timeAxis());
      RunDirectory directory =
          RunDirectory.create(Path.of(settings.word(Setting.OUT)), config.name());
      Files.writeString(directory.config(), config.toYaml());
      TrainResult result = train(network, task, directory, interrupt);
      directory.save(network.modules(), Map.of("model", config.model().key()));
      if (result.stopped() && interrupt.wasInterrupted()) {
        return new Outcome(config, directory, result, null);
      }
      Evaluation evaluation = EvalRun.evaluator(network, settings).evaluate(task.test());
      pictures(directory, task, result);
      return new Outcome(config, directory, result, evaluation);
    }
  }

  /// Sets what holds for the whole process: seed, threads, determinism.
  static void prepare(Settings settings) {
    int threads = settings.whole(Setting.THREADS);
    Nernst.threads(threads == 0 ? Runtime.getRuntime().availableProcessors() : threads);
    Nernst.deterministic(true);
    Nernst.seed(settings.wholeLong(Setting.SEED));
  }

  private TrainResult train(
      Network network, Task task, RunDirectory directory, StopOnInterrupt interrupt)
      throws IOException {
    Settings settings = config.settings();
    double clip = settings.real(Setting.CLIP_NORM);
    int patience = settings.whole(Setting.PATIENCE);
    TrainListener progress = progress();
    try (MetricsFile metrics = new MetricsFile(directory.metrics());
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
              .listener(progress);
      if (patience > 0) {
        builder.listener(new EarlyStopping(EarlyStopping.Metric.LOSS, patience, 0));
      }
      return builder.build().fit(task.train(), settings.whole(Setting.EPOCHS));
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
