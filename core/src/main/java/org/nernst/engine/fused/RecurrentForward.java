package org.nernst.engine.fused;

import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nernst.memory.Memory;
import org.nernst.synapse.SpikeRows;
import org.nernst.tensor.Tensor;

/// Runs a sequence with recurrent linear maps forward: in every step the maps, then the kernel of
/// the rest, row by row of the batch, all in buffers that are made once.
final class RecurrentForward {
  private final Call call;
  private final Geometry geometry;
  private final RecurrentInputs inputs;
  private final Tensor[] starts;
  private final List<Tensor> arrays;
  private final LateArrays late;
  private final @Nullable Tensor zeros;
  private final Feedback[] feedbacks;
  private final long bytes;

  private final Program program;

  /// For each map what it made in this step.
  private final Tensor[] fed;

  /// Values that the adjoint will need, of all steps.
  final StepBuffer[] kept;

  final Tensor[] outputs;
  final Tensor[] recorded;

  /// Each step's take the place of those of the step before.
  final Tensor[] states;

  /// @param call one step of the rest, in the geometry of the sequence
  /// @param starts states before the first step, dense
  /// @param arrays parameters that are arrays, dense
  /// @param late which of them the first step doesn't know
  /// @param plan what to keep for a backward pass, null if none follows
  RecurrentForward(
      Call call,
      RecurrentInputs inputs,
      Tensor[] starts,
      List<Tensor> arrays,
      LateArrays late,
      Feedback[] feedbacks,
      @Nullable RecurrentPlan plan) {
    this.call = call;
    this.inputs = inputs;
    this.starts = starts;
    this.arrays = arrays;
    this.late = late;
    this.feedbacks = feedbacks;
    geometry = call.geometry();
    zeros = late.zeros(geometry);
    bytes = geometry.dtype.byteSize();
    program = plan == null ? call.plan().step : plan.step;
    kept = StepBuffer.of(geometry, plan == null ? 0 : plan.kept(), geometry.steps);
    fed = new Tensor[feedbacks.length];
    Arrays.setAll(fed, _ -> geometry.empty());
    outputs = timed(call.plan().outputs.size());
    recorded = timed(call.plan().recorded.length);
    states = new Tensor[starts.length];
    Arrays.setAll(states, _ -> geometry.empty());
  }

  private Tensor[] timed(int count) {
    Tensor[] results = new Tensor[count];
    Arrays.setAll(results, _ -> geometry.emptyTimed());
    return results;
  }

  void run(BatchRows rows) {
    boolean parallel = Tiling.isShared(geometry);
    for (Feedback feedback : feedbacks) {
      parallel &= feedback.isShareable();
    }
    long size = geometry.neurons * bytes;
    for (int s = 0; s < starts.length; s++) {
      Memory.copy(starts[s].address(), states[s].address(), size);
    }
    Places places = new Places();
    try {
      rows.share(parallel, (first, last) -> new Part(places, rows, first, last).run());
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /// Addresses of everything, found once for all parts.
  private final class Places {
    final ReadyKernel step = call.ready(program);
    final Place[] sequences = inputs.places(geometry);
    final long[] arrays = addresses(RecurrentForward.this.arrays);
    final long[] firstArrays = late.arraysAtFirst(arrays, zeros);
    final long[] states = addresses(List.of(RecurrentForward.this.states));
    final long[] fed = addresses(List.of(RecurrentForward.this.fed));
    final Place[] outputs = dense(RecurrentForward.this.outputs);
    final Place[] recorded = dense(RecurrentForward.this.recorded);

    private Place[] dense(Tensor[] tensors) {
      return Arrays.stream(tensors).map(geometry::denseTimed).toArray(Place[]::new);
    }

    private static long[] addresses(List<Tensor> tensors) {
      return tensors.stream().mapToLong(Tensor::address).toArray();
    }
  }

  /// Some rows of the batch through all steps.
  private final class Part {
    private final Places places;
    private final BatchRows rows;
    private final int firstRow;
    private final int lastRow;
    private final Slots slots = new Slots(program);
    private final SpikeRows spikes;

    Part(Places places, BatchRows rows, int firstRow, int lastRow) {
      this.places = places;
      this.rows = rows;
      this.firstRow = firstRow;
      this.lastRow = lastRow;
      spikes = new SpikeRows(rows.width());
    }

    void run() {
      long first = (long) firstRow * rows.width() * bytes;
      for (int t = 0; t < geometry.steps; t++) {
        int now = t;
        for (int m = 0; m < feedbacks.length; m++) {
          long state = places.states[inputs.mapStates()[m]];
          int count = lastRow - firstRow;
          feedbacks[m].run(t, firstRow, count, state + first, places.fed[m] + first, spikes);
        }
        rows.pieces(firstRow, lastRow, (row, from, width) -> step(now, row, from, width));
      }
    }

    private void step(int t, int row, int first, int width) {
      long offset = first * bytes;
      long dense = ((long) row * geometry.rowLength + first) * bytes;
      int streams = call.plan().leaves.streams.length;
      long draws = call.drawInScratch(t, row, first, width);
      slots.clear();
      for (int place : inputs.places()) {
        if (place < places.sequences.length) {
          slots.add(places.sequences[place], row, offset, t);
        } else {
          slots.add(places.fed[place - places.sequences.length] + dense, 0);
        }
      }
      for (long array : t == 0 ? places.firstArrays : places.arrays) {
        slots.add(array + dense, 0);
      }
      addStates(dense);
      for (int k = 0; k < streams; k++) {
        slots.add(draws + (long) k * width * bytes, 0);
      }
      addStates(dense);
      for (Place output : places.outputs) {
        slots.add(output, row, offset, t);
      }
      for (Place record : places.recorded) {
        slots.add(record, row, offset, t);
      }
      for (StepBuffer value : kept) {
        slots.add(value.at(t) + dense, 0);
      }
      places.step.run(slots.table(), width, 1);
    }

    private void addStates(long dense) {
      for (long state : places.states) {
        slots.add(state + dense, 0);
      }
    }
  }
}
