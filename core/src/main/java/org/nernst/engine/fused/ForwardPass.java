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

  /// The inputs that have a place of their own.
  final List<Tensor> held;

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
    Places places = places();
    Tiling.of(
            geometry,
            states.length + arrays.size() + 1,
            call.plan().leaves.streams.length * call.blockSteps(),
            call.tileWidth())
        .forEach(
            (row, first, width) -> {
              Tile tile = tile(places, row, first, width, Scratch.address(scratchBytes(width)));
              tile.start();
              for (int block = 0; block < call.blocks(); block++) {
                tile.block(block, inputs);
              }
            });
  }

  /// Bytes of scratch that a tile needs.
  long scratchBytes(int width) {
    return (long) plan.leaves.streams.length
        * call.blockSteps()
        * width
        * geometry.dtype.byteSize();
  }

  Places places() {
    return new Places();
  }

  Tile tile(Places places, int row, int first, int width, long scratch) {
    return new Tile(places, row, first, width, scratch);
  }

  /// Addresses of everything but inputs, found once for all tiles.
  final class Places {
    private final Place[] outputPlaces = geometry.denseTimed(outputs);
    private final Place[] recordedPlaces = geometry.denseTimed(recorded);
    private final long[] arrayPlaces = Geometry.addresses(arrays);
    private final long[] startPlaces = Geometry.addresses(Arrays.asList(starts));
    private final long[] statePlaces = Geometry.addresses(Arrays.asList(states));
    private final long checkpointPlace = checkpoints == null ? 0 : checkpoints.address();
    private final ReadyKernel step = call.ready(plan.step);
  }

  /// The pass over one tile: [#start], then [#block] for each block in order.
  final class Tile {
    private final Places places;
    private final int row;
    private final int first;
    private final int width;
    private final long offset;
    private final long dense;
    private final long size;
    private final long draws;
    private final int streams = plan.leaves.streams.length;
    private final boolean single = geometry.steps == 1;

    private Tile(Places places, int row, int first, int width, long scratch) {
      this.places = places;
      this.row = row;
      this.first = first;
      this.width = width;
      long bytes = geometry.dtype.byteSize();
      offset = first * bytes;
      dense = ((long) row * geometry.rowLength + first) * bytes;
      size = width * bytes;
      draws = scratch;
    }

    void start() {
      for (int s = 0; s < states.length; s++) {
        if (starts[s] == null) {
          Memory.fill(places.statePlaces[s] + dense, width, startNumbers[s], geometry.dtype);
        } else if (!single) {
          Memory.copy(places.startPlaces[s] + dense, places.statePlaces[s] + dense, size);
        }
      }
    }

    /// @param from where the inputs lie
    void block(int block, Place[] from) {
      int t = block * call.blockSteps();
      if (block > 0 && places.checkpointPlace != 0) {
        checkpoint(block);
      }
      call.draw(draws, block, row, first, width);
      Slots slots = new Slots(plan.step);
      for (Place input : from) {
        slots.add(input, row, offset, t);
      }
      for (long array : places.arrayPlaces) {
        slots.add(array + dense, 0);
      }
      for (int s = 0; s < states.length; s++) {
        boolean fromStart = single && starts[s] != null;
        slots.add((fromStart ? places.startPlaces[s] : places.statePlaces[s]) + dense, 0);
      }
      for (int k = 0; k < streams; k++) {
        slots.add(draws + k * size, streams * size);
      }
      for (long state : places.statePlaces) {
        slots.add(state + dense, 0);
      }
      for (Place output : places.outputPlaces) {
        slots.add(output, row, offset, t);
      }
      for (Place record : places.recordedPlaces) {
        slots.add(record, row, offset, t);
      }
      places.step.run(slots.table(), width, call.stepsOf(block));
    }

    private void checkpoint(int block) {
      long bytes = geometry.dtype.byteSize();
      for (int s = 0; s < states.length; s++) {
        long of = ((block - 1L) * states.length + s) * geometry.neurons * bytes;
        Memory.copy(places.statePlaces[s] + dense, places.checkpointPlace + of + dense, size);
      }
    }
  }
}
