package org.nernst.engine.fused;

import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.nernst.memory.Memory;
import org.nernst.memory.Scratch;
import org.nernst.tensor.Tensor;

/// Runs a call forward: tile by tile, block by block, with a checkpoint of the states before each
/// block but the first if a gradient may be wanted.
final class ForwardPass {
  private final Call call;
  private final StepPlan plan;
  private final Geometry geometry;

  /// States before the first step in full shape, dense; null where all neurons share the number.
  final @Nullable Tensor[] starts;

  final double[] startNumbers;

  /// Parameters that are arrays, in full shape, dense.
  final List<Tensor> arrays;

  /// (blocks - 1, states, neurons), null if there is but one block or no gradient is wanted.
  final @Nullable Tensor checkpoints;

  final List<Tensor> outputs = new ArrayList<>();
  final List<Tensor> recorded = new ArrayList<>();
  final Tensor[] states;

  private final List<Tensor> held;
  private final Place[] inputs;

  /// @param given states before the first step
  /// @param params parameters as tensors, in the model's order, null for numbers
  ForwardPass(
      Call call,
      List<Tensor> inputs,
      @Nullable Tensor[] given,
      @Nullable Tensor[] params,
      boolean checkpointed) {
    this.call = call;
    plan = call.plan();
    geometry = call.geometry();
    held = inputs;
    this.inputs = geometry.timed(inputs);
    arrays = arrays(plan, geometry, params);
    starts = new @Nullable Tensor[given.length];
    startNumbers = new double[given.length];
    start(given);
    states = new Tensor[given.length];
    for (int s = 0; s < states.length; s++) {
      states[s] = geometry.empty();
    }
    for (int k = 0; k < plan.outputs.size(); k++) {
      outputs.add(geometry.emptyTimed());
    }
    for (int _ : plan.recorded) {
      recorded.add(geometry.emptyTimed());
    }
    checkpoints =
        checkpointed && call.blocks() > 1 && given.length > 0
            ? Tensor.emptyPooled(geometry.dtype, call.blocks() - 1L, given.length, geometry.neurons)
            : null;
  }

  /// {@return the parameters that are arrays, in full shape, dense}
  static List<Tensor> arrays(StepPlan plan, Geometry geometry, @Nullable Tensor[] params) {
    List<Tensor> dense = new ArrayList<>();
    for (int p = 0; p < params.length; p++) {
      if (plan.arrays[p]) {
        Tensor param = Objects.requireNonNull(params[p]);
        dense.add(Geometry.compact(param.expand(geometry.shape)));
      }
    }
    return dense;
  }

  private void start(@Nullable Tensor[] given) {
    for (int s = 0; s < given.length; s++) {
      Tensor state = given[s];
      if (state != null) {
        starts[s] = Geometry.compact(state);
      } else if (plan.isVaried(s)) {
        starts[s] = geometry.empty();
      } else {
        startNumbers[s] = plan.initially(s, call.numbers(), call.dt());
      }
    }
    Program initial = plan.initial;
    if (initial == null || !anyMissing(given)) {
      return;
    }
    Slots slots = new Slots(initial);
    arrays.forEach(array -> slots.add(array.address(), 0));
    List<Tensor> computed = new ArrayList<>();
    for (int s : plan.varied) {
      // the kernel computes them all; those that were given go nowhere
      Tensor target = given[s] == null ? Objects.requireNonNull(starts[s]) : geometry.empty();
      computed.add(target);
      slots.add(target.address(), 0);
    }
    try {
      call.ready(initial).run(slots.table(), geometry.neurons, 1);
    } finally {
      Reference.reachabilityFence(computed);
    }
  }

  private boolean anyMissing(@Nullable Tensor[] given) {
    for (int s : plan.varied) {
      if (given[s] == null) {
        return true;
      }
    }
    return false;
  }

  void run() {
    try {
      runTiles();
    } finally {
      Reference.reachabilityFence(held);
    }
  }

  private void runTiles() {
    Place[] outputPlaces = geometry.denseTimed(outputs);
    Place[] recordedPlaces = geometry.denseTimed(recorded);
    long[] arrayPlaces = Geometry.addresses(arrays);
    long[] startPlaces = Geometry.addresses(Arrays.asList(starts));
    long[] statePlaces = Geometry.addresses(Arrays.asList(states));
    long checkpointPlace = checkpoints == null ? 0 : checkpoints.address();
    ReadyKernel step = call.ready(plan.step);
    int streams = plan.leaves.streams.length;
    long bytes = geometry.dtype.byteSize();
    Tiling tiling =
        Tiling.of(
            geometry,
            states.length + arrays.size() + 1,
            streams * call.blockSteps(),
            call.tileWidth());
    tiling.forEach(
        (row, first, width) -> {
          long offset = first * bytes;
          long dense = ((long) row * geometry.rowLength + first) * bytes;
          long size = width * bytes;
          long draws =
              streams == 0 ? 0 : Scratch.address((long) streams * call.blockSteps() * size);
          boolean single = geometry.steps == 1;
          for (int s = 0; s < states.length; s++) {
            if (starts[s] == null) {
              Memory.fill(statePlaces[s] + dense, width, startNumbers[s], geometry.dtype);
            } else if (!single) {
              Memory.copy(startPlaces[s] + dense, statePlaces[s] + dense, size);
            }
          }
          for (int block = 0; block < call.blocks(); block++) {
            int t = block * call.blockSteps();
            if (block > 0 && checkpointPlace != 0) {
              for (int s = 0; s < states.length; s++) {
                long of = ((block - 1L) * states.length + s) * geometry.neurons * bytes;
                Memory.copy(statePlaces[s] + dense, checkpointPlace + of + dense, size);
              }
            }
            call.draw(draws, block, row, first, width);
            Slots slots = new Slots(plan.step);
            for (Place input : inputs) {
              slots.add(input, row, offset, t);
            }
            for (long array : arrayPlaces) {
              slots.add(array + dense, 0);
            }
            for (int s = 0; s < states.length; s++) {
              boolean fromStart = single && starts[s] != null;
              slots.add((fromStart ? startPlaces[s] : statePlaces[s]) + dense, 0);
            }
            for (int k = 0; k < streams; k++) {
              slots.add(draws + k * size, streams * size);
            }
            for (long state : statePlaces) {
              slots.add(state + dense, 0);
            }
            for (Place output : outputPlaces) {
              slots.add(output, row, offset, t);
            }
            for (Place record : recordedPlaces) {
              slots.add(record, row, offset, t);
            }
            step.run(slots.table(), width, call.stepsOf(block));
          }
        });
  }
}
