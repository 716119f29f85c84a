package org.nernst.engine.fused;

/// Where a quantity of all neurons and steps lies in memory.
final class Place {
  private final long address;
  private final long step;
  private final long[] rows;

  /// @param address of the first neuron in the first step
  /// @param step bytes from one step to the next; 0 for what doesn't change in time
  /// @param rows bytes from the address to the first neuron of each row; within a row neurons are
  ///   neighbours
  Place(long address, long step, long[] rows) {
    this.address = address;
    this.step = step;
    this.rows = rows;
  }

  long step() {
    return step;
  }

  /// {@return where a neuron's value lies in a step}
  ///
  /// @param row of the neuron
  /// @param offset of the neuron within the row, in bytes
  long at(int row, long offset, int t) {
    return address + rows[row] + offset + t * step;
  }
}
