package org.nernst.bench;

import java.util.List;
import org.nernst.engine.Engine;

/// Fused kernels beside the eager engine, and beside a copy of as many floats: a forward pass reads
/// one and writes one per neuron-step, a training pass moves 2.5 times as much.
final class NeuronSection implements Section {
  private static final int STEPS = 500;
  private static final int BATCH = 16;
  private static final int NEURONS = 512;
  private static final int NEURON_STEPS = STEPS * BATCH * NEURONS;
  private static final double TRAINING_TRAFFIC = 2.5;

  NeuronSection() {}

  @Override
  public String name() {
    return "kernels";
  }

  @Override
  public String title() {
    return "Neurons over (500, 16, 512), ns per neuron-step";
  }

  @Override
  public List<String> columns() {
    return List.of("", "fused", "eager", "eager/fused", "of a copy's GB/s");
  }

  @Override
  public void measure(Stopwatch stopwatch, Rows rows) {
    String copyName = "copy of as many floats";
    rows.begin(copyName);
    double copy = perStep(stopwatch, new CopyWork((long) NEURON_STEPS * Float.BYTES));
    rows.end(copyName, ShortForm.number(copy), "", "", ShortForm.number(8 / copy) + " GB/s");
    for (Neuron neuron : Neuron.values()) {
      for (Pass pass : Pass.values()) {
        String name = neuron.title() + (pass == Pass.FORWARD ? "" : ", forward and backward");
        rows.begin(name);
        double fused = perStep(stopwatch, work(neuron, Engine.FUSED, pass));
        double eager = perStep(stopwatch, work(neuron, Engine.EAGER, pass));
        double limit = pass == Pass.FORWARD ? copy : TRAINING_TRAFFIC * copy;
        rows.end(
            name,
            ShortForm.number(fused),
            ShortForm.number(eager),
            ShortForm.times(eager / fused),
            ShortForm.percent(limit / fused));
      }
    }
  }

  private static Workload work(Neuron neuron, Engine engine, Pass pass) {
    return SequenceWork.neurons(neuron, engine, pass, STEPS, BATCH, NEURONS);
  }

  private static double perStep(Stopwatch stopwatch, Workload work) {
    return stopwatch.nanos(work) / NEURON_STEPS;
  }
}
