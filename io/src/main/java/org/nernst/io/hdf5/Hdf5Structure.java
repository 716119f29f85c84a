package org.nernst.io.hdf5;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.nernst.io.IoFormatException;

/// Looks at the parts of a file that hold it together, before jhdf follows them.
///
/// jhdf goes wherever an address points. In a sound file no two parts overlap, so each is walked
/// once and all together are no larger than the file; where that doesn't hold, a few hundred bytes
/// could keep a reader busy for years. Source of the layouts: the HDF5 file format specification,
/// version 3.0.
final class Hdf5Structure {
  private static final int TREE = 0x45455254;
  private static final int SYMBOL_NODE = 0x444f4e53;
  private static final int HEADER_2 = 0x5244484f;
  private static final int CONTINUATION_BLOCK = 0x4b48434f;

  private static final int ADDRESS = 8;
  private static final int TREE_HEADER = 24;
  private static final int SYMBOL_HEADER = 8;
  private static final int SYMBOL_ENTRY = 40;
  private static final int CONTINUATION = 0x10;
  private static final int CHECKSUM = 4;

  private final Hdf5File file;
  private final ByteBuffer bytes;
  private final long base;
  private final Set<Long> visited = new HashSet<>();
  private long left;

  /// @param base where addresses count from
  Hdf5Structure(Hdf5File file, long base) {
    this.file = file;
    this.bytes = file.bytes().duplicate().order(ByteOrder.LITTLE_ENDIAN);
    this.base = base;
    this.left = bytes.capacity();
  }

  /// A stretch of the file that must lie inside and mustn't have been seen.
  private int part(long address, long length, String where) throws IoFormatException {
    int at = inside(address, length, where);
    left -= length;
    if (!visited.add(address) || left < 0) {
      throw file.malformed(where, "not valid HDF5: parts of it overlap");
    }
    return at;
  }

  private int inside(long address, long length, String where) throws IoFormatException {
    long at = address + base;
    if (address < 0 || length < 0 || at < 0 || length > bytes.capacity() - at) {
      throw file.malformed(
          where, "not valid HDF5: %d bytes at %d are outside of it".formatted(length, address));
    }
    return (int) at;
  }

  /// Checks a tree of version 1.
  ///
  /// @param type 0 for groups, 1 for chunks
  /// @param keyBytes size of a key
  /// @return the addresses that its leaves hold
  List<Long> tree(long root, int type, int keyBytes, String where) throws IoFormatException {
    record Branch(long address, int level) {}
    List<Long> leaves = new ArrayList<>();
    Deque<Branch> branches = new ArrayDeque<>();
    branches.push(new Branch(root, -1));
    while (!branches.isEmpty()) {
      Branch branch = branches.pop();
      int head = inside(branch.address(), TREE_HEADER, where);
      int level = Byte.toUnsignedInt(bytes.get(head + 5));
      if (bytes.getInt(head) != TREE
          || bytes.get(head + 4) != type
          || (branch.level() >= 0 && level != branch.level())) {
        throw file.malformed(where, "not valid HDF5: expected a node of a tree");
      }
      int entries = Short.toUnsignedInt(bytes.getShort(head + 6));
      long size = TREE_HEADER + (long) entries * (keyBytes + ADDRESS) + keyBytes;
      int at = part(branch.address(), size, where) + TREE_HEADER + keyBytes;
      for (int i = 0; i < entries; i++) {
        long child = bytes.getLong(at + i * (keyBytes + ADDRESS));
        if (level == 0) {
          leaves.add(child);
        } else {
          branches.push(new Branch(child, level - 1));
        }
      }
    }
    return leaves;
  }

  /// Checks a group of the old kind, and the headers of what is in it.
  void group(long tree, String where) throws IoFormatException {
    for (long node : tree(tree, 0, ADDRESS, where)) {
      int head = inside(node, SYMBOL_HEADER, where);
      if (bytes.getInt(head) != SYMBOL_NODE) {
        throw file.malformed(where, "not valid HDF5: expected a node with names");
      }
      int entries = Short.toUnsignedInt(bytes.getShort(head + 6));
      int at = part(node, SYMBOL_HEADER + (long) entries * SYMBOL_ENTRY, where) + SYMBOL_HEADER;
      for (int i = 0; i < entries; i++) {
        header(bytes.getLong(at + i * SYMBOL_ENTRY + ADDRESS), where);
      }
    }
  }

  /// Checks the header of an object and its continuations.
  void header(long address, String where) throws IoFormatException {
    int head = inside(address, 12, where);
    if (bytes.getInt(head) == HEADER_2) {
      header2(address, head, where);
      return;
    }
    int size = bytes.getInt(head + 8);
    if (size < 0) {
      throw file.malformed(where, "not valid HDF5: a header of %d bytes".formatted(size));
    }
    int at = part(address, 16L + size, where) + 16;
    Deque<int[]> blocks = new ArrayDeque<>();
    blocks.push(new int[] {at, at + size});
    while (!blocks.isEmpty()) {
      int[] block = blocks.pop();
      int next = block[0];
      while (block[1] - next >= 8) {
        int type = Short.toUnsignedInt(bytes.getShort(next));
        int length = Short.toUnsignedInt(bytes.getShort(next + 2));
        int data = next + 8;
        if (type == CONTINUATION && block[1] - data >= 2 * ADDRESS) {
          long size1 = bytes.getLong(data + ADDRESS);
          int begin = part(bytes.getLong(data), size1, where);
          blocks.push(new int[] {begin, begin + (int) size1});
        }
        next = data + length;
      }
    }
  }

  private void header2(long address, int head, String where) throws IoFormatException {
    int flags = bytes.get(head + 5);
    int at = 6 + ((flags & 0x20) != 0 ? 16 : 0) + ((flags & 0x10) != 0 ? 4 : 0);
    int width = 1 << (flags & 3);
    inside(address, (long) at + width, where);
    long size =
        switch (width) {
          case 1 -> Byte.toUnsignedLong(bytes.get(head + at));
          case 2 -> Short.toUnsignedLong(bytes.getShort(head + at));
          case 4 -> Integer.toUnsignedLong(bytes.getInt(head + at));
          default -> bytes.getLong(head + at);
        };
    inside(address, size, where);
    int begin = part(address, at + width + size + CHECKSUM, where) + at + width;
    int envelope = (flags & 4) != 0 ? 6 : 4;
    Deque<int[]> blocks = new ArrayDeque<>();
    blocks.push(new int[] {begin, begin + (int) size});
    while (!blocks.isEmpty()) {
      int[] block = blocks.pop();
      int next = block[0];
      while (block[1] - next >= envelope) {
        int type = Byte.toUnsignedInt(bytes.get(next));
        int length = Short.toUnsignedInt(bytes.getShort(next + 1));
        int data = next + envelope;
        if (type == CONTINUATION && block[1] - data >= 2 * ADDRESS) {
          long size1 = bytes.getLong(data + ADDRESS);
          int start = part(bytes.getLong(data), size1, where);
          if (size1 < 8 || bytes.getInt(start) != CONTINUATION_BLOCK) {
            throw file.malformed(where, "not valid HDF5: expected a continuation of a header");
          }
          blocks.push(new int[] {start + 4, start + (int) size1 - CHECKSUM});
        }
        next = data + length;
      }
    }
  }
}
