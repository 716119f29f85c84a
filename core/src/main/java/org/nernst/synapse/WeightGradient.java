package org.nernst.synapse;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import org.nernst.memory.KernelPool;
import org.nernst.memory.Scratch;
import org.nernst.tensor.DType;
import org.nernst.tensor.Nernst;
import org.nernst.tensor.Tensor;

/// The gradient of the weights of a linear map from the spikes that it read: `dW[:, k] = sum over
/// rows r in which k was active of value_rk * dy[r, :]`.
///
/// The same sums as forward with the roles changed: the rows that are summed are those of `dy`, and
/// the lists say for each input in which rows it was active. They are taken in ascending order,
/// chunk by chunk of rows, so no bit depends on threads or chunks.
final class WeightGradient {
  /// Rows of `dy` whose tile stays in the second-level cache.
  private static final int CHUNK_ROWS = 1024;

  /// Sums below which other threads aren't worth waking.
  private static final long PARALLEL = 1 << 21;

  /// What the first chunk's sums start from, as wide as any tile.
  private static final MemorySegment ZEROS = Arena.global().allocate(1 << 12, Long.SIZE);

  private final Spikes spikes;
  private final int size;
  private final int in;
  private final int out;
  private final Tiles tiles;
  private final SpikeRows[] lists;

  /// Whether tiles are copied. Read where they lie, rows a power of two apart would share their
  /// places in the cache, and the last vector would reach past the end.
  private final boolean isPacked;

  /// @param spikes of the input
  /// @param out outputs
  WeightGradient(RowKernels kernels, Spikes spikes, DType dtype, int out) {
    this.spikes = spikes;
    this.out = out;
    size = dtype.byteSize();
    in = spikes.width();
    tiles = new Tiles(kernels, dtype, out);
    isPacked = tiles.count() > 1 || tiles.tailLanes() != 0;
    lists = new SpikeRows[Math.toIntExact(Math.ceilDiv(spikes.rows(), CHUNK_ROWS))];
  }

  private long chunkEnd(int chunk) {
    return Math.min(spikes.rows(), (chunk + 1L) * CHUNK_ROWS);
  }

  /// Computes the gradient.
  ///
  /// @param dy (rows, out), dense
  /// @param to (out, in), dense, overwritten
  void run(Tensor dy, Tensor to) {
    boolean parallel = spikes.count() * out > PARALLEL;
    KernelPool.run(
        lists.length,
        parallel,
        chunk -> {
          SpikeRows list = new SpikeRows(CHUNK_ROWS);
          spikes.columns((long) chunk * CHUNK_ROWS, chunkEnd(chunk), list);
          lists[chunk] = list;
        });
    // each piece packs its tile of dy for itself, so no more than threads have use for
    int pieces = parallel ? Math.ceilDiv(Nernst.threads(), tiles.count()) : 1;
    long from = dy.address();
    long gradient = to.address();
    try {
      KernelPool.run(
          tiles.count() * pieces,
          parallel,
          part -> {
            int piece = part / tiles.count();
            int first = (int) ((long) in * piece / pieces);
            int last = (int) ((long) in * (piece + 1) / pieces);
            if (first < last) {
              tile(part % tiles.count(), first, last, from, gradient);
            }
          });
    } finally {
      Reference.reachabilityFence(dy);
      Reference.reachabilityFence(to);
    }
  }

  /// Some inputs' weights to one tile of outputs.
  private void tile(int tile, int first, int last, long dy, long to) {
    int width = tiles.width(tile);
    long tileBytes = (long) width * size;
    long chunkBytes = isPacked ? CHUNK_ROWS * tileBytes : 0;
    long packed = Scratch.address(chunkBytes + (last - first) * tileBytes);
    long sums = packed + chunkBytes;
    for (int chunk = 0; chunk < lists.length; chunk++) {
      long row = (long) chunk * CHUNK_ROWS;
      long from = dy + row * out * size;
      if (isPacked) {
        tiles.pack(tile, from, (long) out * size, size, (int) (chunkEnd(chunk) - row), packed);
      }
      tiles.sumPadded(
          tile,
          lists[chunk],
          first,
          last,
          isPacked ? packed : from + (long) tiles.first(tile) * size,
          isPacked ? tileBytes : (long) out * size,
          chunk == 0 ? ZEROS.address() : sums,
          chunk == 0 ? 0 : tileBytes,
          sums,
          tileBytes);
    }
    // sums hold an input's weights side by side, the gradient an output's
    tiles.unpack(tile, sums, last - first, to + (long) first * size, (long) in * size);
  }
}
