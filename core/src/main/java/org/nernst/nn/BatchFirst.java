package org.nernst.nn;

/// Puts a module of the time-first convention (Norse) into a network that has the batch first
/// (Sinabs).
///
/// Input (batch, time, ...) is transposed to (time, batch, ...) for the child, and its output back.
/// The child is registered as "module".
public final class BatchFirst {
  private BatchFirst() {}

  /// Wraps a layer that takes (time, batch, ...) as one that takes (batch, time, ...).
  ///
  /// @throws IllegalArgumentException if the layer has the batch first already
  public static Layer of(Layer child) {
    return new TransposedLayer("BatchFirst", child, TimeAxis.SECOND);
  }

  /// Wraps a cell that takes (time, batch, ...) as one that takes (batch, time, ...).
  ///
  /// @throws IllegalArgumentException if the cell has the batch first already
  public static <S extends State<S>> Cell<S> of(Cell<S> child) {
    return new TransposedCell<>("BatchFirst", child, TimeAxis.SECOND);
  }
}
