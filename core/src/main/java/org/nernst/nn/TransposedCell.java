package org.nernst.nn;

import org.jspecify.annotations.Nullable;
import org.nernst.tensor.Tensor;

/// A cell between two transpositions of time and batch; its state stays as it is.
final class TransposedCell<S extends State<S>> extends Cell<S> implements Timed, Transposed {
  private final String kind;
  private final TimeAxis axis;

  TransposedCell(String kind, Cell<S> child, TimeAxis axis) {
    TransposedLayer.checkAxis(kind, child, axis);
    this.kind = kind;
    this.axis = axis;
    registerModule("module", child);
  }

  @Override
  @SuppressWarnings("unchecked") // registered in the constructor, as what it is
  public Cell<S> child() {
    return (Cell<S>) getSubmodule("module");
  }

  @Override
  protected Step<S> compute(Tensor x, @Nullable S state) {
    Step<S> step = child().forward(TransposedLayer.transposed(kind, x), state);
    return new Step<>(TransposedLayer.transposed(kind, step.output()), step.state());
  }

  @Override
  public S initialState(Tensor x) {
    return child().initialState(TransposedLayer.transposed(kind, x));
  }

  @Override
  public TimeAxis timeAxis() {
    return axis;
  }

  @Override
  public boolean emitsSpikes() {
    return child() instanceof Timed timed && timed.emitsSpikes();
  }

  @Override
  String kind() {
    return kind;
  }
}
