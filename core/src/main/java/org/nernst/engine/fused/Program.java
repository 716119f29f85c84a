package org.nernst.engine.fused;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.nernst.neuron.Expr;
import org.nernst.neuron.Leaf;
import org.nernst.neuron.NeuronModel;
import org.nernst.tensor.DType;

/// A kernel graph with its kernel and its hoisted expressions.
final class Program {
  /// Kernels of more operations than this would come near the size at which HotSpot gives up.
  static final int MOST_OPERATIONS = 300;

  final KernelGraph graph;
  private final Kernels kernels;
  private final Emitter emitter;
  private final Uniforms uniforms;
  private final List<String> paramNames;
  private volatile @Nullable Kernel kernel;
  private volatile @Nullable Evaluated last;

  @SuppressWarnings("ArrayRecordComponent")
  private record Evaluated(double[] numbers, double dt, double[] values) {}

  Program(NeuronModel model, DType dtype, Kernels kernels, List<Expr> loads, List<Expr> roots) {
    graph = new KernelGraph(dtype, loads, roots);
    this.kernels = kernels;
    emitter = kernels.emitter(dtype);
    uniforms = new Uniforms(graph.uniforms, dtype);
    paramNames = model.params().stream().map(NeuronModel.Param::name).toList();
  }

  boolean isTooLarge() {
    return graph.operations.size() > MOST_OPERATIONS;
  }

  /// {@return the values of the hoisted expressions}
  ///
  /// @param numbers of the parameters, in the model's order
  double[] uniforms(double[] numbers, double dt) {
    if (graph.uniforms.isEmpty()) {
      return numbers;
    }
    Evaluated known = last;
    if (known != null && known.dt == dt && Arrays.equals(known.numbers, numbers)) {
      return known.values;
    }
    double[] values = uniforms.evaluate(leaves(paramNames, numbers, dt));
    last = new Evaluated(numbers.clone(), dt, values);
    return values;
  }

  static ToDoubleFunction<Leaf> leaves(List<String> params, double[] numbers, double dt) {
    return leaf ->
        switch (leaf) {
          case Leaf.Dt _ -> dt;
          case Leaf.ParamRef p -> numbers[params.indexOf(p.paramName())];
          default -> throw new IllegalStateException("not uniform: " + leaf);
        };
  }

  /// Runs the kernel over a tile.
  ///
  /// @param slots see [Kernel#full]; changed
  /// @param width of the tile in neurons
  void run(long[] slots, double[] values, int width, int steps) {
    Kernel compiled = kernel();
    int rest = width % emitter.lanes();
    int whole = (width - rest) * graph.dtype.byteSize();
    if (whole > 0) {
      compiled.full(slots, values, whole, steps);
    }
    if (rest > 0) {
      for (int k = 0; k < slots.length; k += 2) {
        slots[k] += whole;
      }
      compiled.tail(slots, values, rest, steps);
    }
  }

  private Kernel kernel() {
    Kernel built = kernel;
    if (built == null) {
      built = kernels.of(graph);
      kernel = built;
    }
    return Objects.requireNonNull(built);
  }
}
