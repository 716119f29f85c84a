package org.nernst.bench;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.nernst.engine.Engine;

/// Training passes of layers beside that of the Linear alone, then training steps of networks.
final class TrainingSection implements Section {
  private static final double NANOS = 1e6;
  private static final int STEPS = 500;
  private static final int BATCH = 16;
  private static final int WIDTH = 512;

  TrainingSection() {}

  @Override
  public String name() {
    return "training";
  }

  @Override
  public String title() {
    return "Forward and backward of layers over (500, 16, 512), training steps of networks, ms";
  }

  @Override
  public List<String> columns() {
    return List.of("", "ms", "of the Linear");
  }

  @Override
  public void measure(Stopwatch stopwatch, Rows rows) {
    double linear = time(stopwatch, rows, "Linear(512, 512)", () -> linear(null, Input.DENSE), 0);
    for (Neuron neuron : List.of(Neuron.LIF_ADEX, Neuron.LIF, Neuron.IAF)) {
      String name = "Linear + " + neuron.title();
      time(stopwatch, rows, name, () -> linear(neuron, Input.DENSE), linear);
      if (neuron == Neuron.LIF_ADEX) {
        String sparse = name + ", 5 % spikes in";
        time(stopwatch, rows, sparse, () -> linear(neuron, Input.SPIKES_5), linear);
      }
    }
    time(
        stopwatch,
        rows,
        "Linear + IAFRecurrent(Linear)",
        () -> SequenceWork.recurrent(Engine.AUTO, Input.DENSE, Pass.TRAINING, STEPS, BATCH, WIDTH),
        linear);
    time(
        stopwatch,
        rows,
        "700-256-256-20 LIF, T=100, batch 256",
        () -> NetworkWork.feedForward(100, 256),
        0);
    time(
        stopwatch,
        rows,
        "conv 1-16-32 IAF, 28 x 28, T=16, batch 32",
        () -> NetworkWork.convolutional(16, 32),
        0);
  }

  private static Workload linear(@Nullable Neuron neuron, Input input) {
    return SequenceWork.linear(neuron, input, Pass.TRAINING, STEPS, BATCH, WIDTH);
  }

  private static double time(
      Stopwatch stopwatch, Rows rows, String name, Supplier<Workload> work, double linear) {
    rows.begin(name);
    double millis = stopwatch.nanos(work.get()) / NANOS;
    rows.end(name, ShortForm.number(millis), linear == 0 ? "" : ShortForm.times(millis / linear));
    return millis;
  }
}
