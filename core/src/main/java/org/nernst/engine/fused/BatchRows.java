package org.nernst.engine.fused;

import org.nernst.memory.Layout;
import org.nernst.tensor.KernelPool;
import org.nernst.tensor.Nernst;
import org.nernst.tensor.Tensor;

/// The rows of a batch: what a linear map within a step reads and writes. Rows don't mix, so
/// threads share them, each for all steps.
///
/// @param geometry of neurons and steps
/// @param width neurons of a row
record BatchRows(Geometry geometry, int width) {
  /// Work on some rows.
  @FunctionalInterface
  interface Work {
    /// @param first of the rows
    /// @param last behind the last of them
    void run(int first, int last);
  }

  int count() {
    return geometry.neurons / width;
  }

  /// Rows of an entry of the batch where those are apart in time, else all.
  private int perEntry() {
    boolean apart = geometry.layout == Layout.BATCH_MAJOR;
    return apart ? Math.toIntExact(count() / geometry.shape[0]) : count();
  }

  /// {@return which row of a dense tensor with time, in row-major order, a row is in a step}
  int timed(int t, int row) {
    int own = perEntry();
    return (row / own * geometry.steps + t) * own + row % own;
  }

  /// {@return how many of the rows from a row on lie at even distances in a dense tensor with time}
  ///
  /// @param last behind the last of them
  int even(int row, int last) {
    int own = perEntry();
    return own == 1 ? last - row : Math.min(last - row, own - row % own);
  }

  /// {@return numbers from row to row there}
  int stride() {
    return perEntry() == 1 ? geometry.steps * width : width;
  }

  /// {@return the rows of a step}
  ///
  /// @param timed of the neurons' shape with time
  Tensor inStep(Tensor timed, int t) {
    Tensor step =
        geometry.layout == Layout.STEP ? timed : timed.select(geometry.layout.timeDim(), t);
    return step.reshape(count(), width);
  }

  /// Shares the rows between threads.
  ///
  /// @param parallel whether there may be more than one
  void share(boolean parallel, Work work) {
    share(parallel, 1, work);
  }

  /// As [#share(boolean, Work)], in groups of rows that stay together.
  ///
  /// @param size of a group; the last one may have fewer rows
  void share(boolean parallel, int size, Work work) {
    int groups = Math.ceilDiv(count(), size);
    int parts = parallel ? Math.min(Nernst.threads(), groups) : 1;
    KernelPool.run(
        parts,
        parts > 1,
        part ->
            work.run(
                (int) ((long) groups * part / parts) * size,
                Math.min(count(), (int) ((long) groups * (part + 1) / parts) * size)));
  }

  /// Cuts rows into pieces whose neurons are neighbours in every tensor of the call.
  ///
  /// @param first of the rows
  /// @param last behind the last of them
  void pieces(int first, int last, Tiling.Work work) {
    int end = last * width;
    for (int neuron = first * width; neuron < end; ) {
      int within = neuron % geometry.rowLength;
      int piece = Math.min(geometry.rowLength - within, end - neuron);
      work.run(neuron / geometry.rowLength, within, piece);
      neuron += piece;
    }
  }
}
