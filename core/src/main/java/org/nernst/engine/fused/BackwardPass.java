package org.nernst.engine.fused;

import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.nernst.memory.Memory;
import org.nernst.memory.Scratch;
import org.nernst.tensor.FunctionContext;
import org.nernst.tensor.Tensor;

/// Runs a call backward: for each tile, block by block from the last, computes the states of the
/// block again from its checkpoint and then walks back through its steps.
final class BackwardPass {
  /// What the forward pass left.
  ///
  /// @param inputs in full shape
  /// @param starts states before the first step; null where all neurons share a number
  /// @param startNumbers that number
  /// @param arrays parameters that are arrays, dense
  /// @param checkpoints (blocks - 1, states, neurons), null if there is but one block
  record Saved(
      List<Tensor> inputs,
      @SuppressWarnings("ArrayRecordComponent") @Nullable Tensor[] starts,
      @SuppressWarnings("ArrayRecordComponent") double[] startNumbers,
      List<Tensor> arrays,
      @Nullable Tensor checkpoints) {}

  private final Call call;
  private final AdjointPlan plan;
  private final Geometry geometry;
  private final Saved saved;
  private final long bytes;
  private final Tensor[] arriving;
  private final @Nullable Tensor spare;
  private final Tensor[] recorded;
  private final @Nullable Tensor[] finals;
  private final int[] carried;

  /// Gradients by name: of inputs, of states before the first step, of parameters for each neuron.
  final Map<String, Tensor> inputs = new LinkedHashMap<>();

  final Map<String, Tensor> states = new LinkedHashMap<>();
  final Map<String, Tensor> params = new LinkedHashMap<>();

  /// @param arriving gradients of outputs by name
  /// @param recorded gradients of recorded states by name
  /// @param finals gradients of the states after the last step by name
  /// @param overwritable which of the outputs' gradients may be written over
  BackwardPass(
      Call call,
      AdjointPlan plan,
      Saved saved,
      Map<String, Tensor> arriving,
      Map<String, Tensor> recorded,
      Map<String, Tensor> finals,
      Predicate<Tensor> overwritable) {
    this.call = call;
    this.plan = plan;
    this.saved = saved;
    geometry = call.geometry();
    bytes = geometry.dtype.byteSize();
    this.arriving = inRows(plan.arriving, arriving);
    this.recorded = inRows(plan.recorded, recorded);
    spare =
        Arrays.stream(this.arriving)
            .filter(gradient -> gradient.isContiguous() && overwritable.test(gradient))
            .findFirst()
            .orElse(null);
    this.finals = new @Nullable Tensor[plan.carried.size()];
    carried = new int[plan.carried.size()];
    for (int c = 0; c < carried.length; c++) {
      Tensor last = finals.get(plan.carried.get(c));
      this.finals[c] = last == null ? null : Geometry.compact(last);
      carried[c] = plan.states.indexOf(plan.carried.get(c));
    }
    plan.states.forEach(name -> states.put(name, geometry.empty()));
    plan.params.forEach(name -> params.put(name, Tensor.zeros(geometry.dtype, geometry.shape)));
  }

  private Tensor[] inRows(List<String> names, Map<String, Tensor> gradients) {
    Tensor[] found = new Tensor[names.size()];
    for (int k = 0; k < found.length; k++) {
      found[k] = geometry.inRows(Objects.requireNonNull(gradients.get(names.get(k))));
    }
    return found;
  }

  void run() {
    for (String name : plan.inputs) {
      inputs.put(name, inputs.isEmpty() ? inputGradient() : geometry.emptyTimed());
    }
    try {
      Tiling tiling = tiling(0);
      Place[] from = inputPlaces();
      Place[] to = geometry.denseTimed(inputs.values());
      Places places = places();
      tiling.forEach(
          (row, first, width) -> {
            Tile tile = tile(places, row, first, width, Scratch.address(scratchBytes(width)));
            tile.start();
            for (int block = call.blocks() - 1; block >= 0; block--) {
              tile.block(block, from, to);
            }
          });
      initial();
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /// Frees the inputs, which the pass has read.
  void discardInputs(FunctionContext context) {
    saved.inputs.forEach(context::discard);
  }

  /// {@return where the first input's gradient goes: over an arriving gradient if nobody else sees
  /// that, since each of its numbers is read in the turn that writes its place}
  Tensor inputGradient() {
    return spare != null ? spare : geometry.emptyTimed();
  }

  /// {@return tiles for this pass}
  ///
  /// @param more numbers per neuron that the caller keeps in a block
  Tiling tiling(int more) {
    return Tiling.of(geometry, 2 * call.states() + 2, perBlock() + more, call.tileWidth());
  }

  /// {@return where the inputs lie}
  Place[] inputPlaces() {
    return geometry.timed(saved.inputs);
  }

  /// Numbers per neuron that a block keeps.
  private int perBlock() {
    return call.states() + steps() * (plan.kept + call.plan().leaves.streams.length);
  }

  private int steps() {
    return Math.min(call.blockSteps(), geometry.steps);
  }

  /// Bytes of scratch that a tile needs.
  long scratchBytes(int width) {
    return (long) perBlock() * width * bytes;
  }

  Places places() {
    return new Places();
  }

  Tile tile(Places places, int row, int first, int width, long scratch) {
    return new Tile(places, row, first, width, scratch);
  }

  /// Addresses of everything but inputs and their gradients, found once for all tiles.
  final class Places {
    final long[] arrays = Geometry.addresses(saved.arrays);
    final long[] starts = Geometry.addresses(Arrays.asList(saved.starts));
    final long checkpoints =
        saved.checkpoints == null ? 0 : Objects.requireNonNull(saved.checkpoints).address();
    final Place[] arrivingPlaces = geometry.timed(Arrays.asList(arriving));
    final Place[] recordedPlaces = geometry.timed(Arrays.asList(recorded));
    final long[] stateGradients = Geometry.addresses(states.values());
    final long[] sums = Geometry.addresses(params.values());
    final long[] lasts = Geometry.addresses(Arrays.asList(finals));
    final @Nullable ReadyKernel again =
        plan.again == null ? null : call.ready(Objects.requireNonNull(plan.again));
    final ReadyKernel step = call.ready(plan.step);
  }

  /// The pass over one tile: [#start], then [#block] for each block from the last.
  final class Tile {
    private final Places places;
    private final int row;
    private final int first;
    private final int width;
    private final long offset;
    private final long dense;
    private final long size;
    private final int stateCount = call.states();
    private final int streams = call.plan().leaves.streams.length;
    private final boolean inPlace = geometry.steps > 1;

    /// In scratch: the states of the second run; kept values and draws step by step.
    private final long running;

    private final long kept;
    private final long draws;

    private Tile(Places places, int row, int first, int width, long scratch) {
      this.places = places;
      this.row = row;
      this.first = first;
      this.width = width;
      offset = first * bytes;
      dense = ((long) row * geometry.rowLength + first) * bytes;
      size = width * bytes;
      running = scratch;
      kept = running + stateCount * size;
      draws = kept + (long) steps() * plan.kept * size;
    }

    void start() {
      for (int c = 0; c < carried.length; c++) {
        if (inPlace) {
          long carry = places.stateGradients[carried[c]] + dense;
          if (places.lasts[c] == 0) {
            Memory.zero(carry, size);
          } else {
            Memory.copy(places.lasts[c] + dense, carry, size);
          }
        }
      }
    }

    /// @param from where the inputs lie
    /// @param to where their gradients go, in the plan's order
    void block(int block, Place[] from, Place[] to) {
      call.draw(draws, block, row, first, width);
      if (places.again != null || !inPlace) {
        startStates(block);
      }
      if (places.again != null) {
        again(places.again, block, from);
      }
      back(block, from, to);
    }

    private void startStates(int block) {
      for (int s = 0; s < stateCount; s++) {
        long to = running + s * size;
        if (block > 0) {
          long of = ((block - 1L) * stateCount + s) * geometry.neurons * bytes;
          Memory.copy(places.checkpoints + of + dense, to, size);
        } else if (places.starts[s] == 0) {
          Memory.fill(to, width, saved.startNumbers()[s], geometry.dtype);
        } else if (geometry.steps > 1) {
          Memory.copy(places.starts[s] + dense, to, size);
        }
      }
    }

    private void again(ReadyKernel again, int block, Place[] from) {
      Slots slots = new Slots(Objects.requireNonNull(plan.again));
      for (Place input : from) {
        slots.add(input, row, offset, block * call.blockSteps());
      }
      arrays(slots);
      runningStates(slots);
      for (int k = 0; k < streams; k++) {
        slots.add(draws + k * size, streams * size);
      }
      runningStates(slots);
      for (int k = 0; k < plan.kept; k++) {
        slots.add(kept + k * size, plan.kept * size);
      }
      again.run(slots.table(), width, call.stepsOf(block));
    }

    private void runningStates(Slots slots) {
      for (int s = 0; s < stateCount; s++) {
        slots.add(running + s * size, 0);
      }
    }

    private void arrays(Slots slots) {
      for (long array : places.arrays) {
        slots.add(array + dense, 0);
      }
    }

    private void back(int block, Place[] from, Place[] to) {
      int steps = call.stepsOf(block);
      int last = block * call.blockSteps() + steps - 1;
      Slots slots = new Slots(plan.step);
      for (Place input : from) {
        slots.addBackwards(input, row, offset, last);
      }
      arrays(slots);
      if (!inPlace) {
        for (int s = 0; s < stateCount; s++) {
          slots.add(places.starts[s] == 0 ? running + s * size : places.starts[s] + dense, 0);
        }
      }
      for (int k = 0; k < streams; k++) {
        backwards(slots, draws + k * size, streams, steps);
      }
      for (Place gradient : places.arrivingPlaces) {
        slots.addBackwards(gradient, row, offset, last);
      }
      for (Place gradient : places.recordedPlaces) {
        slots.addBackwards(gradient, row, offset, last);
      }
      for (int c = 0; c < carried.length; c++) {
        long carry = inPlace ? places.stateGradients[carried[c]] : places.lasts[c];
        slots.add(carry + dense, 0);
      }
      for (int k = 0; k < plan.kept; k++) {
        backwards(slots, kept + k * size, plan.kept, steps);
      }
      sums(slots);
      for (Place gradient : to) {
        slots.addBackwards(gradient, row, offset, last);
      }
      for (long gradient : places.stateGradients) {
        slots.add(gradient + dense, 0);
      }
      sums(slots);
      places.step.run(slots.table(), width, steps);
    }

    /// What lies in scratch, from the last step of the block on.
    private void backwards(Slots slots, long address, int perStep, int steps) {
      long step = perStep * size;
      slots.add(address + (steps - 1) * step, -step);
    }

    private void sums(Slots slots) {
      for (long sum : places.sums) {
        slots.add(sum + dense, 0);
      }
    }
  }

  /// The gradients that go through the initial values to parameters.
  void initial() {
    Program initial = plan.initial;
    if (initial == null) {
      return;
    }
    Slots slots = new Slots(initial);
    saved.arrays.forEach(array -> slots.add(array.address(), 0));
    plan.initialStates.forEach(name -> slots.add(address(states, name), 0));
    for (String name : plan.initialParams) {
      params.computeIfAbsent(name, _ -> Tensor.zeros(geometry.dtype, geometry.shape));
    }
    plan.initialParams.forEach(name -> slots.add(address(params, name), 0));
    plan.initialParams.forEach(name -> slots.add(address(params, name), 0));
    call.ready(initial).run(slots.table(), geometry.neurons, 1);
  }

  private static long address(Map<String, Tensor> tensors, String name) {
    return Objects.requireNonNull(tensors.get(name)).address();
  }
}
