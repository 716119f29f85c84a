package org.nernst.engine.fused;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.nernst.engine.NeuronCall;
import org.nernst.neuron.Adjoint;
import org.nernst.neuron.Expr;
import org.nernst.neuron.Gradients;
import org.nernst.neuron.Graph;
import org.nernst.neuron.Leaf;
import org.nernst.neuron.NeuronModel;
import org.nernst.tensor.DType;

/// The kernels of one model, made when they are first asked for. Holds no reference to the model,
/// in whose place it is kept.
final class ModelPlans {
  private record AdjointKey(StepPlan forward, Adjoint.Request request, List<String> missing) {}

  private record RecurrentKey(StepPlan forward, Adjoint.Request widest, List<String> maps) {}

  private record ReachKey(
      Set<String> inputs,
      Set<String> states,
      Set<String> missing,
      Set<String> params,
      boolean many) {}

  private record ConstantKey(StepPlan plan, BitSet needed, List<String> missing, boolean many) {}

  private final ConcurrentMap<ReachKey, Set<Expr>> reaches = new ConcurrentHashMap<>();
  private final ConcurrentMap<ConstantKey, BitSet> constants = new ConcurrentHashMap<>();
  private final Leaves leaves;
  private final Kernels kernels;
  private final ConcurrentMap<StepPlan.Key, StepPlan> steps = new ConcurrentHashMap<>();
  private volatile @Nullable StepPlan lastStep;
  private final ConcurrentMap<AdjointKey, AdjointPlan> adjoints = new ConcurrentHashMap<>();
  private final ConcurrentMap<RecurrentKey, RecurrentPlan> recurrents = new ConcurrentHashMap<>();

  /// Why the model can't be compiled, null if it can.
  final @Nullable String reason;

  /// Whether a kernel may raise to a power other than the few that are products and roots.
  final boolean hasPowers;

  ModelPlans(NeuronModel model, Kernels kernels) {
    this.kernels = kernels;
    leaves = new Leaves(model);
    if (model.isStaged()) {
      reason = "it has linear maps";
      hasPowers = false;
      return;
    }
    boolean[] arrays = new boolean[model.params().size()];
    // the largest that it can get: nothing is hoisted
    Arrays.fill(arrays, true);
    StepPlan.Key key =
        new StepPlan.Key(
            DType.FLOAT32, boxed(arrays), model.outputs().keySet(), model.next().keySet());
    StepPlan forward = new StepPlan(model, new Leaves(model), key, arrays, kernels);
    Adjoint.Request request =
        new Adjoint.Request(
            model.outputs().keySet(),
            model.next().keySet(),
            model.next().keySet(),
            Set.copyOf(model.inputs()),
            model.next().keySet(),
            Set.copyOf(model.params().stream().map(NeuronModel.Param::name).toList()),
            true);
    AdjointPlan adjoint = new AdjointPlan(model, forward, request, List.of(), kernels);
    hasPowers =
        Stream.of(forward.step, forward.initial, adjoint.step)
            .filter(Objects::nonNull)
            .anyMatch(program -> program.graph.hasPowers());
    reason =
        forward.step.isTooLarge() || adjoint.isTooLarge()
            ? "its step has "
                + adjoint.step.graph.operations.size()
                + " operations with gradients, more than the "
                + Program.MOST_OPERATIONS
                + " of a kernel"
            : null;
  }

  private static List<Boolean> boxed(boolean[] arrays) {
    return IntStream.range(0, arrays.length).mapToObj(p -> arrays[p]).toList();
  }

  StepPlan step(NeuronCall call, DType dtype, boolean[] arrays) {
    StepPlan last = lastStep;
    if (last != null && last.serves(dtype, arrays, call.outputs(), call.record())) {
      return last;
    }
    StepPlan.Key key = new StepPlan.Key(dtype, boxed(arrays), call.outputs(), call.record());
    StepPlan plan =
        steps.computeIfAbsent(key, k -> new StepPlan(call.model(), leaves, k, arrays, kernels));
    lastStep = plan;
    return plan;
  }

  AdjointPlan adjoint(
      NeuronModel model, StepPlan forward, Adjoint.Request request, List<String> missing) {
    return adjoints.computeIfAbsent(
        new AdjointKey(forward, request, List.copyOf(missing)),
        _ -> new AdjointPlan(model, forward, request, missing, kernels));
  }

  /// As [RecurrentPlan]'s constructor.
  RecurrentPlan recurrent(
      NeuronModel model, StepPlan forward, Adjoint.Request widest, List<String> maps) {
    return recurrents.computeIfAbsent(
        new RecurrentKey(forward, widest, maps),
        _ -> new RecurrentPlan(model, forward, widest, maps, kernels));
  }

  /// Runs the kernels that have been asked for so far until HotSpot has compiled them.
  void warm() {
    for (StepPlan plan : steps.values()) {
      warm(plan.step);
      warm(plan.initial);
    }
    for (AdjointPlan plan : adjoints.values()) {
      warm(plan.again);
      warm(plan.step);
      warm(plan.initial);
    }
    recurrents.values().forEach(plan -> plan.programs().forEach(program -> warm(program)));
  }

  private static void warm(@Nullable Program program) {
    if (program != null) {
      program.warm();
    }
  }

  /// {@return whether a state's initial value is made of one of the parameters}
  boolean reachesParam(NeuronModel.State state, Set<String> params) {
    for (Expr node : Graph.order(List.of(state.initially()))) {
      if (node instanceof Leaf.ParamRef p && params.contains(p.paramName())) {
        return true;
      }
    }
    return false;
  }

  /// {@return the results that no wanted gradient reaches, found once for each kind of call}
  ///
  /// @param needed which of the model's inputs, states and parameters require a gradient
  /// @param missing states that the call didn't give
  BitSet constant(
      StepPlan plan,
      BitSet needed,
      List<String> missing,
      boolean manySteps,
      Supplier<BitSet> found) {
    return constants.computeIfAbsent(
        new ConstantKey(plan, needed, missing, manySteps), _ -> found.get());
  }

  /// {@return the nodes at which a gradient can arrive that one of the wanted is made of}
  Set<Expr> reaching(
      NeuronModel model,
      Set<String> inputs,
      Set<String> states,
      Set<String> missing,
      Set<String> params,
      boolean manySteps) {
    return reaches.computeIfAbsent(
        new ReachKey(inputs, states, missing, params, manySteps),
        key -> Gradients.reaching(model, inputs, states, missing, params, manySteps));
  }
}
