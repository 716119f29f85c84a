package org.nernst.cli.train;

import org.nernst.cli.UsageError;
import org.nernst.data.ConstantCurrent;
import org.nernst.data.DataLoader;
import org.nernst.data.Dataset;
import org.nernst.data.Digits;
import org.nernst.data.Encoder;
import org.nernst.data.Latency;
import org.nernst.data.Poisson;
import org.nernst.data.Split;
import org.nernst.data.Subset;
import org.nernst.nn.TimeAxis;
import org.nernst.tensor.Generator;

/// What is learnt: the data of a run, split and encoded as its settings say.
///
/// @param train batches to learn from, shuffled
/// @param test batches to be tested on, in a fixed order
/// @param testData the examples of the test
/// @param encoder how pixels become input over time
record Task(DataLoader train, DataLoader test, Dataset testData, Encoder encoder) {
  /// Values of an example.
  static final int INPUTS = Digits.PIXELS;

  /// Kinds of examples.
  static final int CLASSES = Digits.CLASSES;

  /// Prepares the data.
  ///
  /// @param axis which axis of the network's input is time
  static Task of(Settings settings, TimeAxis axis) {
    Dataset data = data(settings);
    Generator generator = new Generator(settings.wholeLong(Setting.SEED));
    Split split =
        Split.stratified(data, settings.real(Setting.TRAIN_SHARE), generator.split("split"));
    if (split.train().size() == 0 || split.test().size() == 0) {
      throw new UsageError(
          "train-share %s of %d examples leaves %d for training and %d for the test"
              .formatted(
                  Numbers.plain(settings.real(Setting.TRAIN_SHARE)),
                  data.size(),
                  split.train().size(),
                  split.test().size()));
    }
    Encoder encoder = encoder(settings);
    int batchSize = settings.whole(Setting.BATCH_SIZE);
    DataLoader train =
        DataLoader.of(split.train(), batchSize)
            .shuffled(generator.split("shuffle"))
            .encoded(encoder, axis, generator.split("encode-train"));
    DataLoader test =
        DataLoader.of(split.test(), Math.max(batchSize, 90))
            .encoded(encoder, axis, generator.split("encode-test"));
    return new Task(train, test, split.test(), encoder);
  }

  private static Dataset data(Settings settings) {
    Dataset whole =
        switch (settings.word(Setting.DATASET)) {
          case "digits" -> Digits.load();
          case String other -> throw new IllegalStateException("no data set " + other);
        };
    int examples = settings.whole(Setting.EXAMPLES);
    return examples == 0 ? whole : Subset.first(whole, examples);
  }

  private static Encoder encoder(Settings settings) {
    int steps = settings.whole(Setting.TIME_STEPS);
    double gain = settings.real(Setting.GAIN);
    return switch (settings.word(Setting.ENCODER)) {
      case "constant" -> new ConstantCurrent(steps, gain);
      case "poisson" -> new Poisson(steps, gain);
      // A threshold of half a grey level: paper stays silent.
      case "latency" -> new Latency(steps, gain, 0.5 / 16);
      case String other -> throw new IllegalStateException("no encoder " + other);
    };
  }
}
