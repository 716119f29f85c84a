package org.nernst.nn;

import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.nernst.tensor.Tensor;

/// Small modules for tests.
final class Nets {
  private Nets() {}

  /// A module that tests fill as they like.
  static class Bare extends Module {}

  /// `y = x * scale`, with scale a 0-dim parameter.
  static final class Scale extends Layer {
    Scale(double scale) {
      registerParameter("scale", Tensor.scalar(scale));
    }

    @Override
    protected Tensor compute(Tensor x) {
      return x.mul(getParameter("scale"));
    }
  }

  record Sum(Tensor total) implements State<Sum> {
    @Override
    public Sum map(UnaryOperator<Tensor> f) {
      return new Sum(f.apply(total));
    }

    @Override
    public List<Tensor> tensors() {
      return List.of(total);
    }
  }

  /// A running sum: output and state are state + x.
  static final class Summing extends Cell<Sum> {
    @Override
    protected Step<Sum> compute(Tensor x, @Nullable Sum state) {
      Tensor total = (state == null ? initialState(x) : state).total().add(x);
      return new Step<>(total, new Sum(total));
    }

    @Override
    public Sum initialState(Tensor x) {
      return new Sum(Tensor.zerosLike(x));
    }
  }

  /// A sum over a time axis that remembers its last output, Sinabs style.
  static final class TimedLayer extends Layer implements Timed, StatefulModule {
    private final TimeAxis axis;
    int resets;
    int detachments;

    TimedLayer(TimeAxis axis) {
      this.axis = axis;
    }

    @Override
    protected Tensor compute(Tensor x) {
      return x.cumsum(axis == TimeAxis.FIRST ? 0 : 1);
    }

    @Override
    public TimeAxis timeAxis() {
      return axis;
    }

    @Override
    public void resetStates() {
      resets++;
    }

    @Override
    public void detachStates() {
      detachments++;
    }
  }
}
