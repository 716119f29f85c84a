package org.nernst.engine.fused;

import org.nernst.tensor.KernelPool;
import org.nernst.tensor.Nernst;

/// How neurons are cut into tiles and steps into blocks.
///
/// A tile's states stay in the nearest caches during a block, and in the backward pass all states
/// of a block in the second. Wider tiles read longer runs of each step's row, which memory prefers.
/// Tiles are independent, so neither their width nor who runs them when changes a bit.
final class Tiling {
  private static final int TILE_BYTES = 64 << 10;
  private static final int BLOCK_BYTES = 512 << 10;
  private static final int WIDEST = 2048;
  private static final int NARROWEST = 64;

  /// Fewer steps make kernels start too often; from 8 to 64 all take the same time.
  private static final int LEAST_BLOCK_STEPS = 32;

  /// With so many steps for each state, checkpoints add a twelfth to what training needs anyway:
  /// input, output and gradient.
  private static final int STEPS_PER_STATE = 4;

  /// Neuron-steps from which on other threads are worth waking.
  static final long SHARED_WORK = 1 << 16;

  private final Geometry geometry;
  final int width;
  private final int tilesPerRow;

  private Tiling(Geometry geometry, int width) {
    this.geometry = geometry;
    this.width = width;
    tilesPerRow = Math.ceilDiv(geometry.rowLength, width);
  }

  /// {@return how many steps lie between two checkpoints of the states}
  ///
  /// @param states how many a neuron has
  static int blockSteps(int states) {
    return Math.max(LEAST_BLOCK_STEPS, STEPS_PER_STATE * states);
  }

  /// {@return tiles for a pass over all steps}
  ///
  /// @param perStep numbers per neuron that a step passes on to the next
  /// @param perBlock numbers per neuron that a block keeps for another pass over it
  /// @param chosen a width that replaces the one computed here, 0 for none
  static Tiling of(Geometry geometry, int perStep, int perBlock, int chosen) {
    int threads = isShared(geometry) ? Nernst.threads() : 1;
    int even = Math.ceilDiv(geometry.rowLength, threads);
    int width = geometry.rowLength;
    if (chosen > 0) {
      width = Math.min(width, chosen);
    } else if (geometry.steps > 1 || threads > 1) {
      long bytes = geometry.dtype.byteSize();
      long fitting =
          Math.min(
              TILE_BYTES / (bytes * Math.max(1, perStep)),
              BLOCK_BYTES / (bytes * Math.max(1, perBlock)));
      int most = Math.clamp(fitting, NARROWEST, WIDEST) / NARROWEST * NARROWEST;
      if (geometry.steps == 1) {
        most = width;
      }
      int shared = Math.ceilDiv(even, NARROWEST) * NARROWEST;
      width = geometry.rows >= threads ? Math.min(width, most) : Math.min(shared, most);
    }
    return new Tiling(geometry, width);
  }

  /// {@return whether a pass over all steps is worth more than one thread}
  static boolean isShared(Geometry geometry) {
    return (long) geometry.neurons * geometry.steps >= SHARED_WORK;
  }

  /// Work on one tile.
  @FunctionalInterface
  interface Work {
    /// @param row of neurons
    /// @param first neuron of the tile within the row
    /// @param width of the tile
    void run(int row, int first, int width);
  }

  void forEach(Work work) {
    KernelPool.run(
        geometry.rows * tilesPerRow,
        isShared(geometry),
        tile -> {
          int row = tile / tilesPerRow;
          int first = tile % tilesPerRow * width;
          work.run(row, first, Math.min(width, geometry.rowLength - first));
        });
  }
}
