package org.nernst.cli.files;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.nernst.io.TensorFile;
import org.nernst.io.TensorInfo;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;

/// Shows an open file of tensors as a table with a line per tensor, then its metadata.
final class TensorTable {
  private static final TextTable TABLE =
      new TextTable(
          List.of("tensor", "dtype", "shape", "min", "max", "mean", "std", "zeros", "NaNs"), 3);

  private final Inspection view;

  TensorTable(Inspection view) {
    this.view = view;
  }

  void show(String format, TensorFile file) throws IOException {
    long bytes = file.entries().values().stream().mapToLong(TensorInfo::bytes).sum();
    long elements = file.entries().values().stream().mapToLong(TensorInfo::numel).sum();
    view.fact(
        format,
        "%d tensors, %,d elements, %,d bytes".formatted(file.entries().size(), elements, bytes));
    List<List<String>> rows = new ArrayList<>();
    for (Map.Entry<String, TensorInfo> entry : file.entries().entrySet()) {
      try (Scope _ = Scope.open()) {
        rows.add(row(entry.getKey(), entry.getValue(), file.tensor(entry.getKey())));
      }
    }
    if (!rows.isEmpty()) {
      TABLE.print(rows, view);
    }
    file.tied().forEach(names -> view.fact("same memory", String.join(", ", names)));
    file.metadata().forEach(view::fact);
  }

  private static List<String> row(String name, TensorInfo info, Tensor tensor) {
    List<String> row = new ArrayList<>();
    row.add(Inspection.printable(name));
    row.add(info.dtype().toString());
    row.add(Tensor.shapeText(info.dimensions()));
    row.addAll(Statistics.of(tensor).cells());
    return row;
  }
}
