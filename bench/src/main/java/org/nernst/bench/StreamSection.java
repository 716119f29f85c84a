package org.nernst.bench;

import java.util.List;
import org.nernst.tensor.Nernst;

/// A network in step with its events.
final class StreamSection implements Section {
  private static final double NANOS = 1e3;

  StreamSection() {}

  @Override
  public String name() {
    return "streaming";
  }

  @Override
  public String title() {
    return "One step of 700-256-20 LIF, batch 1, 3 % spikes in, one thread, us";
  }

  @Override
  public List<String> columns() {
    return List.of("", "stream", "modules", "modules/stream");
  }

  @Override
  public void measure(Stopwatch stopwatch, Rows rows) {
    String name = "median";
    rows.begin(name);
    int threads = Nernst.threads();
    Nernst.threads(1);
    try {
      double stream = stopwatch.nanos(new StreamWork(StreamWork.Method.STREAM)) / NANOS;
      double modules = stopwatch.nanos(new StreamWork(StreamWork.Method.MODULES)) / NANOS;
      rows.end(
          name,
          ShortForm.number(stream),
          ShortForm.number(modules),
          ShortForm.times(modules / stream));
    } finally {
      Nernst.threads(threads);
    }
  }
}
