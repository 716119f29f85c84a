package org.nernst.io;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.nernst.io.PickleValue.Dict;
import org.nernst.io.PickleValue.Global;
import org.nernst.io.PickleValue.Int;
import org.nernst.io.PickleValue.Items;
import org.nernst.io.PickleValue.None;
import org.nernst.io.PickleValue.Real;
import org.nernst.io.PickleValue.Text;
import org.nernst.io.PickleValue.Truth;

/// Python's pickle machine, cut down to what a state dict needs: it makes plain data, knows the
/// names in [TorchGlobals], and runs nothing. Any other opcode or name is refused.
///
/// What it makes is counted against a [HeapBudget]; it doesn't recurse, however deep the data is.
/// Source: CPython's `pickletools`.
final class Unpickler {
  private static final int SLOT = 8;
  private static final int BOX = 24;
  private static final int CONTAINER = 64;
  private static final int MAP_ENTRY = 64;
  private static final List<PickleValue> SMALL_INTS = smallInts();

  private final PickleInput in;
  private final TorchGlobals globals;
  private final HeapBudget budget;
  private final List<PickleValue> stack = new ArrayList<>();
  private final List<Integer> marks = new ArrayList<>();
  private @Nullable PickleValue[] memo = new @Nullable PickleValue[64];
  private int memoized;
  private int deepest;
  private long opcodes;

  Unpickler(PickleInput in, TorchGlobals globals, HeapBudget budget) {
    this.in = in;
    this.globals = globals;
    this.budget = budget;
  }

  private static List<PickleValue> smallInts() {
    List<PickleValue> ints = new ArrayList<>();
    for (int i = 0; i < 256; i++) {
      ints.add(new Int(i));
    }
    return List.copyOf(ints);
  }

  /// Runs the pickle to its end.
  ///
  /// @return what it made
  /// @throws IllegalArgumentException at the first opcode that is refused or doesn't fit
  PickleValue load() {
    while (true) {
      long at = in.position();
      int opcode = in.unsignedByte();
      opcodes++;
      if (opcode == '.') {
        return pop();
      }
      if (!simple(opcode) && !text(opcode) && !structure(opcode) && !memory(opcode)) {
        throw new IllegalArgumentException(
            "expected the opcodes of a state dict, got %s at byte %d"
                .formatted(PickleOpcodes.describe(opcode), at));
      }
    }
  }

  /// Opcodes that say how a pickle is laid out, and numbers.
  private boolean simple(int opcode) {
    switch (opcode) {
      case 0x80 -> protocol(in.unsignedByte());
      case 0x95 -> in.skip(Long.BYTES); // FRAME: a length for readers that read ahead
      case 'N' -> push(None.NONE);
      case 0x88 -> push(new Truth(true));
      case 0x89 -> push(new Truth(false));
      case 'K' -> push(SMALL_INTS.get(in.unsignedByte()));
      case 'M' -> integer(in.unsignedShort());
      case 'J' -> integer(in.int32());
      case 0x8A -> integer(in.shortInteger(in.unsignedByte()));
      case 'G' -> {
        budget.charge(BOX);
        push(new Real(in.bigEndianDouble()));
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  /// Opcodes with names.
  private boolean text(int opcode) {
    switch (opcode) {
      case 'X' -> push(text(in.unsignedInt()));
      case 0x8C -> push(text((long) in.unsignedByte()));
      case 'c' -> push(globals.find(in.line() + "." + in.line()));
      case 0x93 -> {
        String name = require(pop(), Text.class, "a name").value();
        push(globals.find(require(pop(), Text.class, "a module").value() + "." + name));
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  /// Opcodes that put values into others.
  private boolean structure(int opcode) {
    switch (opcode) {
      case '(' -> {
        budget.charge(SLOT);
        marks.add(stack.size());
      }
      case ')' -> push(new Items(List.of()));
      case 0x85, 0x86, 0x87 -> tuple(stack.size() - (opcode - 0x84));
      case 't' -> tuple(popMark());
      case ']' -> {
        budget.charge(CONTAINER);
        push(new Items(new ArrayList<>(0)));
      }
      case '}' -> push(new Dict(newMap()));
      case 'a' -> append(stack.size() - 1);
      case 'e' -> append(popMark());
      case 's' -> put(stack.size() - 2);
      case 'u' -> put(popMark());
      case 'R' -> {
        Items arguments = require(pop(), Items.class, "arguments in a tuple");
        Global function = require(pop(), Global.class, "a function");
        push(
            function.name().equals(TorchGlobals.ORDERED_DICT) && arguments.values().isEmpty()
                ? new Dict(newMap())
                : globals.call(function, arguments.values()));
      }
      case 'Q' ->
          push(
              globals.storage(require(pop(), Items.class, "a storage's name in a tuple").values()));
      case 'b' -> {
        // Attributes of an OrderedDict; a module keeps the versions of its parts in one.
        require(pop(), Dict.class, "attributes in a dict");
        require(top(), Dict.class, "a dict that has attributes");
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  /// Opcodes of the memo, with which a value is used again.
  private boolean memory(int opcode) {
    switch (opcode) {
      case 'q' -> remember(in.unsignedByte());
      case 'r' -> remember(in.unsignedInt());
      case 0x94 -> remember(memoized);
      case 'h' -> push(recall(in.unsignedByte()));
      case 'j' -> push(recall(in.unsignedInt()));
      default -> {
        return false;
      }
    }
    return true;
  }

  private static void protocol(int version) {
    if (version < 2 || version > 5) {
      throw new IllegalArgumentException("expected a pickle of protocol 2 to 5, got " + version);
    }
  }

  private void integer(long value) {
    budget.charge(BOX);
    push(new Int(value));
  }

  private Text text(long length) {
    String text = in.text(length);
    budget.charge(CONTAINER + 2L * text.length());
    return new Text(text);
  }

  private SequencedMap<String, PickleValue> newMap() {
    budget.charge(CONTAINER);
    return new LinkedHashMap<>(2);
  }

  private void tuple(int from) {
    List<PickleValue> values = above(from);
    budget.charge(CONTAINER + SLOT * (long) values.size());
    PickleValue made = new Items(Collections.unmodifiableList(new ArrayList<>(values)));
    values.clear();
    push(made);
  }

  private void append(int from) {
    List<PickleValue> values = above(from);
    PickleValue target = above(from - 1).getFirst();
    if (!(target instanceof Items(ArrayList<PickleValue> list))) {
      throw new IllegalArgumentException("expected a list to append to, got " + target.kind());
    }
    budget.charge(SLOT * (long) values.size());
    list.addAll(values);
    values.clear();
  }

  private void put(int from) {
    List<PickleValue> pairs = above(from);
    Dict target = require(above(from - 1).getFirst(), Dict.class, "a dict to fill");
    if (pairs.size() % 2 != 0) {
      throw new IllegalArgumentException("expected keys and values in pairs");
    }
    for (int i = 0; i < pairs.size(); i += 2) {
      budget.charge(MAP_ENTRY);
      String key = key(pairs.get(i));
      if (target.values().put(key, pairs.get(i + 1)) != null) {
        throw new IllegalArgumentException("expected every key of a dict once, got " + key);
      }
    }
    pairs.clear();
  }

  private String key(PickleValue value) {
    return switch (value) {
      case Text(String text) -> text;
      case Int(long number) -> {
        budget.charge(CONTAINER);
        yield Long.toString(number);
      }
      default ->
          throw new IllegalArgumentException(
              "expected texts and integers as keys of a dict, got " + value.kind());
    };
  }

  /// An index beyond the number of opcodes can't have been given out by a pickler, which counts.
  private void remember(long index) {
    if (index > opcodes) {
      throw new IllegalArgumentException("expected memo entries in order, got " + index);
    }
    if (index >= memo.length) {
      int length = (int) Math.min(Integer.MAX_VALUE - 8, Math.max(index + 1, memo.length * 3L / 2));
      budget.charge((long) SLOT * (length - memo.length));
      memo = Arrays.copyOf(memo, length);
    }
    memo[(int) index] = top();
    memoized = Math.max(memoized, (int) index + 1);
  }

  private PickleValue recall(long index) {
    PickleValue value = index < memo.length ? memo[(int) index] : null;
    if (value == null) {
      throw new IllegalArgumentException("expected a memo entry that was made, got " + index);
    }
    return value;
  }

  private void push(PickleValue value) {
    if (stack.size() == deepest) {
      budget.charge(SLOT);
      deepest++;
    }
    stack.add(value);
  }

  private PickleValue top() {
    return above(stack.size() - 1).getFirst();
  }

  private PickleValue pop() {
    PickleValue value = top();
    stack.removeLast();
    return value;
  }

  private int popMark() {
    if (marks.isEmpty()) {
      throw new IllegalArgumentException("expected a mark on the stack, there is none");
    }
    return marks.removeLast();
  }

  /// The values from an index on, as a view of the stack.
  private List<PickleValue> above(int from) {
    int floor = marks.isEmpty() ? 0 : marks.getLast();
    if (from < floor) {
      throw new IllegalArgumentException("expected more values on the stack");
    }
    return stack.subList(from, stack.size());
  }

  private static <T extends PickleValue> T require(
      PickleValue value, Class<T> type, String expected) {
    if (!type.isInstance(value)) {
      throw new IllegalArgumentException("expected %s, got %s".formatted(expected, value.kind()));
    }
    return type.cast(value);
  }
}
