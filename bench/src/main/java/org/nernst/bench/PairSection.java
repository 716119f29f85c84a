package org.nernst.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What a Linear of spikes and the neurons behind it gain as one node, run by run in turns.
final class PairSection implements Section {
  private static final double NANOS = 1e6;
  private static final double[] DENSITIES = {0.005, 0.02, 0.1};
  private static final long STEPS = 500;
  private static final long BATCH = 16;
  private static final long WIDTH = 512;

  PairSection() {}

  @Override
  public String name() {
    return "pairs";
  }

  @Override
  public String title() {
    return "Linear(512, 512) of spikes and LIF over (500, 16, 512), ms";
  }

  @Override
  public List<String> columns() {
    return List.of(
        "density",
        "forward apart",
        "together",
        "ratio",
        "with backward apart",
        "together",
        "ratio");
  }

  @Override
  public void measure(Stopwatch stopwatch, Rows rows) {
    for (double density : DENSITIES) {
      String name = String.format(Locale.ROOT, "%.1f %%", 100 * density);
      rows.begin(name);
      List<String> cells = new ArrayList<>();
      for (Pass pass : Pass.values()) {
        PairWork apart =
            PairWork.of(PairWork.Form.APART, Neuron.LIF, pass, density, STEPS, BATCH, WIDTH);
        double[] nanos = stopwatch.alternating(List.of(apart, apart.in(PairWork.Form.TOGETHER)));
        cells.add(ShortForm.number(nanos[0] / NANOS));
        cells.add(ShortForm.number(nanos[1] / NANOS));
        cells.add(ShortForm.number(nanos[1] / nanos[0]));
      }
      rows.end(name, cells.toArray(String[]::new));
    }
  }
}
