package org.nernst.engine.fused;

import org.nernst.memory.KernelPool;
import org.nernst.tensor.Nernst;

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
