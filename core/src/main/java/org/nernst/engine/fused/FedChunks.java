package org.nernst.engine.fused;

import java.util.Arrays;
import org.nernst.memory.Layout;
import org.nernst.synapse.RowRuns;
import org.nernst.synapse.SpikingCurrent;
import org.nernst.tensor.Nernst;

/// How a current that is made while its neurons run falls into chunks: a group of the batch's rows
/// and a block of steps make one, which stays in a second-level cache. Groups are independent, so
/// neither their size nor who runs them changes a bit.
///
/// @param call of the neurons, whose inputs have no place of their own
/// @param current of all neurons
/// @param batch rows
/// @param groups of them
record FedChunks(Call call, SpikingCurrent current, int batch, int groups) {
  private static final long CHUNK_BYTES = 256 << 10;

  static FedChunks of(Call call, SpikingCurrent current) {
    Geometry geometry = call.geometry();
    int batch = geometry.neurons / current.out();
    long blockBytes = (long) current.out() * geometry.dtype.byteSize() * call.blockSteps();
    int fitting = Math.max(1, (int) (CHUNK_BYTES / blockBytes));
    int groups = Math.ceilDiv(batch, fitting);
    int threads = Tiling.isShared(geometry) ? Nernst.threads() : 1;
    return new FedChunks(
        call, current, batch, Math.min(batch, Math.ceilDiv(groups, threads) * threads));
  }

  /// {@return whether neurons can have their current made in chunks, without threads at rest}
  ///
  /// @param geometry of the neurons
  static boolean fit(Geometry geometry, SpikeCurrent current) {
    long[] made = current.shape();
    boolean idle =
        Tiling.isShared(geometry) && geometry.neurons / current.spiking().out() < Nernst.threads();
    return !idle
        && geometry.layout != Layout.STEP
        && Arrays.equals(geometry.timedShape(), made)
        && (geometry.layout == Layout.TIME_MAJOR || made.length == 3);
  }

  int firstRow(int group) {
    return (int) ((long) batch * group / groups);
  }

  /// Rows of a group.
  int rows(int group) {
    return firstRow(group + 1) - firstRow(group);
  }

  /// Bytes of any chunk.
  long bytes() {
    return (long) Math.ceilDiv(batch, groups) * call.blockSteps() * rowBytes();
  }

  /// Neurons of the widest piece.
  int widest() {
    return call.geometry().rows == 1 ? Math.ceilDiv(batch, groups) * current.out() : current.out();
  }

  /// Cuts a group into pieces whose neurons are neighbours.
  void pieces(int group, Tiling.Work work) {
    if (call.geometry().rows == 1) {
      work.run(0, firstRow(group) * current.out(), rows(group) * current.out());
    } else {
      for (int row = firstRow(group); row < firstRow(group + 1); row++) {
        work.run(row, 0, current.out());
      }
    }
  }

  /// Makes a chunk of the current in a cache.
  ///
  /// @param address of [#bytes] bytes
  /// @return where the current of the chunk's neurons and steps lies
  Place make(int group, int block, long address) {
    Geometry geometry = call.geometry();
    long row = rowBytes();
    int first = firstRow(group);
    RowRuns runs = runs(group, block);
    current.multiply(runs, address, runs.length() * row);
    if (geometry.layout == Layout.TIME_MAJOR) {
      long step = rows(group) * row;
      return new Place(
          address - first * row - block * (long) call.blockSteps() * step, step, new long[1]);
    }
    long[] rows = new long[geometry.rows];
    for (int r = 0; r < rows.length; r++) {
      rows[r] = (long) (r - first) * call.stepsOf(block) * row;
    }
    return new Place(address - block * (long) call.blockSteps() * row, row, rows);
  }

  /// Makes a chunk of the current in its place among all.
  ///
  /// @param whole address of the current of all neurons and steps, dense
  void makeIn(long whole, int group, int block) {
    RowRuns runs = runs(group, block);
    current.multiply(runs, whole + runs.first() * rowBytes(), runs.stride() * rowBytes());
  }

  private long rowBytes() {
    return (long) current.out() * call.geometry().dtype.byteSize();
  }

  /// The rows of a chunk, in the current as in what the neurons make of it.
  RowRuns runs(int group, int block) {
    Geometry geometry = call.geometry();
    long step = (long) block * call.blockSteps();
    int steps = call.stepsOf(block);
    int first = firstRow(group);
    return geometry.layout == Layout.TIME_MAJOR
        ? new RowRuns(step * batch + first, rows(group), batch, steps)
        : new RowRuns((long) first * geometry.steps + step, steps, geometry.steps, rows(group));
  }
}
