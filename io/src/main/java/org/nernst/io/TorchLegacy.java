package org.nernst.io;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.nernst.io.PickleValue.Dict;
import org.nernst.io.PickleValue.Int;
import org.nernst.io.PickleValue.Items;
import org.nernst.io.PickleValue.Storage;
import org.nernst.io.PickleValue.Text;
import org.nernst.io.PickleValue.Truth;

/// The form that PyTorch wrote before 1.6, and still writes with
/// `_use_new_zipfile_serialization=False`: four pickles (a magic number, a version, the machine,
/// the object), a fifth with the keys of the storages, then each storage behind its length.
final class TorchLegacy implements TorchFile.Storages {
  /// The end of the first pickle: LONG1 of 10 bytes, 0x1950a86a20f9469cfc6c, STOP.
  private static final byte[] MAGIC = {
    (byte) 0x8A,
    0x0A,
    0x6C,
    (byte) 0xFC,
    (byte) 0x9C,
    0x46,
    (byte) 0xF9,
    0x20,
    0x6A,
    (byte) 0xA8,
    0x50,
    0x19,
    '.'
  };

  /// Behind PROTO and, from protocol 4 on, FRAME.
  private static final int[] MAGIC_OFFSETS = {2, 11};

  private static final long VERSION = 1001;

  private final MappedFile mapped;
  private final Map<String, Storage> described = new HashMap<>();
  private final Map<String, Long> begins = new HashMap<>();
  private boolean swapped;

  private TorchLegacy(MappedFile mapped) {
    this.mapped = mapped;
  }

  static boolean recognises(byte[] head) {
    return begin(head) > 0;
  }

  private static int begin(byte[] head) {
    for (int offset : MAGIC_OFFSETS) {
      int end = offset + MAGIC.length;
      if (head.length >= end
          && (head[0] & 0xFF) == 0x80
          && java.util.Arrays.equals(head, offset, end, MAGIC, 0, MAGIC.length)) {
        return end;
      }
    }
    return -1;
  }

  /// Opens a file that [#recognises] has recognised.
  static TorchFile open(Path file, byte[] head) throws IOException {
    return MappedFile.open(file, mapped -> new TorchLegacy(mapped).parse(begin(head)));
  }

  private TorchFile parse(long begin) throws IOException {
    try {
      HeapBudget budget = new HeapBudget(mapped.bytes().byteSize());
      PickleInput in = new PickleInput(mapped.bytes(), begin);
      TorchGlobals globals = new TorchGlobals(this::describe, budget);
      checkVersion(new Unpickler(in, globals, budget).load());
      swapped = isBigEndian(new Unpickler(in, globals, budget).load());
      PickleValue top = new Unpickler(in, globals, budget).load();
      PickleValue keys = new Unpickler(in, globals, budget).load();
      locate(in, keys);
      return new TorchFile(mapped.file(), TorchContents.of(top, budget), this);
    } catch (IllegalArgumentException wrong) {
      throw new IoFormatException(mapped.file(), String.valueOf(wrong.getMessage()), wrong);
    }
  }

  private static void checkVersion(PickleValue version) {
    if (!(version instanceof Int(long number)) || number != VERSION) {
      throw new IllegalArgumentException(
          "expected version %d of PyTorch's old form".formatted(VERSION));
    }
  }

  private static boolean isBigEndian(PickleValue machine) {
    if (machine instanceof Dict(var facts)
        && facts.get("little_endian") instanceof Truth(boolean little)) {
      return !little;
    }
    throw new IllegalArgumentException(
        "expected the byte order of the machine that wrote the file");
  }

  /// Called for every mention of a storage, before it is known where it lies.
  private void describe(Storage storage) {
    Storage before = described.putIfAbsent(storage.key(), storage);
    if (before != null && !before.equals(storage)) {
      throw new IllegalArgumentException(
          "expected one type and size of storage %s, got two".formatted(storage.key()));
    }
  }

  private void locate(PickleInput in, PickleValue keys) {
    if (!(keys instanceof Items(var list))) {
      throw new IllegalArgumentException("expected the keys of the storages, got " + keys.kind());
    }
    for (PickleValue value : list) {
      Storage storage = value instanceof Text(String key) ? described.get(key) : null;
      if (storage == null) {
        throw new IllegalArgumentException("expected keys of storages that are used");
      }
      long numel = in.int64();
      if (numel != storage.numel()) {
        throw new IllegalArgumentException(
            "storage %s: expected %d elements, got %d"
                .formatted(storage.key(), storage.numel(), numel));
      }
      if (begins.put(storage.key(), in.position()) != null) {
        throw new IllegalArgumentException(
            "expected every storage once, got a second " + storage.key());
      }
      in.skip(storage.bytes());
    }
    Set<String> missing = new HashSet<>(described.keySet());
    missing.removeAll(begins.keySet());
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException("expected the storages " + missing);
    }
    long rest = mapped.bytes().byteSize() - in.position();
    if (rest != 0) {
      throw new IllegalArgumentException(
          "expected nothing behind the storages, got %d bytes".formatted(rest));
    }
  }

  @Override
  public void read(Storage storage, MemorySegment target) throws IoFormatException {
    Long begin = begins.get(storage.key());
    if (begin == null) {
      throw new IoFormatException(mapped.file(), "expected a storage " + storage.key());
    }
    target.copyFrom(mapped.bytes().asSlice(begin, storage.bytes()));
  }

  @Override
  public boolean swapped() {
    return swapped;
  }

  @Override
  public void close() {
    mapped.close();
  }
}
