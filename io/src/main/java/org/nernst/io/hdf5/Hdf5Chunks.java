package org.nernst.io.hdf5;

import io.jhdf.api.dataset.ChunkedDataset;
import io.jhdf.dataset.chunked.ChunkedDatasetV3;
import io.jhdf.dataset.chunked.ChunkedDatasetV4;
import io.jhdf.filter.PipelineFilterWithData;
import io.jhdf.object.message.DataLayoutMessage.ChunkedDataLayoutMessage;
import io.jhdf.object.message.DataLayoutMessage.ChunkedDataLayoutMessageV4;
import io.jhdf.storage.HdfBackingStorage;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.nernst.io.IoFormatException;
import org.nernst.tensor.Tensor;

/// A dataset that is stored in chunks, each deflated, shuffled or checked.
///
/// jhdf's own filters inflate whatever comes; here a chunk has to have exactly its size.
final class Hdf5Chunks {
  private static final int DEFLATE = 1;
  private static final int SHUFFLE = 2;
  private static final int FLETCHER32 = 3;
  private static final int CHECKSUM_BYTES = 4;
  private static final int MAX_CHUNKS = 1 << 20;

  /// Ways in which format 2 of HDF5 finds chunks: one chunk, chunks in a row, or an array of them.
  /// The two others serve datasets that grow.
  private static final int FIXED_ARRAY = 3;

  private static final long UNDEFINED_ADDRESS = -1;

  /// Where the header of such an array tells its length.
  private static final int ARRAY_LENGTH_AT = 8;

  private final Hdf5File file;
  private final String path;
  private final ChunkedDataset dataset;
  private final long[] shape;
  private final int size;
  private final int[] chunk;
  private final long chunkBytes;
  private final List<PipelineFilterWithData> filters;

  /// @param size bytes of an element
  Hdf5Chunks(Hdf5File file, String path, ChunkedDataset dataset, long[] shape, int size)
      throws IoFormatException {
    this.file = file;
    this.path = path;
    this.dataset = dataset;
    this.shape = shape;
    this.size = size;
    this.chunk = file.guarded(path, dataset::getChunkDimensions);
    this.filters = file.guarded(path, dataset::getFilters);
    if (chunk.length != shape.length || shape.length == 0) {
      throw file.malformed(
          path,
          "expected chunks with the %d axes of the dataset, got %d"
              .formatted(shape.length, chunk.length));
    }
    this.chunkBytes = file.guarded(path, this::bytesOfAChunk);
    for (PipelineFilterWithData filter : filters) {
      if (filter.getId() != DEFLATE && filter.getId() != SHUFFLE && filter.getId() != FLETCHER32) {
        throw file.malformed(
            path, "expected the filters deflate, shuffle or fletcher32, got " + filter.getName());
      }
    }
  }

  private long bytesOfAChunk() {
    long bytes = size;
    for (int length : chunk) {
      if (length < 1) {
        throw new IllegalArgumentException("a chunk of length " + length);
      }
      bytes = Math.multiplyExact(bytes, length);
    }
    return Math.toIntExact(bytes);
  }

  MemorySegment read(Arena arena) throws IoFormatException {
    long total = size;
    long chunks = 1;
    for (int axis = 0; axis < shape.length; axis++) {
      total *= shape[axis];
      chunks = Math.min(MAX_CHUNKS + 1L, chunks * Math.ceilDiv(shape[axis], chunk[axis]));
    }
    if (chunks > MAX_CHUNKS || chunks > file.bytes().capacity()) {
      throw file.malformed(path, "more chunks than a file of this size can hold");
    }
    checkIndex(chunks);
    // A chunk that hangs over the end of the dataset is decoded in full.
    file.spend(Math.multiplyExact(chunks, chunkBytes), path);
    MemorySegment target = arena.allocate(total, Long.BYTES);
    if (chunks == 1 && chunkBytes == total) {
      decode(new int[shape.length], target, arena);
      return target;
    }
    MemorySegment decoded = arena.allocate(chunkBytes, Long.BYTES);
    int[] offset = new int[shape.length];
    do {
      decode(offset, decoded, arena);
      copy(decoded, offset, target);
    } while (advance(offset));
    return target;
  }

  /// jhdf believes the length of an index, and follows its tree wherever it leads.
  private void checkIndex(long chunks) throws IoFormatException {
    if (dataset instanceof ChunkedDatasetV3 tree) {
      ChunkedDataLayoutMessage layout =
          file.guarded(
              path, () -> tree.getHeader().getMessageOfType(ChunkedDataLayoutMessage.class));
      if (layout.getBTreeAddress() != UNDEFINED_ADDRESS) {
        int keyBytes = 2 * Integer.BYTES + (shape.length + 1) * Long.BYTES;
        file.structure().tree(layout.getBTreeAddress(), 1, keyBytes, path);
      }
      return;
    }
    if (!(dataset instanceof ChunkedDatasetV4 latest)) {
      return;
    }
    ChunkedDataLayoutMessageV4 layout =
        file.guarded(
            path, () -> latest.getHeader().getMessageOfType(ChunkedDataLayoutMessageV4.class));
    int kind = layout.getIndexingType();
    if (kind > FIXED_ARRAY) {
      throw file.malformed(
          path,
          ("expected chunks that are found by one address, in a row or by a fixed array, got %s,"
                  + " which serves datasets that grow (write it without maxshape, or with"
                  + " libver='earliest')")
              .formatted(kind == 4 ? "an extensible array" : "a B-tree of version 2"));
    }
    if (kind == FIXED_ARRAY) {
      long length =
          file.guarded(
              path,
              () -> {
                HdfBackingStorage storage = file.jhdf().getHdfBackingStorage();
                ByteBuffer header =
                    storage.readBufferFromAddress(
                        layout.getAddress(), ARRAY_LENGTH_AT + Long.BYTES);
                return storage.getSizeOfLengths() == Long.BYTES
                    ? header.getLong(ARRAY_LENGTH_AT)
                    : header.getInt(ARRAY_LENGTH_AT);
              });
      if (length != chunks) {
        throw file.malformed(
            path, "expected an index of %d chunks, got %d".formatted(chunks, length));
      }
    }
  }

  private boolean advance(int[] offset) {
    for (int axis = shape.length - 1; axis >= 0; axis--) {
      offset[axis] += chunk[axis];
      if (offset[axis] < shape[axis]) {
        return true;
      }
      offset[axis] = 0;
    }
    return false;
  }

  /// Copies the rows of a chunk that lie inside the dataset.
  private void copy(MemorySegment decoded, int[] offset, MemorySegment target) {
    int last = shape.length - 1;
    int[] row = new int[shape.length];
    long rowBytes = size * Math.min(chunk[last], shape[last] - offset[last]);
    boolean more = true;
    while (more) {
      long from = 0;
      long to = 0;
      for (int axis = 0; axis <= last; axis++) {
        from = from * chunk[axis] + row[axis];
        to = to * shape[axis] + offset[axis] + row[axis];
      }
      MemorySegment.copy(decoded, from * size, target, to * size, rowBytes);
      more = false;
      for (int axis = last - 1; axis >= 0 && !more; axis--) {
        row[axis]++;
        more = row[axis] < chunk[axis] && offset[axis] + row[axis] < shape[axis];
        if (!more) {
          row[axis] = 0;
        }
      }
    }
  }

  private void decode(int[] offset, MemorySegment target, Arena arena) throws IoFormatException {
    ByteBuffer stored =
        file.guarded(path, () -> dataset.getRawChunkBuffer(offset)).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = filters.size() - 1; i >= 0; i--) {
      stored =
          switch (filters.get(i).getId()) {
            case DEFLATE -> inflated(stored, i, arena);
            case SHUFFLE -> unshuffled(stored, arena);
            default -> checked(stored);
          };
    }
    if (stored.remaining() != chunkBytes) {
      throw file.malformed(
          path,
          "chunk at %s: expected %d bytes, got %d"
              .formatted(text(offset), chunkBytes, stored.remaining()));
    }
    target.copyFrom(MemorySegment.ofBuffer(stored));
  }

  private static String text(int[] offset) {
    long[] longs = new long[offset.length];
    for (int i = 0; i < offset.length; i++) {
      longs[i] = offset[i];
    }
    return Tensor.shapeText(longs);
  }

  /// @param place of the filter; checksums that were added before it are inside
  private ByteBuffer inflated(ByteBuffer stored, int place, Arena arena) throws IoFormatException {
    long expected = chunkBytes;
    for (PipelineFilterWithData before : filters.subList(0, place)) {
      expected += before.getId() == FLETCHER32 ? CHECKSUM_BYTES : 0;
    }
    ByteBuffer out = arena.allocate(expected).asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    try (Inflater inflater = new Inflater()) {
      inflater.setInput(stored);
      while (out.hasRemaining() && !inflater.finished()) {
        if (inflater.inflate(out) == 0 && !inflater.finished()) {
          throw file.malformed(path, "deflated data ends early");
        }
      }
      if (!inflater.finished() && inflater.inflate(new byte[1]) > 0) {
        throw file.malformed(path, "deflated data is longer than its " + expected + " bytes");
      }
    } catch (DataFormatException damaged) {
      throw new IoFormatException(file.path(), path + ": deflated data is damaged", damaged);
    }
    return out.flip();
  }

  private ByteBuffer unshuffled(ByteBuffer shuffled, Arena arena) {
    int count = shuffled.remaining() / size;
    MemorySegment out = arena.allocate(shuffled.remaining());
    MemorySegment in = MemorySegment.ofBuffer(shuffled);
    for (int k = 0; k < size; k++) {
      for (int i = 0; i < count; i++) {
        out.set(
            ValueLayout.JAVA_BYTE,
            (long) i * size + k,
            in.get(ValueLayout.JAVA_BYTE, (long) k * count + i));
      }
    }
    return out.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  private ByteBuffer checked(ByteBuffer stored) throws IoFormatException {
    int length = stored.remaining() - CHECKSUM_BYTES;
    if (length < 0 || fletcher32(stored, length) != stored.getInt(stored.position() + length)) {
      throw file.malformed(path, "the checksum of a chunk doesn't fit");
    }
    return stored.slice(stored.position(), length).order(ByteOrder.LITTLE_ENDIAN);
  }

  /// HDF5's variant: big-endian words of 16 bits.
  private static int fletcher32(ByteBuffer data, int length) {
    long low = 0;
    long high = 0;
    int start = data.position();
    for (int i = 0; i < length; i += 2) {
      int second = i + 1 < length ? data.get(start + i + 1) & 0xFF : 0;
      low = (low + ((data.get(start + i) & 0xFF) << 8 | second)) % 0xFFFF;
      high = (high + low) % 0xFFFF;
    }
    return (int) (high << 16 | low);
  }
}
