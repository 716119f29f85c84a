package org.nernst.examples;

import java.io.PrintStream;
import java.util.Locale;
import org.nernst.data.DataLoader;
import org.nernst.data.Dataset;
import org.nernst.data.Digits;
import org.nernst.data.Poisson;
import org.nernst.data.Split;
import org.nernst.nn.Linear;
import org.nernst.nn.Sequential;
import org.nernst.nn.TimeAxis;
import org.nernst.norse.LI;
import org.nernst.norse.LIF;
import org.nernst.norse.LIFParameters;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Nernst;
import org.nernst.tensor.torch.Adam;
import org.nernst.train.Clipping;
import org.nernst.train.Evaluation;
import org.nernst.train.LayerActivity;
import org.nernst.train.LineProgress;
import org.nernst.train.Readout;
import org.nernst.train.Schedule;
import org.nernst.train.Trainer;

/// Trains a small network in Java: data, encoding, network, optimiser, training, evaluation.
public final class TrainNetwork {
  private static final int HIDDEN = 100;
  private static final int STEPS = 32;
  private static final double SHARPNESS = 10;
  private static final double LEARNING_RATE = 0.005;

  private TrainNetwork() {}

  /// {@return a network of leaky integrate-and-fire neurons that hasn't learnt anything}
  static Sequential network() {
    LIFParameters p = new LIFParameters().withAlpha(SHARPNESS);
    return new Sequential(
        new Linear(Digits.PIXELS, HIDDEN),
        new LIF(p),
        new Linear(HIDDEN, Digits.CLASSES),
        new LI());
  }

  /// Trains and tests.
  ///
  /// @return how the trained network does on examples that it has not seen
  static Evaluation run(Sequential network, Dataset data, int epochs, PrintStream out) {
    Generator generator = new Generator(0);
    Split split = Split.stratified(data, 0.8, generator.split("split"));

    // Grey levels become spikes: in each step a pixel spikes with the probability of its ink.
    Poisson encoder = new Poisson(STEPS, 1.0);
    DataLoader train =
        DataLoader.of(split.train(), 32)
            .shuffled(generator.split("shuffle"))
            .encoded(encoder, TimeAxis.FIRST, generator.split("train"));
    DataLoader test =
        DataLoader.of(split.test(), 90).encoded(encoder, TimeAxis.FIRST, generator.split("test"));

    out.println(network);

    try (Adam optimizer = new Adam(network.parameters(), LEARNING_RATE)) {
      Trainer trainer =
          Trainer.of(network, optimizer)
              .readout(Readout.maxMembrane())
              .schedule(Schedule.cosine(0.01))
              .clip(new Clipping.Norm(10))
              .listener(new LineProgress("lif", out::println))
              .build();
      trainer.fit(train, epochs);
      Evaluation evaluation = trainer.evaluate(test);
      out.printf(Locale.ROOT, "test accuracy %.2f %%%n", 100 * evaluation.accuracy());
      for (LayerActivity layer : evaluation.layers()) {
        out.printf(
            Locale.ROOT,
            "layer %s: %.3f spikes per neuron and step, %d of %d neurons dead%n",
            layer.name(),
            layer.spikeRate(),
            layer.deadNeurons(),
            layer.neurons());
      }
      return evaluation;
    }
  }

  /// Trains on the digits for ten epochs.
  ///
  /// @param args nothing
  public static void main(String[] args) {
    Nernst.seed(0);
    run(network(), Digits.load(), 10, System.out);
  }
}
