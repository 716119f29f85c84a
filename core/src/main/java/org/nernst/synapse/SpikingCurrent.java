package org.nernst.synapse;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nernst.tensor.DType;
import org.nernst.tensor.Tensor;

/// What `y = x W^T + b` gives where `x` holds spikes, for whoever walks time by himself: rows come
/// when they are asked for, a chunk at a time that fits a cache, so that `y` need not lie in memory
/// as a whole.
///
/// The bits are those of [EventLinear]. May be used by several threads at once. The caller keeps
/// `x`.
public final class SpikingCurrent {
  private final RowKernels kernels;
  private final PackedWeights packed;
  private final Spikes spikes;

  SpikingCurrent(RowKernels kernels, PackedWeights packed, Spikes spikes) {
    this.kernels = kernels;
    this.packed = packed;
    this.spikes = spikes;
  }

  /// Rows of `x` and `y`.
  public long rows() {
    return spikes.rows();
  }

  /// Columns of `x`.
  public int in() {
    return packed.in();
  }

  /// Columns of `y`.
  public int out() {
    return packed.out();
  }

  /// float32 or float64.
  public DType dtype() {
    return packed.dtype();
  }

  /// The share of `x` that isn't zero.
  public double density() {
    return spikes.density();
  }

  /// What a node of libtorch's graph has to save in order to ask for [#gradients] in its backward.
  public List<Tensor> spikesKept() {
    Tensor words = spikes.words();
    return words == null ? List.of() : List.of(words);
  }

  /// What it has to save besides in order to [#multiply] there.
  public Tensor weightsKept() {
    return packed.memory();
  }

  /// Computes some rows of `y`.
  ///
  /// @param rows which
  /// @param to address for the first of them; those of a run follow without gaps
  /// @param runBytes from the first row of a run to that of the next
  public void multiply(RowRuns rows, long to, long runBytes) {
    SpikeRows own = SpikeRows.ofThread(packed.in());
    own.clear();
    for (int run = 0; run < rows.runs(); run++) {
      spikes.append(rows.begin(run), rows.begin(run) + rows.length(), own);
    }
    long rowBytes = (long) packed.out() * packed.dtype().byteSize();
    int length = runBytes == rows.length() * rowBytes ? rows.count() : rows.length();
    for (int first = 0; first < own.rows(); first += length) {
      long run = first / rows.length();
      packed.multiply(own, first, first + length, to + run * runBytes, rowBytes);
    }
  }

  /// {@return all of `y`, with its history}
  ///
  /// @param x (..., in), the raster that this was made of
  /// @param weight (out, in)
  /// @param bias (out), or null
  public Tensor whole(Tensor x, Tensor weight, @Nullable Tensor bias) {
    return function(x.shape(), bias != null).apply(weight, bias, x);
  }

  /// {@return the gradients of weights and bias that are wanted}
  ///
  /// @param dy (rows, out), dense
  /// @param x (rows, in)
  public Gradients gradients(Tensor dy, Tensor x, boolean wantsWeight, boolean wantsBias) {
    return function(x.shape(), wantsBias).gradients(dy, x, wantsWeight, wantsBias);
  }

  private EventLinearFunction function(long[] shape, boolean hasBias) {
    return new EventLinearFunction(kernels, packed, spikes, shape, hasBias);
  }
}
