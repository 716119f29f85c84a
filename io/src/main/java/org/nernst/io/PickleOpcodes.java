package org.nernst.io;

import java.util.Map;

/// The names of opcodes that the [Unpickler] refuses, for messages.
final class PickleOpcodes {
  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry((int) 'i', "INST, which makes an object"),
          Map.entry((int) 'o', "OBJ, which makes an object"),
          Map.entry(0x81, "NEWOBJ, which makes an object"),
          Map.entry(0x92, "NEWOBJ_EX, which makes an object"),
          Map.entry((int) 'P', "PERSID"),
          Map.entry(0x82, "EXT1"),
          Map.entry(0x83, "EXT2"),
          Map.entry(0x84, "EXT4"),
          Map.entry((int) 'B', "BINBYTES"),
          Map.entry((int) 'C', "SHORT_BINBYTES"),
          Map.entry(0x8E, "BINBYTES8"),
          Map.entry(0x96, "BYTEARRAY8"),
          Map.entry(0x8D, "BINUNICODE8"),
          Map.entry(0x8B, "LONG4"),
          Map.entry(0x8F, "EMPTY_SET"),
          Map.entry(0x91, "FROZENSET"),
          Map.entry((int) 'T', "BINSTRING, a text of Python 2"),
          Map.entry((int) 'U', "SHORT_BINSTRING, a text of Python 2"),
          Map.entry((int) '0', "POP"),
          Map.entry((int) '1', "POP_MARK"),
          Map.entry((int) '2', "DUP"));

  private PickleOpcodes() {}

  static String describe(int opcode) {
    return NAMES.getOrDefault(opcode, "opcode 0x%02x".formatted(opcode));
  }
}
