package org.nernst.engine.fused;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.nernst.neuron.Expr;
import org.nernst.neuron.Leaf;
import org.nernst.neuron.NeuronModel;
import org.nernst.tensor.DType;

/// A kernel graph with its kernels and its hoisted expressions.
///
/// Where expressions are divided by hoisted ones there are two kernels: one that divides, and one
/// that multiplies by the reciprocals, which takes a fraction of the time and gives the same bits
/// as long as all these divisors are powers of two, as the defaults of many neurons are.
final class Program {
  /// Kernels of more operations than this would come near the size at which HotSpot gives up.
  static final int MOST_OPERATIONS = 300;

  private static final long MOST_WARM_UP_NANOS = 10_000_000_000L;

  final KernelGraph graph;
  private final Variant dividing;
  private final @Nullable Variant multiplying;
  private final List<Expr> divisors;
  private final Uniforms divisorValues;
  private final List<String> paramNames;
  private volatile @Nullable Evaluated last;

  @SuppressWarnings("ArrayRecordComponent")
  private record Evaluated(double[] numbers, double dt, ReadyKernel ready) {}

  Program(NeuronModel model, DType dtype, Kernels kernels, List<Expr> loads, List<Expr> roots) {
    graph = new KernelGraph(dtype, loads, roots);
    dividing = new Variant(graph, kernels);
    divisors = graph.uniformDivisors();
    divisorValues = new Uniforms(divisors, dtype);
    multiplying =
        divisors.isEmpty()
            ? null
            : new Variant(new KernelGraph(dtype, loads, graph.multiplying()), kernels);
    paramNames = model.params().stream().map(NeuronModel.Param::name).toList();
  }

  /// A graph with its kernel, which is made when it is first asked for.
  private static final class Variant {
    private final KernelGraph graph;
    private final Kernels kernels;
    private final Uniforms uniforms;

    Variant(KernelGraph graph, Kernels kernels) {
      this.graph = graph;
      this.kernels = kernels;
      uniforms = new Uniforms(graph.uniforms, graph.dtype);
    }

    ReadyKernel ready(ToDoubleFunction<Leaf> leaves) {
      return kernels.ready(graph, uniforms.evaluate(leaves));
    }
  }

  boolean isTooLarge() {
    return graph.operations.size() > MOST_OPERATIONS;
  }

  /// {@return the kernel with the values of its hoisted expressions}
  ///
  /// @param numbers of the parameters, in the model's order
  ReadyKernel ready(double[] numbers, double dt) {
    Evaluated known = last;
    if (known != null && known.dt == dt && Arrays.equals(known.numbers, numbers)) {
      return known.ready;
    }
    ToDoubleFunction<Leaf> leaves = leaves(paramNames, numbers, dt);
    Variant variant =
        multiplying != null && arePowersOfTwo(divisorValues.evaluate(leaves))
            ? multiplying
            : dividing;
    ReadyKernel ready = variant.ready(leaves);
    last = new Evaluated(numbers.clone(), dt, ready);
    return ready;
  }

  /// Runs the kernel that was asked for last until HotSpot has compiled it.
  void warm() {
    Evaluated known = last;
    if (known != null) {
      known.ready.warm(MOST_WARM_UP_NANOS);
    }
  }

  private boolean arePowersOfTwo(double[] values) {
    for (double value : values) {
      if (!Lowering.isPowerOfTwo(value, graph.dtype)) {
        return false;
      }
    }
    return true;
  }

  static ToDoubleFunction<Leaf> leaves(List<String> params, double[] numbers, double dt) {
    return leaf ->
        switch (leaf) {
          case Leaf.Dt _ -> dt;
          case Leaf.ParamRef p -> numbers[params.indexOf(p.paramName())];
          default -> throw new IllegalStateException("not uniform: " + leaf);
        };
  }
}
