package org.nernst.nn;

/// Puts a module of the batch-first convention (Sinabs) into a network that has time first (Norse).
///
/// Input (time, batch, ...) is transposed to (batch, time, ...) for the child, and its output back.
/// The child is registered as "module".
public final class TimeFirst {
  private TimeFirst() {}

  /// Wraps a layer that takes (batch, time, ...) as one that takes (time, batch, ...).
  ///
  /// @throws IllegalArgumentException if the layer has time first already
  public static Layer of(Layer child) {
    return new TransposedLayer("TimeFirst", child, TimeAxis.FIRST);
  }

  /// Wraps a cell that takes (batch, time, ...) as one that takes (time, batch, ...).
  ///
  /// @throws IllegalArgumentException if the cell has time first already
  public static <S extends State<S>> Cell<S> of(Cell<S> child) {
    return new TransposedCell<>("TimeFirst", child, TimeAxis.FIRST);
  }
}
