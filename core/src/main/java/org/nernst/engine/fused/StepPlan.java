package org.nernst.engine.fused;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.nernst.neuron.Expr;
import org.nernst.neuron.NeuronModel;
import org.nernst.tensor.DType;

/// The kernels of the forward pass: one of the step, which also stores the outputs and states that
/// are wanted, and one of those initial values that differ from neuron to neuron.
final class StepPlan {
  /// Which parameters are arrays, which outputs and records are wanted.
  record Key(DType dtype, List<Boolean> arrays, Set<String> outputs, Set<String> record) {}

  private final Key key;
  final Leaves leaves;
  final boolean[] arrays;
  final DType dtype;

  /// Loads as [Leaves#loads]; stores next states, outputs, records.
  final Program step;

  /// Names of the wanted outputs, in the model's order.
  final List<String> outputs;

  /// States to record, as indices.
  final int[] recorded;

  /// Initial values that are the same for all neurons, by state; null for others.
  private final @Nullable Uniforms[] initially;

  /// States whose initial values differ from neuron to neuron, as indices.
  final int[] varied;

  /// Loads the parameters that are arrays; stores the initial values of [#varied]; null if there
  /// are none.
  final @Nullable Program initial;

  private final List<String> paramNames;

  StepPlan(NeuronModel model, Leaves leaves, Key key, boolean[] arrays, Kernels kernels) {
    this.key = key;
    this.leaves = leaves;
    this.arrays = arrays;
    dtype = key.dtype();
    paramNames = model.params().stream().map(NeuronModel.Param::name).toList();
    outputs = model.outputs().keySet().stream().filter(key.outputs()::contains).toList();
    List<NeuronModel.State> states = model.states();
    recorded =
        IntStream.range(0, states.size())
            .filter(s -> key.record().contains(states.get(s).name()))
            .toArray();
    step = new Program(model, dtype, kernels, leaves.loads(arrays), stores(model));
    List<Expr> arrayLeaves = leaves.arrays(arrays);
    initially = new @Nullable Uniforms[states.size()];
    List<Expr> variedInitially = new ArrayList<>();
    List<Integer> variedStates = new ArrayList<>();
    for (int s = 0; s < initially.length; s++) {
      Expr value = states.get(s).initially();
      KernelGraph alone = new KernelGraph(dtype, arrayLeaves, List.of(value));
      if (alone.varies(0)) {
        variedStates.add(s);
        variedInitially.add(value);
      } else {
        initially[s] = new Uniforms(alone.stores, dtype);
      }
    }
    varied = variedStates.stream().mapToInt(Integer::intValue).toArray();
    initial =
        varied.length == 0
            ? null
            : new Program(model, dtype, kernels, arrayLeaves, variedInitially);
  }

  /// {@return next states, outputs, records}
  List<Expr> stores(NeuronModel model) {
    List<Expr> next = List.copyOf(model.next().values());
    List<Expr> stores = new ArrayList<>(next);
    outputs.forEach(name -> stores.add(Objects.requireNonNull(model.outputs().get(name))));
    for (int s : recorded) {
      stores.add(next.get(s));
    }
    return stores;
  }

  /// {@return whether this is the plan for a call} Cheaper than a look-up by [Key].
  boolean serves(DType wanted, boolean[] arrays, Set<String> outputs, Set<String> record) {
    return wanted == dtype
        && Arrays.equals(arrays, this.arrays)
        && outputs.equals(key.outputs())
        && record.equals(key.record());
  }

  /// {@return the initial value of a state that all neurons share}
  double initially(int state, double[] numbers, double dt) {
    return Objects.requireNonNull(initially[state])
        .evaluate(Program.leaves(paramNames, numbers, dt))[0];
  }

  boolean isVaried(int state) {
    return initially[state] == null;
  }
}
