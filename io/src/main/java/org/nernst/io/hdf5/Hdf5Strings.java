package org.nernst.io.hdf5;

import io.jhdf.GlobalHeap;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nernst.io.IoFormatException;

/// Strings of a dataset: of fixed length, padded with NUL or blanks, or references into heaps.
final class Hdf5Strings {
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /// A length, an address and an index.
  private static final int REFERENCE_BYTES = 16;

  private Hdf5Strings() {}

  static List<String> fixed(Hdf5File file, String path, MemorySegment data, int size)
      throws IoFormatException {
    List<String> strings = new ArrayList<>();
    for (long at = 0; at < data.byteSize(); at += size) {
      strings.add(decoded(file, path, data.asSlice(at, size).asByteBuffer()));
    }
    return strings;
  }

  static List<String> variable(Hdf5File file, String path, MemorySegment data, int size)
      throws IoFormatException {
    int offsets = file.guarded(path, () -> file.jhdf().getHdfBackingStorage().getSizeOfOffsets());
    if (size != REFERENCE_BYTES || offsets != Long.BYTES) {
      throw file.malformed(
          path,
          "expected references of %d bytes to strings, got %d".formatted(REFERENCE_BYTES, size));
    }
    Map<Long, GlobalHeap> heaps = new HashMap<>();
    List<String> strings = new ArrayList<>();
    for (long at = 0; at < data.byteSize(); at += size) {
      int length = data.get(INT, at);
      long address = data.get(LONG, at + 4);
      int index = data.get(INT, at + 12);
      if (index == 0) {
        strings.add("");
        continue;
      }
      GlobalHeap heap = heaps.get(address);
      if (heap == null) {
        heap = heap(file, path, address);
        heaps.put(address, heap);
      }
      GlobalHeap from = heap;
      ByteBuffer object = file.guarded(path, () -> from.getObjectData(index));
      if (length < 0 || length > object.remaining()) {
        throw file.malformed(
            path,
            "expected a string of at most %d bytes, got %d".formatted(object.remaining(), length));
      }
      strings.add(decoded(file, path, object.slice(0, length)));
    }
    return strings;
  }

  /// Heaps that overlap would be parsed again and again, so their bytes are counted like data.
  private static GlobalHeap heap(Hdf5File file, String path, long address)
      throws IoFormatException {
    ByteBuffer bytes = file.bytes().duplicate().order(ByteOrder.LITTLE_ENDIAN);
    long at = file.guarded(path, () -> address + file.jhdf().getUserBlockSize());
    if (at < 0 || at > bytes.capacity() - REFERENCE_BYTES) {
      throw file.malformed(path, "a string lies outside of the file, at " + address);
    }
    long size = bytes.getLong(Math.toIntExact(at) + 8);
    if (size < REFERENCE_BYTES || size > bytes.capacity() - at) {
      throw file.malformed(
          path,
          "expected a heap of strings of at most %d bytes, got %d"
              .formatted(bytes.capacity() - at, size));
    }
    file.spend(size, path);
    return file.guarded(path, () -> new GlobalHeap(file.jhdf().getHdfBackingStorage(), address));
  }

  private static String decoded(Hdf5File file, String path, ByteBuffer bytes)
      throws IoFormatException {
    int end = 0;
    while (end < bytes.remaining() && bytes.get(end) != 0) {
      end++;
    }
    while (end > 0 && bytes.get(end - 1) == ' ') {
      end--;
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes.slice(0, end)).toString();
    } catch (CharacterCodingException malformed) {
      throw new IoFormatException(file.path(), path + ": a string isn't UTF-8", malformed);
    }
  }
}
