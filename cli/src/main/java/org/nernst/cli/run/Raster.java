package org.nernst.cli.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.nernst.cli.UsageError;
import org.nernst.cli.files.TensorInput;
import org.nernst.nn.TimeAxis;
import org.nernst.tensor.DType;
import org.nernst.tensor.Tensor;

/// The input of a run.
///
/// @param values with time and batch in the network's order
/// @param batched whether the file had an axis of batch
record Raster(Tensor values, boolean batched) {
  /// Reads a raster: (time, ...) or with a batch, in the network's order.
  ///
  /// @param file tensors of any format, or text with a line per step and a number per input,
  ///   separated by commas
  /// @param shape of an input in one step
  /// @param axis where the network has time
  /// @throws UsageError if it doesn't fit the network
  /// @throws IOException if it can't be read
  static Raster read(Path file, long[] shape, TimeAxis axis) throws IOException {
    Tensor values =
        file.toString().toLowerCase(Locale.ROOT).endsWith(".csv")
            ? csv(file)
            : TensorInput.read(file);
    if (values.dtype() != DType.FLOAT32) {
      values = values.to(DType.FLOAT32);
    }
    int leading = values.dim() - shape.length;
    long[] own = values.shape();
    boolean fits =
        (leading == 1 || leading == 2)
            && Arrays.equals(Arrays.copyOfRange(own, leading, own.length), shape)
            && values.numel() > 0;
    if (!fits) {
      throw new UsageError(
          "%s: expected (time%s) or, with a batch, (%s%s), got %s"
              .formatted(
                  file,
                  text(shape),
                  axis == TimeAxis.FIRST ? "time, batch" : "batch, time",
                  text(shape),
                  Tensor.shapeText(own)));
    }
    return leading == 2
        ? new Raster(values, true)
        : new Raster(values.unsqueeze(axis == TimeAxis.FIRST ? 1 : 0), false);
  }

  private static String text(long[] shape) {
    return Arrays.stream(shape).mapToObj(size -> ", " + size).reduce("", String::concat);
  }

  private static Tensor csv(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file).stream().filter(l -> !l.isBlank()).toList();
    if (lines.isEmpty()) {
      throw new UsageError(file + ": expected a line of numbers per step, got none");
    }
    int columns = lines.getFirst().split(",", -1).length;
    float[] values = new float[Math.multiplyExact(lines.size(), columns)];
    for (int row = 0; row < lines.size(); row++) {
      String[] cells = lines.get(row).split(",", -1);
      if (cells.length != columns) {
        throw new UsageError(
            "%s: expected %d numbers in every line, got %d in line %d"
                .formatted(file, columns, cells.length, row + 1));
      }
      for (int column = 0; column < columns; column++) {
        values[row * columns + column] = number(file, row, cells[column].strip());
      }
    }
    return Tensor.of(values, lines.size(), columns);
  }

  private static float number(Path file, int row, String cell) {
    try {
      return Float.parseFloat(cell);
    } catch (NumberFormatException wrong) {
      throw new UsageError(
          "%s: expected a number in line %d, got '%s'".formatted(file, row + 1, cell), wrong);
    }
  }
}
