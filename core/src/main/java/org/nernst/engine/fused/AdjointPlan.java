package org.nernst.engine.fused;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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

  /// Inputs whose gradient is another one's too and isn't stored twice: that one, by name.
  final Map<String, String> merged;

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
    List<Expr> next = List.copyOf(model.next().values());
    List<Expr> keeping =
        request.manySteps() ? KeptValues.choose(next, adjoint.roots(), forward.leaves) : List.of();
    List<Expr> againStores = new ArrayList<>(next);
    againStores.addAll(keeping);
    List<Expr> loads = forward.leaves.loads(forward.arrays);
    Program second =
        keeping.isEmpty() ? null : new Program(model, forward.dtype, kernels, loads, againStores);
    this(model, forward, request, missing, kernels, adjoint, keeping, second, Set.of());
  }

  /// @param keeping values that the run before kept
  /// @param second that run, null if it is the forward pass
  /// @param merging inputs whose gradient may be stored with that of another input
  private AdjointPlan(
      NeuronModel model,
      StepPlan forward,
      Adjoint.Request request,
      List<String> missing,
      Kernels kernels,
      Adjoint adjoint,
      List<Expr> keeping,
      @Nullable Program second,
      Set<String> merging) {
    again = second;
    kept = keeping.size();
    arriving = List.copyOf(adjoint.arriving().keySet());
    recorded = List.copyOf(adjoint.recorded().keySet());
    carried = List.copyOf(adjoint.carried().keySet());
    merged = merged(adjoint.inputs(), merging);
    inputs = adjoint.inputs().keySet().stream().filter(name -> !merged.containsKey(name)).toList();
    states = List.copyOf(adjoint.states().keySet());
    params = List.copyOf(adjoint.params().keySet());
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
    for (String name : inputs) {
      stores.add(Objects.requireNonNull(replaced.get(adjoint.inputs().get(name))));
    }
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

  /// The plan for values that the forward pass kept, see [RecurrentPlan].
  static AdjointPlan ofKept(
      NeuronModel model,
      StepPlan forward,
      Adjoint.Request request,
      List<Expr> keeping,
      Set<String> merging,
      Kernels kernels) {
    return new AdjointPlan(
        model,
        forward,
        request,
        List.of(),
        kernels,
        Adjoint.of(model, request),
        keeping,
        null,
        merging);
  }

  private static Map<String, String> merged(Map<String, Expr> gradients, Set<String> merging) {
    IdentityHashMap<Expr, String> first = new IdentityHashMap<>();
    gradients.forEach(
        (name, gradient) -> {
          if (!merging.contains(name)) {
            first.putIfAbsent(gradient, name);
          }
        });
    Map<String, String> merged = new LinkedHashMap<>();
    gradients.forEach(
        (name, gradient) -> {
          if (merging.contains(name)) {
            String other = first.putIfAbsent(gradient, name);
            if (other != null) {
              merged.put(name, other);
            }
          }
        });
    return merged;
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
