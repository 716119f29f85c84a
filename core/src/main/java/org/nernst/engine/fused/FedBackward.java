package org.nernst.engine.fused;

import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nernst.memory.Scratch;
import org.nernst.tensor.KernelPool;
import org.nernst.tensor.Tensor;

/// Runs a call backward whose current spikes make through a linear map: chunk by chunk from the
/// last, the current is made again, and the adjoint takes it from the cache.
final class FedBackward {
  private final Call call;
  private final BackwardPass pass;
  private final FedChunks chunks;
  private final BackwardPass.Places places;
  private final Place[] to;

  /// Of the current, with time; null where no wanted gradient needs it.
  final @Nullable Tensor gradient;

  /// @param pass of the call, not run
  /// @param plan of the pass
  FedBackward(Call call, BackwardPass pass, AdjointPlan plan, FedChunks chunks) {
    this.call = call;
    this.pass = pass;
    this.chunks = chunks;
    places = pass.places();
    gradient = plan.inputs.isEmpty() ? null : pass.inputGradient();
    to = gradient == null ? new Place[0] : new Place[] {call.geometry().denseTimed(gradient)};
  }

  void run() {
    try {
      KernelPool.run(chunks.groups(), Tiling.isShared(call.geometry()), this::run);
      pass.initial();
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  private void run(int group) {
    long bytes = chunks.bytes();
    long chunk = Scratch.address(bytes + pass.scratchBytes(chunks.widest()));
    List<BackwardPass.Tile> tiles = new ArrayList<>();
    chunks.pieces(
        group,
        (row, first, width) -> tiles.add(pass.tile(places, row, first, width, chunk + bytes)));
    tiles.forEach(BackwardPass.Tile::start);
    for (int block = call.blocks() - 1; block >= 0; block--) {
      Place[] from = {chunks.make(group, block, chunk)};
      for (BackwardPass.Tile tile : tiles) {
        tile.block(block, from, to);
      }
    }
  }
}
