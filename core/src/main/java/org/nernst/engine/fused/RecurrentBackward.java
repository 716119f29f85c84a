package org.nernst.engine.fused;

import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.nernst.memory.Memory;
import org.nernst.tensor.FlushedDenormals;
import org.nernst.tensor.Scope;
import org.nernst.tensor.SmallProducts;
import org.nernst.tensor.Tensor;

/// Walks a sequence with recurrent linear maps back: in every step the adjoint kernel of the rest,
/// then the maps transposed, which send the gradient on to the states before.
final class RecurrentBackward {
  /// What the forward pass left.
  ///
  /// @param arrays parameters that are arrays, dense
  /// @param kept (steps, neurons), values that the adjoint needs
  /// @param weights for each map (width, width)
  record Saved(
      RecurrentInputs inputs, List<Tensor> arrays, List<Tensor> kept, List<Tensor> weights) {}

  private final Call call;
  private final Geometry geometry;
  private final AdjointPlan plan;
  private final Saved saved;
  private final LateArrays late;

  /// What the first step reads for late parameters, and where it leaves their gradients.
  private final @Nullable Tensor zeros;

  private final BatchRows rows;
  private final List<String> stateNames;
  private final List<String> mapNames;
  private final long bytes;
  private final Place[] sequences;
  private final StepBuffer[] kept;
  private final Place[] arriving;
  private final Place[] recorded;
  private final ReadyKernel step;

  /// Holds what places point into.
  private final List<Tensor> gradients;

  /// By name: gradients of sequences and of maps' results, in full shape, one tensor where they are
  /// equal; of states before the first step; of parameters for each neuron.
  final Map<String, Tensor> inputs = new LinkedHashMap<>();

  final Map<String, Tensor> made = new LinkedHashMap<>();
  final Map<String, Tensor> states = new LinkedHashMap<>();
  final Map<String, Tensor> params = new LinkedHashMap<>();

  /// @param late parameters that the first step doesn't know
  /// @param arrivingGradients of outputs, in the plan's order
  /// @param recordedGradients of recorded states, in the plan's order
  /// @param finals gradients of the states after the last step, null where none arrived
  RecurrentBackward(
      Call call,
      AdjointPlan plan,
      Saved saved,
      LateArrays late,
      BatchRows rows,
      List<String> mapNames,
      List<Tensor> arrivingGradients,
      List<Tensor> recordedGradients,
      @Nullable Tensor[] finals) {
    this.call = call;
    this.plan = plan;
    this.saved = saved;
    this.late = late;
    this.rows = rows;
    this.mapNames = mapNames;
    geometry = call.geometry();
    bytes = geometry.dtype.byteSize();
    zeros = late.zeros(geometry);
    stateNames = List.copyOf(call.model().next().keySet());
    sequences = saved.inputs.places(geometry);
    kept = saved.kept.stream().map(StepBuffer::new).toArray(StepBuffer[]::new);
    gradients =
        java.util.stream.Stream.concat(arrivingGradients.stream(), recordedGradients.stream())
            .map(geometry::inRows)
            .toList();
    Place[] places = gradients.stream().map(geometry::timed).toArray(Place[]::new);
    arriving = Arrays.copyOf(places, arrivingGradients.size());
    recorded = Arrays.copyOfRange(places, arriving.length, places.length);
    step = call.ready(plan.step);
    for (String name : plan.inputs) {
      (mapNames.contains(name) ? made : inputs).put(name, geometry.emptyTimed());
    }
    plan.merged.forEach((map, other) -> made.put(map, gradient(other)));
    for (int s = 0; s < finals.length; s++) {
      Tensor last = finals[s];
      Tensor carry = geometry.empty();
      long size = geometry.neurons * bytes;
      if (last == null) {
        Memory.zero(carry.address(), size);
      } else {
        Memory.copy(Geometry.compact(last).address(), carry.address(), size);
      }
      states.put(stateNames.get(s), carry);
    }
    plan.params.forEach(name -> params.put(name, Tensor.zeros(geometry.dtype, geometry.shape)));
  }

  void run() {
    Gradients places = new Gradients();
    try {
      if (SmallProducts.areFast(geometry.dtype, rows.width())) {
        int group = SmallProducts.group(rows.count());
        rows.share(
            Tiling.isShared(geometry),
            group,
            (first, last) -> runAlone(places, first, last, group));
      } else {
        runTogether(places);
      }
    } finally {
      Reference.reachabilityFence(this);
      Reference.reachabilityFence(places);
    }
  }

  /// Some rows through all steps.
  private void runAlone(Gradients places, int first, int last, int group) {
    Slots slots = new Slots(plan.step);
    for (int t = geometry.steps - 1; t >= 0; t--) {
      int now = t;
      rows.pieces(first, last, (row, from, width) -> step(places, slots, now, row, from, width));
      zeroUnread(first, last);
      int count;
      for (int row = first; row < last; row += count) {
        count = rows.even(row, Math.min(row + group, last));
        back(places, t, row, count, group);
      }
    }
  }

  /// All rows step by step, for the sake of one big product in each.
  private void runTogether(Gradients places) {
    boolean parallel = geometry.neurons >= Tiling.SHARED_WORK;
    for (int t = geometry.steps - 1; t >= 0; t--) {
      int now = t;
      rows.share(
          parallel,
          (first, last) -> {
            Slots slots = new Slots(plan.step);
            rows.pieces(
                first, last, (row, from, width) -> step(places, slots, now, row, from, width));
          });
      zeroUnread(0, rows.count());
      back(places, t);
    }
  }

  /// Addresses of what the kernel reads and writes again and again.
  private final class Gradients {
    final Place[] inputs =
        plan.inputs.stream().map(name -> geometry.denseTimed(gradient(name))).toArray(Place[]::new);
    final long[] arrays = saved.arrays.stream().mapToLong(Tensor::address).toArray();
    final long[] firstArrays = late.arraysAtFirst(arrays, zeros);
    final long[] carried = addresses(plan.carried, RecurrentBackward.this.states);
    final long[] states = addresses(plan.states, RecurrentBackward.this.states);
    final long[] sums = addresses(plan.params, params);
    final long[] firstSums = late.sumsAtFirst(sums, plan.params, zeros);

    /// For each map the gradient of its result, rows as [BatchRows#timed]; 0 where none arrives.
    final long[] results = new long[mapNames.size()];

    /// For each map its weights, dense.
    final Tensor[] weights = saved.weights.stream().map(Geometry::compact).toArray(Tensor[]::new);

    /// For each map the gradient of the state that it reads, as a matrix.
    final Tensor[] targets = new Tensor[results.length];

    Gradients() {
      for (int m = 0; m < results.length; m++) {
        Tensor own = made.get(mapNames.get(m));
        results[m] = own == null ? 0 : own.address();
        targets[m] = carry(saved.inputs.mapStates()[m]).view(rows.count(), rows.width());
      }
    }

    private static long[] addresses(List<String> names, Map<String, Tensor> tensors) {
      return names.stream()
          .mapToLong(name -> Objects.requireNonNull(tensors.get(name)).address())
          .toArray();
    }
  }

  private Tensor gradient(String input) {
    return Objects.requireNonNull((mapNames.contains(input) ? made : inputs).get(input));
  }

  private Tensor carry(int state) {
    return Objects.requireNonNull(states.get(stateNames.get(state)));
  }

  /// What the adjoint doesn't read, because the forward pass kept what it needs of that, lies
  /// nowhere.
  private void step(Gradients to, Slots slots, int t, int row, int first, int width) {
    long offset = first * bytes;
    long dense = ((long) row * geometry.rowLength + first) * bytes;
    long draws = call.drawInScratch(t, row, first, width);
    slots.clear();
    for (int place : saved.inputs.places()) {
      if (place < sequences.length) {
        slots.add(sequences[place], row, offset, t);
      } else {
        slots.add(0, 0);
      }
    }
    addAll(slots, t == 0 ? to.firstArrays : to.arrays, dense);
    for (int s = 0; s < call.states(); s++) {
      slots.add(0, 0);
    }
    for (int k = 0; k < call.plan().leaves.streams.length; k++) {
      slots.add(draws + (long) k * width * bytes, 0);
    }
    for (Place gradient : arriving) {
      slots.add(gradient, row, offset, t);
    }
    for (Place gradient : recorded) {
      slots.add(gradient, row, offset, t);
    }
    long[] sums = t == 0 ? to.firstSums : to.sums;
    addAll(slots, to.carried, dense);
    for (StepBuffer value : kept) {
      slots.add(value.at(t) + dense, 0);
    }
    addAll(slots, sums, dense);
    for (Place input : to.inputs) {
      slots.add(input, row, offset, t);
    }
    addAll(slots, to.states, dense);
    addAll(slots, sums, dense);
    step.run(slots.table(), width, 1);
  }

  private static void addAll(Slots slots, long[] addresses, long dense) {
    for (long address : addresses) {
      slots.add(address + dense, 0);
    }
  }

  /// The kernel sends nothing on to a state that it doesn't read.
  private void zeroUnread(int first, int last) {
    long rowBytes = rows.width() * bytes;
    for (int s = 0; s < stateNames.size(); s++) {
      if (!plan.states.contains(stateNames.get(s))) {
        Memory.zero(carry(s).address() + first * rowBytes, (last - first) * rowBytes);
      }
    }
  }

  /// Sends the gradients of some rows of a step's maps on to the states that they read.
  private void back(Gradients from, int t, int first, int count, int group) {
    long rowBytes = rows.width() * bytes;
    for (int m = 0; m < from.results.length; m++) {
      if (from.results[m] != 0) {
        SmallProducts.add(
            geometry.dtype,
            group,
            from.results[m] + rows.timed(t, first) * rowBytes,
            rows.stride(),
            count,
            from.weights[m].address(),
            rows.width(),
            from.targets[m].address() + first * rowBytes);
      }
    }
  }

  /// Sends the gradients of a step's maps on to the states that they read.
  private void back(Gradients from, int t) {
    for (int m = 0; m < mapNames.size(); m++) {
      Tensor gradient = made.get(mapNames.get(m));
      if (gradient != null) {
        // surrogates that fall off exponentially leave numbers that only slow the product down
        try (var _ = Scope.open();
            var _ = FlushedDenormals.open()) {
          Tensor now = rows.inStep(gradient, t);
          from.targets[m].addmmInPlace(now, from.weights[m], 1);
        }
      }
    }
  }
}
