package org.nernst.engine.fused;

/// The table of addresses that a kernel gets, filled in the order of its graph's slots.
final class Slots {
  private final long[] table;
  private int filled;

  Slots(Program program) {
    table = new long[2 * program.graph.slots()];
  }

  /// Starts anew.
  void clear() {
    filled = 0;
  }

  /// Adds what lies at an address in the first step.
  ///
  /// @param step bytes to the next step
  void add(long address, long step) {
    table[filled++] = address;
    table[filled++] = step;
  }

  /// Adds a place, from a step on forwards.
  void add(Place place, int row, long offset, int t) {
    add(place.at(row, offset, t), place.step());
  }

  /// Adds a place, from a step on backwards.
  void addBackwards(Place place, int row, long offset, int t) {
    add(place.at(row, offset, t), -place.step());
  }

  /// {@return the full table}
  long[] table() {
    if (filled != table.length) {
      throw new IllegalStateException(
          "expected %d slots, got %d".formatted(table.length / 2, filled / 2));
    }
    return table;
  }
}
