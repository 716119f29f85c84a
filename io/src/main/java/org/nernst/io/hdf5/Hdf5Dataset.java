package org.nernst.io.hdf5;

import io.jhdf.api.Dataset;
import io.jhdf.api.dataset.ChunkedDataset;
import io.jhdf.api.dataset.ContiguousDataset;
import io.jhdf.dataset.CompactDataset;
import io.jhdf.object.datatype.DataType;
import io.jhdf.object.datatype.EnumDataType;
import io.jhdf.object.datatype.StringData;
import io.jhdf.object.datatype.VariableLength;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;
import org.nernst.io.IoFormatException;
import org.nernst.tensor.Tensor;

/// A dataset of an [Hdf5File]: an array of numbers or strings of any layout, or one of them.
public final class Hdf5Dataset {
  private static final int MAX_RANK = 8;

  private final Hdf5File file;
  private final Dataset dataset;
  private final String path;
  private final DataType type;
  private final long[] shape;
  private final long elements;

  Hdf5Dataset(Hdf5File file, Dataset dataset, String path) throws IoFormatException {
    this.file = file;
    this.dataset = dataset;
    this.path = path;
    this.shape = file.guarded(path, dataset::getDimensionsAsLong);
    if (shape.length > MAX_RANK) {
      throw file.malformed(
          path, "expected at most %d axes, got %d".formatted(MAX_RANK, shape.length));
    }
    for (long size : shape) {
      if (size < 0) {
        throw file.malformed(path, "expected sizes >= 0, got " + Tensor.shapeText(shape));
      }
    }
    this.type = file.guarded(path, dataset::getDataType);
    this.elements = file.guarded(path, dataset::getSize);
    long size = type.getSize();
    if (size < 1 || (elements > 0 && size > Integer.MAX_VALUE / elements)) {
      throw file.malformed(
          path,
          ("expected less than 2 GiB of data, which one buffer of Java's holds,"
                  + " got %d values of %d bytes")
              .formatted(elements, size));
    }
  }

  /// {@return the path from the root}
  public String path() {
    return path;
  }

  /// {@return the sizes of its axes; none for a single value}
  public long[] shape() {
    return shape.clone();
  }

  /// {@return whether it holds strings}
  public boolean isText() {
    return type instanceof StringData
        || (type instanceof VariableLength variable && variable.isVariableLengthString());
  }

  /// {@return whether it holds h5py's booleans}
  public boolean isBoolean() {
    return type instanceof EnumDataType names
        && names.getBaseType().getSize() == 1
        && List.of("FALSE", "TRUE").containsAll(names.getEnumMapping().values());
  }

  /// {@return the numbers as a tensor on the CPU, of the type in the file} Unsigned types wider
  /// than a byte become INT64, since libtorch hardly calculates with them, booleans INT8.
  ///
  /// @throws IoFormatException when it holds something else, or is damaged
  public Tensor toTensor() throws IoFormatException {
    Hdf5Numbers numbers = Hdf5Numbers.of(file, path, numberType());
    if (elements == 0) {
      return Tensor.empty(numbers.dtype(), shape);
    }
    try (Arena arena = Arena.ofConfined()) {
      return numbers.tensor(raw(arena), shape);
    }
  }

  /// {@return the numbers as long, in row-major order}
  ///
  /// @throws IoFormatException when there is one that isn't whole, or the dataset is damaged
  public long[] toLongs() throws IoFormatException {
    try (Tensor values = toTensor()) {
      if (!values.dtype().isFloating()) {
        return values.toLongArray();
      }
      double[] reals = values.toDoubleArray();
      long[] longs = new long[reals.length];
      for (int i = 0; i < reals.length; i++) {
        longs[i] = (long) reals[i];
        if (longs[i] != reals[i]) {
          throw file.malformed(path, "expected whole numbers, got " + reals[i]);
        }
      }
      return longs;
    }
  }

  /// {@return the strings, in row-major order}
  ///
  /// @throws IoFormatException when it holds something else, or is damaged
  public List<String> toStrings() throws IoFormatException {
    if (!isText()) {
      throw file.malformed(path, "expected strings, got " + typeName());
    }
    if (elements == 0) {
      return List.of();
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment data = raw(arena);
      return type instanceof VariableLength
          ? Hdf5Strings.variable(file, path, data, type.getSize())
          : Hdf5Strings.fixed(file, path, data, type.getSize());
    }
  }

  private DataType numberType() throws IoFormatException {
    return type instanceof EnumDataType names && isBoolean() ? names.getBaseType() : type;
  }

  private String typeName() {
    return type.getClass().getSimpleName();
  }

  /// The bytes as they are in the file, without filters: a view of it, or memory of the arena.
  private MemorySegment raw(Arena arena) throws IoFormatException {
    long size = elements * type.getSize();
    if (dataset instanceof ChunkedDataset chunked) {
      return new Hdf5Chunks(file, path, chunked, shape, type.getSize()).read(arena);
    }
    file.spend(size, path);
    ByteBuffer data =
        file.guarded(
            path,
            () ->
                switch (dataset) {
                  case ContiguousDataset contiguous -> contiguous.getBuffer();
                  case CompactDataset compact -> compact.getDataBuffer();
                  default ->
                      throw new UnsupportedOperationException(
                          "layout of " + dataset.getClass().getSimpleName());
                });
    if (data.remaining() < size) {
      throw file.malformed(
          path, "expected %d bytes of data, got %d".formatted(size, data.remaining()));
    }
    return MemorySegment.ofBuffer(data).asSlice(0, size);
  }
}
