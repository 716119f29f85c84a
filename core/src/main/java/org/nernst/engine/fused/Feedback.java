package org.nernst.engine.fused;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.nernst.memory.Memory;
import org.nernst.neuron.Expr;
import org.nernst.neuron.NeuronModel;
import org.nernst.neuron.Operation;
import org.nernst.neuron.TernaryOp;
import org.nernst.synapse.PackedWeights;
import org.nernst.synapse.SpikeHistory;
import org.nernst.synapse.SpikeRows;
import org.nernst.tensor.DType;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;

/// A linear map of a state, which every step of a sequence needs anew, and which remembers what it
/// read for the gradient of its weights.
sealed interface Feedback {
  /// {@return a map of spikes, which are mostly zeros, or of any numbers}
  ///
  /// @param model the rest of the neuron, in which maps are inputs
  /// @param weight (width, width)
  /// @param rows of the batch
  /// @param keep whether to remember all steps
  static Feedback of(
      NeuronModel model, Recurrence.LinearMap map, Tensor weight, BatchRows rows, boolean keep) {
    String state = model.states().get(map.state()).name();
    if (!isSpike(Objects.requireNonNull(model.next().get(state)))) {
      return new OfNumbers(weight.t(), rows, keep ? rows.geometry().emptyTimed() : null);
    }
    int kept = Math.multiplyExact(rows.count(), keep ? rows.geometry().steps : 1);
    SpikeHistory history =
        new SpikeHistory(rows.geometry().dtype, kept, rows.width(), rows.count());
    return new OfSpikes(PackedWeights.of(weight, null), rows, history, keep);
  }

  private static boolean isSpike(Expr next) {
    return next instanceof Operation.Ternary t && t.op() == TernaryOp.SPIKE;
  }

  /// Whether several threads may run it on rows of their own.
  boolean isShareable();

  /// Maps some rows in a step.
  ///
  /// @param first of the rows
  /// @param count how many
  /// @param from address of these rows of the state
  /// @param to address of the result's rows
  /// @param spikes room for the rows' spikes
  void run(int t, int first, int count, long from, long to, SpikeRows spikes);

  /// What it read, rows in the order of a dense tensor with time: bits of spikes or numbers.
  Tensor kept();

  /// The spikes that it read, null if it reads any numbers.
  @Nullable SpikeHistory spikes();

  /// Sums the weights of those that spiked; the bits of a row depend on nothing else.
  record OfSpikes(PackedWeights weights, BatchRows rows, SpikeHistory history, boolean keep)
      implements Feedback {
    @Override
    public boolean isShareable() {
      return true;
    }

    @Override
    public void run(int t, int first, int count, long from, long to, SpikeRows spikes) {
      long rowBytes = (long) weights.in() * weights.dtype().byteSize();
      spikes.clear();
      for (int r = 0; r < count; r++) {
        int row = first + r;
        history.read(from + r * rowBytes, keep ? rows.timed(t, row) : row, row, spikes);
      }
      weights.multiply(spikes, 0, count, to, rowBytes);
    }

    @Override
    public Tensor kept() {
      return history.words();
    }

    @Override
    public SpikeHistory spikes() {
      return history;
    }
  }

  /// One product of matrices, with threads of its own.
  ///
  /// @param weights (in, out)
  /// @param read with time, null if nobody will ask for it
  record OfNumbers(Tensor weights, BatchRows rows, @Nullable Tensor read) implements Feedback {
    @Override
    public boolean isShareable() {
      return false;
    }

    @Override
    public void run(int t, int first, int count, long from, long to, SpikeRows spikes) {
      DType dtype = weights.dtype();
      long width = weights.size(0);
      long bytes = count * width * dtype.byteSize();
      try (var _ = Scope.open()) {
        Tensor now = Tensor.ofSegment(Memory.ALL.asSlice(from, bytes), dtype, count, width);
        Tensor made = now.matmul(weights);
        Memory.copy(made.address(), to, bytes);
      }
      if (read != null) {
        long rowBytes = bytes / count;
        for (int r = 0; r < count; r++) {
          long place = read.address() + rows.timed(t, first + r) * rowBytes;
          Memory.copy(from + r * rowBytes, place, rowBytes);
        }
      }
    }

    @Override
    public Tensor kept() {
      return Objects.requireNonNull(read);
    }

    @Override
    public @Nullable SpikeHistory spikes() {
      return null;
    }
  }
}
