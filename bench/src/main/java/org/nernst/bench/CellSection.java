package org.nernst.bench;

import java.util.List;
import org.nernst.engine.Engine;

/// A single step of a cell, where the cost of a call counts.
final class CellSection implements Section {
  private static final double NANOS = 1e3;

  CellSection() {}

  @Override
  public String name() {
    return "step";
  }

  @Override
  public String title() {
    return "One step of LIFAdExCell at (16, 512), us";
  }

  @Override
  public List<String> columns() {
    return List.of("", "fused", "eager", "eager/fused");
  }

  @Override
  public void measure(Stopwatch stopwatch, Rows rows) {
    for (Pass pass : Pass.values()) {
      String name = pass == Pass.FORWARD ? "without gradients" : "forward and backward";
      rows.begin(name);
      double fused = stopwatch.nanos(new CellWork(Engine.FUSED, pass, 16, 512)) / NANOS;
      double eager = stopwatch.nanos(new CellWork(Engine.EAGER, pass, 16, 512)) / NANOS;
      rows.end(
          name, ShortForm.number(fused), ShortForm.number(eager), ShortForm.times(eager / fused));
    }
  }
}
