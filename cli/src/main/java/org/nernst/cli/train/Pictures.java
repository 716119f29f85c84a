package org.nernst.cli.train;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.nernst.data.Digits;
import org.nernst.data.Sample;
import org.nernst.train.EpochReport;
import org.nernst.train.Evaluation;
import org.nernst.viz.Curves;
import org.nernst.viz.Curves.Series;
import org.nernst.viz.Figure;
import org.nernst.viz.Heatmap;
import org.nernst.viz.MembraneTraces;
import org.nernst.viz.SpikeRaster;

/// The pictures of a run, each as SVG and PNG.
final class Pictures {
  private static final int TRACED_NEURONS = 5;

  private final RunDirectory directory;

  Pictures(RunDirectory directory) {
    this.directory = directory;
  }

  /// Loss and accuracy over the epochs: `curves`.
  void curves(String title, List<EpochReport> epochs) throws IOException {
    List<Series> losses = new ArrayList<>();
    losses.add(series("training", epochs, EpochReport::loss));
    List<Series> accuracies = new ArrayList<>();
    accuracies.add(series("training", epochs, e -> 100 * e.accuracy()));
    if (epochs.stream().anyMatch(e -> e.evaluation() != null)) {
      losses.add(series("test", epochs, e -> tested(e, Evaluation::loss)));
      accuracies.add(series("test", epochs, e -> 100 * tested(e, Evaluation::accuracy)));
    }
    save(
        Figure.titled(title)
            .row(new Curves("Loss", "epoch", "cross entropy (nat)", losses))
            .row(new Curves("Accuracy", "epoch", "accuracy (%)", accuracies)),
        "curves");
  }

  /// What the network did with one digit: `digit`.
  void digit(Network network, String model, Sample sample, Recording recording) throws IOException {
    SpikeRaster raster = SpikeRaster.of("Spikes of the hidden layer", recording.hiddenSpikes());
    int[] chosen = spread(recording.hiddenSpikes());
    MembraneTraces hidden =
        MembraneTraces.of(
                "Membrane potentials of %d hidden neurons".formatted(chosen.length),
                columns(recording.hiddenPotentials(), chosen),
                names("neuron ", chosen))
            .withSpikes(columns(recording.hiddenSpikes(), chosen))
            .withThreshold(network.threshold());
    MembraneTraces readout =
        MembraneTraces.of(
            "Membrane potentials of the readout",
            recording.output(),
            names("", IntStream.range(0, Digits.CLASSES).toArray()));
    if (network.stepSeconds() > 0) {
      raster = raster.inMilliseconds(network.stepSeconds());
      hidden = hidden.inMilliseconds(network.stepSeconds());
      readout = readout.inMilliseconds(network.stepSeconds());
    }
    String title =
        "%s on a test digit: it is a %d, the network says %d"
            .formatted(model, sample.label(), recording.answer());
    save(
        Figure.titled(title)
            .row(Heatmap.image("Input", image(sample)), raster)
            .row(hidden)
            .row(readout),
        "digit");
  }

  private void save(Figure figure, String name) throws IOException {
    figure.save(directory.picture(name, "svg"));
    figure.save(directory.picture(name, "png"));
  }

  private static Series series(
      String name, List<EpochReport> epochs, ToDoubleFunction<EpochReport> value) {
    return Series.byEpoch(name, epochs.stream().mapToDouble(value).toArray());
  }

  private static double tested(EpochReport report, ToDoubleFunction<Evaluation> value) {
    Evaluation evaluation = report.evaluation();
    return evaluation == null ? Double.NaN : value.applyAsDouble(evaluation);
  }

  /// Neurons from the most to the least active of those that spike, evenly spread, in the order of
  /// their numbers; silent ones only where too few spike.
  private static int[] spread(float[][] spikes) {
    int neurons = spikes[0].length;
    double[] counts = new double[neurons];
    for (float[] row : spikes) {
      for (int n = 0; n < neurons; n++) {
        counts[n] += row[n];
      }
    }
    int[] ranked =
        IntStream.range(0, neurons)
            .boxed()
            .sorted(Comparator.comparingDouble(n -> -counts[n]))
            .mapToInt(Integer::intValue)
            .toArray();
    int wanted = Math.min(TRACED_NEURONS, neurons);
    int active = (int) Arrays.stream(counts).filter(c -> c > 0).count();
    int among = Math.max(active, wanted);
    return IntStream.range(0, wanted).map(k -> ranked[k * among / wanted]).sorted().toArray();
  }

  private static float[][] columns(float[][] rows, int[] chosen) {
    float[][] columns = new float[rows.length][chosen.length];
    for (int t = 0; t < rows.length; t++) {
      for (int c = 0; c < chosen.length; c++) {
        columns[t][c] = rows[t][chosen[c]];
      }
    }
    return columns;
  }

  private static String[] names(String prefix, int[] numbers) {
    return Arrays.stream(numbers).mapToObj(n -> prefix + n).toArray(String[]::new);
  }

  private static float[][] image(Sample sample) {
    Objects.checkIndex(Digits.PIXELS - 1, sample.values().length);
    float[][] image = new float[Digits.SIDE][];
    for (int row = 0; row < Digits.SIDE; row++) {
      image[row] = Arrays.copyOfRange(sample.values(), row * Digits.SIDE, (row + 1) * Digits.SIDE);
    }
    return image;
  }
}
