package org.nernst.engine.fused;

import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nernst.memory.Scratch;
import org.nernst.synapse.RasterScan;
import org.nernst.tensor.KernelPool;
import org.nernst.tensor.Tensor;

/// Runs a call forward whose current spikes make through a linear map: the current is made chunk by
/// chunk, and the neurons take it from the cache, whether it is kept or not.
final class FedForward {
  private final Call call;
  private final ForwardPass pass;
  private final FedChunks chunks;
  private final ForwardPass.Places places;
  private final @Nullable Tensor whole;
  private final @Nullable RasterScan spikes;

  /// @param pass of the call, not run
  /// @param whole for the current, with time; null if it isn't to be kept
  /// @param spikes finds those of the one output, null if nobody asks
  FedForward(
      Call call,
      ForwardPass pass,
      FedChunks chunks,
      @Nullable Tensor whole,
      @Nullable RasterScan spikes) {
    this.call = call;
    this.pass = pass;
    this.chunks = chunks;
    this.whole = whole;
    this.spikes = spikes;
    places = pass.places();
  }

  void run() {
    try {
      KernelPool.run(chunks.groups(), Tiling.isShared(call.geometry()), this::run);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  private void run(int group) {
    Place[] kept = whole == null ? null : new Place[] {call.geometry().denseTimed(whole)};
    long bytes = kept == null ? chunks.bytes() : 0;
    long chunk = Scratch.address(bytes + pass.scratchBytes(chunks.widest()));
    List<ForwardPass.Tile> tiles = new ArrayList<>();
    chunks.pieces(
        group,
        (row, first, width) -> tiles.add(pass.tile(places, row, first, width, chunk + bytes)));
    tiles.forEach(ForwardPass.Tile::start);
    for (int block = 0; block < call.blocks(); block++) {
      Place[] from;
      if (whole == null || kept == null) {
        from = new Place[] {chunks.make(group, block, chunk)};
      } else {
        chunks.makeIn(whole.address(), group, block);
        from = kept;
      }
      for (ForwardPass.Tile tile : tiles) {
        tile.block(block, from);
      }
      if (spikes != null) {
        spikes.read(chunks.runs(group, block), pass.outputs.getFirst().address());
      }
    }
  }
}
