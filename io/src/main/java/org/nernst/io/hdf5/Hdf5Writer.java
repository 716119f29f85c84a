package org.nernst.io.hdf5;

import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableGroup;
import io.jhdf.exceptions.HdfException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Array;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.nernst.io.AtomicFile;
import org.nernst.tensor.Tensor;

/// A group of an HDF5 file that is being written.
public final class Hdf5Writer {
  /// Fills the group at the root.
  @FunctionalInterface
  public interface Content {
    /// Writes groups and datasets.
    ///
    /// @param root the group at the root
    void writeTo(Hdf5Writer root);
  }

  private final WritableGroup group;
  private final String path;

  private Hdf5Writer(WritableGroup group, String path) {
    this.group = group;
    this.path = path;
  }

  /// Writes a file as a whole or not at all.
  ///
  /// @param file the file, replaced if it exists
  /// @param content what it shall hold
  /// @throws IOException when it can't be written; an older file is then untouched
  public static void write(Path file, Content content) throws IOException {
    Path draft = Files.createTempFile("nernst", ".h5");
    try {
      try (WritableHdfFile writable = HdfFile.write(draft)) {
        content.writeTo(new Hdf5Writer(writable, ""));
      } catch (HdfException failed) {
        throw new IOException(file + ": can't be written: " + failed.getMessage(), failed);
      }
      try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.READ);
          Arena arena = Arena.ofConfined()) {
        MemorySegment bytes = channel.map(MapMode.READ_ONLY, 0, channel.size(), arena);
        AtomicFile.write(file, sink -> sink.write(bytes));
      }
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  /// Adds a group.
  ///
  /// @param name without slashes
  /// @return the group
  public Hdf5Writer group(String name) {
    return new Hdf5Writer(group.putGroup(name), path + name + "/");
  }

  /// Adds a string.
  public void text(String name, String value) {
    if (value.isEmpty()) {
      throw unwritable(name, "an empty string");
    }
    group.putDataset(name, value);
  }

  /// Adds a table of strings.
  ///
  /// @param rows of equal length, at least one
  public void texts(String name, List<List<String>> rows) {
    group.putDataset(
        name, rows.stream().map(row -> row.toArray(String[]::new)).toArray(String[][]::new));
  }

  /// Adds a list of strings.
  ///
  /// @param values at least one
  public void list(String name, List<String> values) {
    if (values.isEmpty()) {
      throw unwritable(name, "an empty list");
    }
    group.putDataset(name, values.toArray(String[]::new));
  }

  /// Adds a whole number.
  public void number(String name, long value) {
    group.putDataset(name, value);
  }

  /// Adds a number.
  public void number(String name, double value) {
    group.putDataset(name, value);
  }

  /// Adds a list of whole numbers.
  ///
  /// @param values at least one
  public void numbers(String name, long... values) {
    if (values.length == 0) {
      throw unwritable(name, "an empty list");
    }
    group.putDataset(name, values);
  }

  /// Adds an array in the tensor's own type; shorter floating types become float32, booleans and
  /// other whole numbers int64.
  ///
  /// @param values not empty, neither complex nor uint64
  public void array(String name, Tensor values) {
    if (values.numel() == 0) {
      throw unwritable(name, "an empty array " + Tensor.shapeText(values.shape()));
    }
    Tensor plain = values.detach().contiguous();
    Object flat =
        switch (plain.dtype()) {
          case FLOAT64 -> plain.toDoubleArray();
          case INT32 -> plain.toIntArray();
          case UINT64, COMPLEX64, COMPLEX128 ->
              throw unwritable(name, "an array of " + plain.dtype());
          default -> plain.dtype().isFloating() ? plain.toFloatArray() : plain.toLongArray();
        };
    long[] shape = plain.shape();
    group.putDataset(name, shape.length == 0 ? Array.get(flat, 0) : nested(flat, shape, 0, 0));
  }

  /// jhdf takes arrays of arrays only.
  private static Object nested(Object flat, long[] shape, int axis, int from) {
    int length = Math.toIntExact(shape[axis]);
    if (axis == shape.length - 1) {
      Object row = Array.newInstance(flat.getClass().getComponentType(), length);
      System.arraycopy(flat, from, row, 0, length);
      return row;
    }
    int stride = 1;
    for (int later = axis + 1; later < shape.length; later++) {
      stride *= Math.toIntExact(shape[later]);
    }
    Object first = nested(flat, shape, axis + 1, from);
    Object rows = Array.newInstance(first.getClass(), length);
    Array.set(rows, 0, first);
    for (int i = 1; i < length; i++) {
      Array.set(rows, i, nested(flat, shape, axis + 1, from + i * stride));
    }
    return rows;
  }

  private IllegalArgumentException unwritable(String name, String what) {
    return new IllegalArgumentException(path + name + ": " + what + " can't be written to HDF5");
  }
}
