package org.nernst.engine.fused;

import java.lang.ref.Reference;
import org.nernst.memory.Scratch;
import org.nernst.tensor.BlasSums;
import org.nernst.tensor.Tensor;

/// A [BackwardPass] that adds up the gradient of its input over the steps: that of a block's steps
/// is written to scratch, and added while it is in a cache.
final class SteadyBackward {
  private final Call call;
  private final Geometry geometry;
  private final BackwardPass pass;
  private final Tensor sum;
  private final long bytes;

  /// @param pass of the call, not run
  SteadyBackward(Call call, BackwardPass pass) {
    this.call = call;
    this.pass = pass;
    geometry = call.geometry();
    sum = Tensor.zeros(geometry.dtype, geometry.shape);
    bytes = geometry.dtype.byteSize();
  }

  /// {@return the sum over the steps, of the neurons' shape}
  Tensor run() {
    int steps = Math.min(call.blockSteps(), geometry.steps);
    BackwardPass.Places places = pass.places();
    Place[] from = pass.inputPlaces();
    long[] rows = new long[geometry.rows];
    try {
      pass.tiling(steps)
          .forEach(
              (row, first, width) -> {
                long size = width * bytes;
                long scratch = Scratch.address(steps * size + pass.scratchBytes(width));
                BackwardPass.Tile tile =
                    pass.tile(places, row, first, width, scratch + steps * size);
                tile.start();
                for (int block = call.blocks() - 1; block >= 0; block--) {
                  long before = first * bytes + (long) block * call.blockSteps() * size;
                  Place[] to = {new Place(scratch - before, size, rows)};
                  tile.block(block, from, to);
                  add(scratch, call.stepsOf(block), width, row, first);
                }
              });
      pass.initial();
    } finally {
      Reference.reachabilityFence(pass);
    }
    return sum;
  }

  /// Step by step, from the last one: each neuron's sum has one order, wherever it lies.
  private void add(long gradients, int steps, int width, int row, int first) {
    long to = sum.address() + ((long) row * geometry.rowLength + first) * bytes;
    for (int t = steps - 1; t >= 0; t--) {
      BlasSums.add(geometry.dtype, width, gradients + (long) t * width * bytes, to);
    }
  }
}
