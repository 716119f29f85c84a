package org.nernst.engine.fused;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
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
import org.nernst.neuron.Leaf;
import org.nernst.neuron.NeuronModel;
import org.nernst.neuron.Operation;
import org.nernst.neuron.UnaryOp;

/// The kernels of the backward pass for one combination of gradients that arrive and that are
/// wanted: one that runs a block of steps again from its checkpoint and keeps states and expensive
/// values, one of the adjoint step, one of the initial values' adjoint.
final class AdjointPlan {
  /// Loads as [Leaves#loads]; stores next states and kept values. Null for a single step, which has
  /// nothing to run again.
  final @Nullable Program again;

  /// Number of expensive values kept from the second run.
  final int kept;

  /// Loads as [Leaves#loads], then gradients of outputs and of records, carried gradients, kept
  /// values, sums of the parameters' gradients; stores gradients of inputs, of states, the sums.
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
    List<Expr> expensive =
        request.manySteps() ? expensive(next, adjoint.roots(), forward.leaves) : List.of();
    kept = expensive.size();
    List<Expr> againStores = new ArrayList<>(next);
    againStores.addAll(expensive);
    again =
        request.manySteps() ? new Program(model, forward.dtype, kernels, loads, againStores) : null;

    Map<Expr, Expr> standIns = new LinkedHashMap<>();
    expensive.forEach(node -> standIns.put(node, Gradients.arriving("kept." + standIns.size())));
    Map<Expr, Expr> replaced =
        Graph.rewrite(
            adjoint.roots(),
            (node, operands) ->
                standIns.containsKey(node)
                    ? Objects.requireNonNull(standIns.get(node))
                    : Graph.rebuilt(node, operands));
    List<Expr> stepLoads = new ArrayList<>(loads);
    stepLoads.addAll(adjoint.arriving().values());
    stepLoads.addAll(adjoint.recorded().values());
    stepLoads.addAll(adjoint.carried().values());
    expensive.forEach(node -> stepLoads.add(Objects.requireNonNull(standIns.get(node))));
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

  /// {@return exponentials and the like that both passes need and that depend on more than
  /// parameters}
  private static List<Expr> expensive(List<Expr> next, List<Expr> gradients, Leaves leaves) {
    Set<Expr> inBoth = Collections.newSetFromMap(new IdentityHashMap<>());
    inBoth.addAll(values(next));
    Set<Expr> moving = Collections.newSetFromMap(new IdentityHashMap<>());
    moving.addAll(Arrays.asList(leaves.inputs));
    moving.addAll(Arrays.asList(leaves.states));
    moving.addAll(Arrays.asList(leaves.streams));
    List<Expr> found = new ArrayList<>();
    for (Expr node : Graph.order(gradients)) {
      for (Expr operand : node.operands()) {
        if (moving.contains(operand)) {
          moving.add(node);
        }
      }
      if (isExpensive(node) && moving.contains(node) && inBoth.contains(node)) {
        found.add(node);
      }
    }
    return found;
  }

  /// The nodes whose values the next states need: not the derivatives of spikes.
  private static Set<Expr> values(List<Expr> roots) {
    Set<Expr> needed = Collections.newSetFromMap(new IdentityHashMap<>());
    needed.addAll(roots);
    List<Expr> order = Graph.order(roots);
    for (int n = order.size() - 1; n >= 0; n--) {
      Expr node = order.get(n);
      if (needed.contains(node)) {
        boolean spike =
            node instanceof Operation.Ternary t && t.op() == org.nernst.neuron.TernaryOp.SPIKE;
        needed.addAll(spike ? List.of(node.operands().getFirst()) : node.operands());
      }
    }
    return needed;
  }

  private static boolean isExpensive(Expr node) {
    return switch (node) {
      case Operation.Unary u ->
          u.op() == UnaryOp.EXP
              || u.op() == UnaryOp.LOG
              || u.op() == UnaryOp.TANH
              || u.op() == UnaryOp.SIGMOID;
      case Operation.Binary b ->
          b.op() == org.nernst.neuron.BinaryOp.POW && !(b.right() instanceof Leaf.Constant);
      default -> false;
    };
  }
}
