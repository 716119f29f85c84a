package org.nernst.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.nernst.tensor.Nernst;

/// What a linear map gains from zeros.
final class DensitySection implements Section {
  private static final double NANOS = 1e3;
  private static final double[] DENSITIES = {0.01, 0.05, 0.2, 0.4};

  DensitySection() {}

  @Override
  public String name() {
    return "density";
  }

  @Override
  public String title() {
    return "Linear of spikes, one thread, us per vector";
  }

  @Override
  public List<String> columns() {
    return List.of("density", "events, N=512", "GEMM, N=512", "events, N=1024", "GEMM, N=1024");
  }

  @Override
  public void measure(Stopwatch stopwatch, Rows rows) {
    int threads = Nernst.threads();
    Nernst.threads(1);
    try {
      for (double density : DENSITIES) {
        String name = String.format(Locale.ROOT, "%.0f %%", 100 * density);
        rows.begin(name);
        List<String> cells = new ArrayList<>();
        for (int width : new int[] {512, 1024}) {
          for (DensityWork.Method method : DensityWork.Method.values()) {
            DensityWork work = new DensityWork(method, width, density);
            double vectors = DensityWork.VECTORS * NANOS;
            cells.add(ShortForm.number(stopwatch.shortened().nanos(work) / vectors));
          }
        }
        rows.end(name, cells.toArray(String[]::new));
      }
    } finally {
      Nernst.threads(threads);
    }
  }
}
