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
import org.nernst.tensor.SmallProducts;
import org.nernst.tensor.Tensor;

/// Walks a sequence with recurrent linear maps back: in every step the adjoint kernel of the rest,
/// then the maps transposed, which send the gradient on to the states before.
final class RecurrentBackward {
  /// What the forward pass left.
  ///
  /// @param arrays parameters that are arrays, dense
  /// @param history for each state (steps, neurons), its values before each step
  /// @param fed for each map (steps, neurons), what it made
  /// @param weights for each map (width, width)
  record Saved(
      RecurrentInputs inputs,
      List<Tensor> arrays,
      List<Tensor> history,
      List<Tensor> fed,
      List<Tensor> weights) {}

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
  private final StepBuffer[] history;
  private final StepBuffer[] fed;
  private final Place[] arriving;
  private final Place[] recorded;
  private final ReadyKernel step;

  /// Holds what places point into.
  private final List<Tensor> gradients;

  /// By name: gradients of sequences in full shape; of maps' results (steps, neurons); of states
  /// before the first step; of parameters for each neuron.
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
    history = saved.history.stream().map(StepBuffer::new).toArray(StepBuffer[]::new);
    fed = saved.fed.stream().map(StepBuffer::new).toArray(StepBuffer[]::new);
    gradients =
        java.util.stream.Stream.concat(arrivingGradients.stream(), recordedGradients.stream())
            .map(geometry::inRows)
            .toList();
    Place[] places = gradients.stream().map(geometry::timed).toArray(Place[]::new);
    arriving = Arrays.copyOf(places, arrivingGradients.size());
    recorded = Arrays.copyOfRange(places, arriving.length, places.length);
    step = call.ready(plan.step);
    for (String name : plan.inputs) {
      if (mapNames.contains(name)) {
        made.put(
            name, Tensor.emptyPooled(geometry.dtype, geometry.steps, rows.count(), rows.width()));
      } else {
        inputs.put(name, geometry.emptyTimed());
      }
    }
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
        rows.share(
            Tiling.isShared(geometry),
            SmallProducts.ROWS,
            (first, last) -> runAlone(places, first, last));
      } else {
        runTogether(places);
      }
    } finally {
      Reference.reachabilityFence(this);
      Reference.reachabilityFence(places);
    }
  }

  /// Some rows through all steps.
  private void runAlone(Gradients places, int first, int last) {
    Slots slots = new Slots(plan.step);
    for (int t = geometry.steps - 1; t >= 0; t--) {
      int now = t;
      rows.pieces(first, last, (row, from, width) -> step(places, slots, now, row, from, width));
      zeroUnread(first, last);
      for (int row = first; row < last; row += SmallProducts.ROWS) {
        back(places, t, row, Math.min(SmallProducts.ROWS, last - row));
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
    final @Nullable Place[] inputs = new @Nullable Place[plan.inputs.size()];
    final @Nullable StepBuffer[] made = new @Nullable StepBuffer[plan.inputs.size()];
    final long[] arrays = saved.arrays.stream().mapToLong(Tensor::address).toArray();
    final long[] firstArrays = late.arraysAtFirst(arrays, zeros);
    final long[] carried = addresses(plan.carried, RecurrentBackward.this.states);
    final long[] states = addresses(plan.states, RecurrentBackward.this.states);
    final long[] sums = addresses(plan.params, params);
    final long[] firstSums = late.sumsAtFirst(sums, plan.params, zeros);

    /// For each map the gradient of its result; null where none arrives.
    final @Nullable StepBuffer[] results;

    /// For each map its weights, dense.
    final Tensor[] weights = saved.weights.stream().map(Geometry::compact).toArray(Tensor[]::new);

    /// For each map the gradient of the state that it reads, as a matrix.
    final Tensor[] targets;

    Gradients() {
      for (int k = 0; k < inputs.length; k++) {
        Tensor sequence = RecurrentBackward.this.inputs.get(plan.inputs.get(k));
        if (sequence != null) {
          inputs[k] = geometry.denseTimed(sequence);
        } else {
          made[k] = new StepBuffer(made(k).reshape(geometry.steps, geometry.neurons));
        }
      }
      results = new @Nullable StepBuffer[mapNames.size()];
      targets = new Tensor[results.length];
      for (int m = 0; m < results.length; m++) {
        Tensor own = RecurrentBackward.this.made.get(mapNames.get(m));
        results[m] =
            own == null ? null : new StepBuffer(own.view(geometry.steps, geometry.neurons));
        targets[m] = carry(saved.inputs.mapStates()[m]).view(rows.count(), rows.width());
      }
    }

    private Tensor made(int input) {
      return Objects.requireNonNull(RecurrentBackward.this.made.get(plan.inputs.get(input)));
    }

    private static long[] addresses(List<String> names, Map<String, Tensor> tensors) {
      return names.stream()
          .mapToLong(name -> Objects.requireNonNull(tensors.get(name)).address())
          .toArray();
    }
  }

  private Tensor carry(int state) {
    return Objects.requireNonNull(states.get(stateNames.get(state)));
  }

  private void step(Gradients to, Slots slots, int t, int row, int first, int width) {
    long offset = first * bytes;
    long dense = ((long) row * geometry.rowLength + first) * bytes;
    long draws = call.drawInScratch(t, row, first, width);
    slots.clear();
    for (int place : saved.inputs.places()) {
      if (place < sequences.length) {
        slots.add(sequences[place], row, offset, t);
      } else {
        slots.add(fed[place - sequences.length].at(t) + dense, 0);
      }
    }
    addAll(slots, t == 0 ? to.firstArrays : to.arrays, dense);
    for (StepBuffer state : history) {
      slots.add(state.at(t) + dense, 0);
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
    addAll(slots, sums, dense);
    for (int k = 0; k < to.inputs.length; k++) {
      Place input = to.inputs[k];
      if (input != null) {
        slots.add(input, row, offset, t);
      } else {
        slots.add(Objects.requireNonNull(to.made[k]).at(t) + dense, 0);
      }
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
  private void back(Gradients from, int t, int first, int count) {
    long rowBytes = rows.width() * bytes;
    long offset = first * rowBytes;
    for (int m = 0; m < from.results.length; m++) {
      StepBuffer gradient = from.results[m];
      if (gradient != null) {
        SmallProducts.add(
            geometry.dtype,
            gradient.at(t) + offset,
            count,
            from.weights[m].address(),
            rows.width(),
            from.targets[m].address() + offset);
      }
    }
  }

  /// Sends the gradients of a step's maps on to the states that they read.
  private void back(Gradients from, int t) {
    for (int m = 0; m < mapNames.size(); m++) {
      Tensor gradient = made.get(mapNames.get(m));
      if (gradient != null) {
        // surrogates that fall off exponentially leave numbers that only slow the product down
        try (Tensor now = gradient.select(0, t);
            var _ = FlushedDenormals.open()) {
          from.targets[m].addmmInPlace(now, from.weights[m], 1);
        }
      }
    }
  }
}
