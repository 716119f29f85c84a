package org.nernst.engine.fused;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.nernst.neuron.Adjoint;
import org.nernst.neuron.Expr;
import org.nernst.neuron.Gradients;
import org.nernst.neuron.Graph;
import org.nernst.neuron.NeuronModel;

/// The kernels of the backward pass for one combination of gradients that arrive and that are
/// wanted: one that runs a block of steps again from its checkpoint and keeps what the adjoint
/// needs, one of the adjoint step, one of the initial values' adjoint.
final class AdjointPlan {
  /// Loads as [Leaves#loads]; stores next states and kept values. Null if there is nothing to keep,
  /// as for a single step.
  final @Nullable Program again;

  /// Number of values kept from the second run.
  final int kept;

  /// Loads as [Leaves#loads], over many steps without the states; then gradients of outputs and of
  /// records, carried gradients, kept values, sums of the parameters' gradients; stores gradients
  /// of inputs, of states, the sums.
  final Program step;

  /// Outputs at which a gradient arrives, states at whose record one arrives, states whose gradient
  /// is carried, by name.
  final List<String> arriving;

  final List<String> recorded;
  final List<String> carried;

  /// Inputs, states and parameters whose gradients the step stores, by name.
  final List<String> inputs;

  final List<String> states;
  final List<String> params;

  /// Loads parameters that are arrays, gradients of the initial values of [#initialStates], sums of
  /// the gradients of [#initialParams]; stores the sums. Null if no gradient goes that way.
  final @Nullable Program initial;

  final List<String> initialStates;
  final List<String> initialParams;

  /// @param missing states that the call didn't give, whose initial values are the model's
  AdjointPlan(
      NeuronModel model,
      StepPlan forward,
      Adjoint.Request request,
      List<String> missing,
      Kernels kernels) {
    Adjoint adjoint = Adjoint.of(model, request);
    arriving = List.copyOf(adjoint.arriving().keySet());
    recorded = List.copyOf(adjoint.recorded().keySet());
    carried = List.copyOf(adjoint.carried().keySet());
    inputs = List.copyOf(adjoint.inputs().keySet());
    states = List.copyOf(adjoint.states().keySet());
    params = List.copyOf(adjoint.params().keySet());
    List<Expr> loads = forward.leaves.loads(forward.arrays);
    List<Expr> next = List.copyOf(model.next().values());
    List<Expr> keeping =
        request.manySteps() ? KeptValues.choose(next, adjoint.roots(), forward.leaves) : List.of();
    kept = keeping.size();
    List<Expr> againStores = new ArrayList<>(next);
    againStores.addAll(keeping);
    again =
        keeping.isEmpty() ? null : new Program(model, forward.dtype, kernels, loads, againStores);

    IdentityHashMap<Expr, Expr> standIns = new IdentityHashMap<>();
    keeping.forEach(node -> standIns.put(node, Gradients.arriving("kept." + standIns.size())));
    Map<Expr, Expr> replaced =
        Graph.rewrite(
            adjoint.roots(),
            (node, operands) ->
                standIns.containsKey(node)
                    ? Objects.requireNonNull(standIns.get(node))
                    : Graph.rebuilt(node, operands));
    List<Expr> stepLoads =
        new ArrayList<>(forward.leaves.loads(forward.arrays, !request.manySteps()));
    stepLoads.addAll(adjoint.arriving().values());
    stepLoads.addAll(adjoint.recorded().values());
    stepLoads.addAll(adjoint.carried().values());
    keeping.forEach(node -> stepLoads.add(Objects.requireNonNull(standIns.get(node))));
    List<Expr> stores = new ArrayList<>();
    adjoint.inputs().values().forEach(g -> stores.add(Objects.requireNonNull(replaced.get(g))));
    adjoint.states().values().forEach(g -> stores.add(Objects.requireNonNull(replaced.get(g))));
    sum(adjoint.params(), replaced, stepLoads, stores);
    step = new Program(model, forward.dtype, kernels, stepLoads, stores);

    Map<Expr, Expr> seeds = new LinkedHashMap<>();
    List<Expr> initialLoads = new ArrayList<>(forward.leaves.arrays(forward.arrays));
    List<String> seeded = new ArrayList<>();
    for (NeuronModel.State state : model.states()) {
      if (missing.contains(state.name()) && states.contains(state.name())) {
        Expr gradient = Gradients.arriving("d." + state.name());
        seeds.merge(state.initially(), gradient, Expr::plus);
        initialLoads.add(gradient);
        seeded.add(state.name());
      }
    }
    Map<String, Expr> initialGradients = initialGradients(model, forward, request, seeds);
    initialStates = seeded;
    initialParams = List.copyOf(initialGradients.keySet());
    List<Expr> initialStores = new ArrayList<>();
    sum(initialGradients, Map.of(), initialLoads, initialStores);
    initial =
        initialParams.isEmpty()
            ? null
            : new Program(model, forward.dtype, kernels, initialLoads, initialStores);
  }

  boolean isTooLarge() {
    return step.isTooLarge()
        || (again != null && again.isTooLarge())
        || (initial != null && initial.isTooLarge());
  }

  private static Map<String, Expr> initialGradients(
      NeuronModel model, StepPlan forward, Adjoint.Request request, Map<Expr, Expr> seeds) {
    Map<Expr, Expr> found = Gradients.of(seeds, Arrays.asList(forward.leaves.params));
    Map<String, Expr> named = new LinkedHashMap<>();
    for (int p = 0; p < forward.leaves.params.length; p++) {
      String name = model.params().get(p).name();
      Expr gradient = found.get(forward.leaves.params[p]);
      if (gradient != null && request.params().contains(name)) {
        named.put(name, gradient);
      }
    }
    return named;
  }

  private static void sum(
      Map<String, Expr> gradients, Map<Expr, Expr> replaced, List<Expr> loads, List<Expr> stores) {
    gradients.forEach(
        (name, gradient) -> {
          Expr sum = Gradients.arriving("sum." + name);
          loads.add(sum);
          stores.add(sum.plus(replaced.getOrDefault(gradient, gradient)));
        });
  }
}
