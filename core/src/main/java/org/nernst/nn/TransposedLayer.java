package org.nernst.nn;

import org.nernst.tensor.Tensor;

/// A layer between two transpositions of time and batch.
final class TransposedLayer extends Layer implements Timed, Transposed {
  private final String kind;
  private final TimeAxis axis;

  TransposedLayer(String kind, Layer child, TimeAxis axis) {
    checkAxis(kind, child, axis);
    this.kind = kind;
    this.axis = axis;
    registerModule("module", child);
  }

  @Override
  public Layer child() {
    return (Layer) getSubmodule("module");
  }

  @Override
  protected Tensor compute(Tensor x) {
    return transposed(kind, child().forward(transposed(kind, x)));
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

  static void checkAxis(String kind, Module child, TimeAxis axis) {
    if (Timed.of(child) == axis) {
      throw new IllegalArgumentException(
          "%s adapts a module of the other convention, but %s has time axis %s already"
              .formatted(kind, child.kind(), axis));
    }
  }

  static Tensor transposed(String kind, Tensor x) {
    if (x.dim() < 2) {
      throw new IllegalArgumentException(
          "%s: expected a time and a batch axis, got shape %s"
              .formatted(kind, Tensor.shapeText(x.shape())));
    }
    return x.transpose(0, 1);
  }
}
