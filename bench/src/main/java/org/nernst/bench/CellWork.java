package org.nernst.bench;

import org.jspecify.annotations.Nullable;
import org.nernst.engine.Engine;
import org.nernst.nn.Step;
import org.nernst.norse.LIFAdExCell;
import org.nernst.norse.LIFAdExFeedForwardState;
import org.nernst.tensor.Autograd;
import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;

/// One step of a LIFAdExCell from a given state; with [Pass#TRAINING] also backward from a given
/// gradient of the spikes to the current.
public final class CellWork implements Workload {
  private final LIFAdExCell cell = new LIFAdExCell();
  private final Tensor current;
  private final LIFAdExFeedForwardState state;
  private final @Nullable Tensor outputGradient;

  /// A layer of such cells.
  public CellWork(Engine engine, Pass pass, long batch, long neurons) {
    cell.engine(engine);
    Generator generator = new Generator(1);
    current = Tensor.randn(generator, DType.FLOAT32, batch, neurons);
    try (var _ = Autograd.noGrad()) {
      state = cell.forward(current).state();
    }
    current.requiresGrad(pass == Pass.TRAINING);
    outputGradient =
        pass == Pass.FORWARD ? null : Tensor.randn(generator, DType.FLOAT32, batch, neurons);
  }

  @Override
  public void run() {
    try (var _ = Scope.open()) {
      if (outputGradient == null) {
        try (var _ = Autograd.noGrad()) {
          cell.forward(current, state);
        }
        return;
      }
      Step<LIFAdExFeedForwardState> step = cell.forward(current, state);
      step.output().backward(outputGradient);
      current.grad(null);
    }
  }
}
