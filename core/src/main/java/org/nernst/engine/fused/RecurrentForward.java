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

  /// For each state its values before each step.
  final StepBuffer[] history;

  /// For each map what it made in each step.
  final StepBuffer[] fed;

  final Tensor[] outputs;
  final Tensor[] recorded;
  final Tensor[] states;

  /// @param call one step of the rest, in the geometry of the sequence
  /// @param starts states before the first step, dense
  /// @param arrays parameters that are arrays, dense
  /// @param late which of them the first step doesn't know
  /// @param keep whether a backward pass may follow
  RecurrentForward(
      Call call,
      RecurrentInputs inputs,
      Tensor[] starts,
      List<Tensor> arrays,
      LateArrays late,
      Feedback[] feedbacks,
      boolean keep) {
    this.call = call;
    this.inputs = inputs;
    this.starts = starts;
    this.arrays = arrays;
    this.late = late;
    this.feedbacks = feedbacks;
    geometry = call.geometry();
    zeros = late.zeros(geometry);
    bytes = geometry.dtype.byteSize();
    int steps = geometry.steps;
    history = StepBuffer.of(geometry, starts.length, keep ? steps : 2);
    fed = StepBuffer.of(geometry, feedbacks.length, keep ? steps : 1);
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
      Memory.copy(starts[s].address(), history[s].at(0), size);
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
    final ReadyKernel step = call.ready(call.plan().step);
    final Place[] sequences = inputs.places(geometry);
    final long[] arrays = addresses(RecurrentForward.this.arrays);
    final long[] firstArrays = late.arraysAtFirst(arrays, zeros);
    final long[] states = addresses(List.of(RecurrentForward.this.states));
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
    private final Slots slots = new Slots(call.plan().step);
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
          long state = history[inputs.mapStates()[m]].at(t);
          feedbacks[m].run(state + first, lastRow - firstRow, fed[m].at(t) + first, spikes);
        }
        rows.pieces(firstRow, lastRow, (row, from, width) -> step(now, row, from, width));
      }
    }

    private void step(int t, int row, int first, int width) {
      long offset = first * bytes;
      long dense = ((long) row * geometry.rowLength + first) * bytes;
      int streams = call.plan().leaves.streams.length;
      long draws = call.drawInScratch(t, row, first, width);
      boolean last = t == geometry.steps - 1;
      slots.clear();
      for (int place : inputs.places()) {
        if (place < places.sequences.length) {
          slots.add(places.sequences[place], row, offset, t);
        } else {
          slots.add(fed[place - places.sequences.length].at(t) + dense, 0);
        }
      }
      for (long array : t == 0 ? places.firstArrays : places.arrays) {
        slots.add(array + dense, 0);
      }
      for (StepBuffer state : history) {
        slots.add(state.at(t) + dense, 0);
      }
      for (int k = 0; k < streams; k++) {
        slots.add(draws + (long) k * width * bytes, 0);
      }
      for (int s = 0; s < places.states.length; s++) {
        long next = last ? places.states[s] : history[s].at(t + 1);
        slots.add(next + dense, 0);
      }
      for (Place output : places.outputs) {
        slots.add(output, row, offset, t);
      }
      for (Place record : places.recorded) {
        slots.add(record, row, offset, t);
      }
      places.step.run(slots.table(), width, 1);
    }
  }
}
