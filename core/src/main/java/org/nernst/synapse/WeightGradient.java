package org.nernst.synapse;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.nernst.memory.Memory;
import org.nernst.memory.Scratch;
import org.nernst.tensor.DType;
import org.nernst.tensor.KernelPool;
import org.nernst.tensor.Nernst;
import org.nernst.tensor.Tensor;

/// The gradient of the weights of a linear map from the spikes that it read: `dW[:, k] = sum over
/// rows r in which k was active of value_rk * dy[r, :]`.
///
/// The same sums as forward with the roles changed: the rows that are summed are those of `dy`, and
/// the lists say for each input in which rows it was active. They are taken in ascending order,
/// chunk by chunk of rows, so no bit depends on threads or chunks.
final class WeightGradient {
  /// Most rows of `dy` in a chunk. A tile of them stays in the second-level cache.
  private static final int MOST_ROWS = Tiles.MOST_ROWS;

  /// Fewest rows of a chunk, whose lists would otherwise get too short.
  private static final int LEAST_ROWS = 256;

  /// Of rows of `dy` that stay in the second-level cache as they lie.
  private static final int CHUNK_BYTES = 512 << 10;

  /// Sums below which other threads aren't worth waking.
  private static final long PARALLEL = 1 << 19;

  /// What the first chunk's sums start from, as wide as any tile.
  private static final MemorySegment ZEROS = Arena.global().allocate(1 << 12, Long.SIZE);

  /// Lists that were used before: new ones take longer to fill, and to throw away.
  private static final Queue<SpikeRows> SPARE = new ArrayBlockingQueue<>(64);

  private final Spikes spikes;
  private final DType dtype;
  private final int size;
  private final int in;
  private final int out;
  private final Tiles tiles;
  private final SpikeRows[] lists;

  private final int chunkRows;

  /// Whether tiles are copied. Where they lie, rows of many bytes would leave too few of them to
  /// the cache, and the last vector would reach past the end.
  private final boolean isPacked;

  /// @param spikes of the input
  /// @param out outputs
  WeightGradient(RowKernels kernels, Spikes spikes, DType dtype, int out) {
    this.spikes = spikes;
    this.out = out;
    this.dtype = dtype;
    size = dtype.byteSize();
    in = spikes.width();
    tiles = new Tiles(kernels, dtype, out);
    long rowBytes = (long) out * size;
    isPacked = tiles.tailLanes() != 0 || rowBytes * LEAST_ROWS > CHUNK_BYTES;
    chunkRows = isPacked ? MOST_ROWS : (int) Math.min(MOST_ROWS, CHUNK_BYTES / rowBytes);
    lists = new SpikeRows[Math.toIntExact(Math.ceilDiv(spikes.rows(), chunkRows))];
  }

  private long chunkEnd(int chunk) {
    return Math.min(spikes.rows(), (chunk + 1L) * chunkRows);
  }

  /// Computes the gradient.
  ///
  /// @param dy (rows, out), dense
  /// @param to (out, in), dense, overwritten
  /// @param bias gets the sum of all rows of `dy`, (out), dense; null for none
  void run(Tensor dy, Tensor to, @Nullable Tensor bias) {
    long rowsSummed = spikes.count() + (bias == null ? 0 : spikes.rows());
    boolean parallel = rowsSummed * out > PARALLEL;
    KernelPool.run(
        lists.length,
        parallel,
        chunk -> {
          SpikeRows list = SPARE.poll();
          list = list == null ? new SpikeRows(MOST_ROWS) : list;
          spikes.columns((long) chunk * chunkRows, chunkEnd(chunk), list);
          lists[chunk] = list;
        });
    // each piece packs its tile of dy for itself, so no more than threads have use for
    int pieces = parallel ? Math.ceilDiv(Nernst.threads(), tiles.count()) : 1;
    long from = dy.address();
    long gradient = to.address();
    long sum = bias == null ? 0 : bias.address();
    try {
      KernelPool.run(
          tiles.count() * pieces,
          parallel,
          part -> {
            int piece = part / tiles.count();
            int first = (int) ((long) in * piece / pieces);
            int last = (int) ((long) in * (piece + 1) / pieces);
            if (first < last) {
              tile(part % tiles.count(), first, last, from, gradient, first == 0 ? sum : 0);
            }
          });
    } finally {
      Reference.reachabilityFence(dy);
      Reference.reachabilityFence(to);
      Reference.reachabilityFence(bias);
      for (SpikeRows list : lists) {
        boolean _ = SPARE.offer(list);
      }
    }
  }

  /// Some inputs' weights to one tile of outputs.
  private void tile(int tile, int first, int last, long dy, long to, long bias) {
    int width = tiles.width(tile);
    long tileBytes = (long) width * size;
    long chunkBytes = isPacked ? chunkRows * tileBytes : 0;
    long biasBytes = bias == 0 ? 0 : lists.length * tileBytes;
    long packed = Scratch.address(chunkBytes + biasBytes + (last - first) * tileBytes);
    long biases = packed + chunkBytes;
    long sums = biases + biasBytes;
    for (int chunk = 0; chunk < lists.length; chunk++) {
      long row = (long) chunk * chunkRows;
      int rows = (int) (chunkEnd(chunk) - row);
      long from = dy + row * out * size;
      long rowBytes = (long) out * size;
      long begin = from + (long) tiles.first(tile) * size;
      if (isPacked) {
        tiles.pack(tile, from, rowBytes, size, rows, packed);
        rowBytes = tileBytes;
        begin = packed;
      }
      if (bias != 0) {
        tiles.sumAll(tile, rows, begin, rowBytes, ZEROS.address(), biases + chunk * tileBytes);
      }
      tiles.sumPadded(
          tile,
          lists[chunk],
          first,
          last,
          begin,
          rowBytes,
          chunk == 0 ? ZEROS.address() : sums,
          chunk == 0 ? 0 : tileBytes,
          sums,
          tileBytes);
    }
    // sums hold an input's weights side by side, the gradient an output's
    tiles.unpack(tile, sums, last - first, to + (long) first * size, (long) in * size);
    if (bias != 0) {
      bias(tile, biases, bias);
    }
  }

  /// Adds up the chunks' sums of rows, in double precision, since there may be many.
  private void bias(int tile, long sums, long to) {
    int first = tiles.first(tile);
    int columns = Math.min(tiles.width(tile), out - first);
    for (int k = 0; k < columns; k++) {
      double sum = 0;
      for (int chunk = 0; chunk < lists.length; chunk++) {
        sum += Memory.get(sums + ((long) chunk * tiles.width(tile) + k) * size, dtype);
      }
      Memory.fill(to + (long) (first + k) * size, 1, sum, dtype);
    }
  }
}
