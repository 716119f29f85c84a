package org.nernst.engine.fused;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;
import org.nernst.neuron.Adjoint;
import org.nernst.neuron.Expr;
import org.nernst.neuron.NeuronModel;

/// The kernels of a neuron with recurrent maps when gradients may be asked for: a step that keeps
/// what its adjoint will need, and the adjoint of that.
///
/// Running the steps again from checkpoints would need the maps again; the values that the adjoint
/// needs are few: one a step for LIF and IAF, three for LIFAdEx.
final class RecurrentPlan {
  private final StepPlan forward;
  private final List<Expr> keeping;
  private final Set<String> maps;
  private final Kernels kernels;
  private final ConcurrentMap<Adjoint.Request, AdjointPlan> adjoints = new ConcurrentHashMap<>();

  /// Loads as [Leaves#loads]; stores next states, outputs, records, kept values.
  final Program step;

  /// @param model the rest of the neuron, in which maps are inputs
  /// @param widest all that may be asked for
  /// @param maps names of the recurrent maps
  RecurrentPlan(
      NeuronModel model,
      StepPlan forward,
      Adjoint.Request widest,
      List<String> maps,
      Kernels kernels) {
    this.forward = forward;
    this.maps = Set.copyOf(maps);
    this.kernels = kernels;
    Set<Expr> made = Collections.newSetFromMap(new IdentityHashMap<>());
    for (String map : maps) {
      made.add(forward.leaves.inputs[model.inputs().indexOf(map)]);
    }
    List<Expr> stores = forward.stores(model);
    keeping =
        KeptValues.ofSequence(stores, Adjoint.of(model, widest).roots(), forward.leaves, made);
    stores.addAll(keeping);
    List<Expr> loads = forward.leaves.loads(forward.arrays);
    step = new Program(model, forward.dtype, kernels, loads, stores);
  }

  /// Values that a step keeps.
  int kept() {
    return keeping.size();
  }

  /// {@return the adjoint for some of what may be asked for} It reads neither states nor what maps
  /// made, and stores the gradient of a map with that of a sequence where both are one.
  AdjointPlan adjoint(NeuronModel model, Adjoint.Request request) {
    return adjoints.computeIfAbsent(
        request, r -> AdjointPlan.ofKept(model, forward, r, keeping, maps, kernels));
  }

  /// All kernels so far.
  Stream<Program> programs() {
    List<Program> programs = new ArrayList<>();
    programs.add(step);
    adjoints.values().forEach(plan -> programs.add(Objects.requireNonNull(plan.step)));
    return programs.stream();
  }
}
