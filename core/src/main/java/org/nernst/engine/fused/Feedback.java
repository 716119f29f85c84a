package org.nernst.engine.fused;

import java.lang.foreign.ValueLayout;
import java.util.Objects;
import org.nernst.memory.Memory;
import org.nernst.neuron.Expr;
import org.nernst.neuron.NeuronModel;
import org.nernst.neuron.Operation;
import org.nernst.neuron.TernaryOp;
import org.nernst.synapse.PackedWeights;
import org.nernst.synapse.SpikeRows;
import org.nernst.tensor.DType;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;

/// A linear map of a state, which every step of a sequence needs anew.
sealed interface Feedback {
  /// {@return a map of spikes, which are mostly zeros, or of any numbers}
  ///
  /// @param model the rest of the neuron, in which maps are inputs
  /// @param weight (width, width)
  static Feedback of(NeuronModel model, Recurrence.LinearMap map, Tensor weight) {
    String state = model.states().get(map.state()).name();
    return isSpike(Objects.requireNonNull(model.next().get(state)))
        ? new OfSpikes(PackedWeights.of(weight, null))
        : new OfNumbers(weight.t());
  }

  private static boolean isSpike(Expr next) {
    return next instanceof Operation.Ternary t && t.op() == TernaryOp.SPIKE;
  }

  /// Whether several threads may run it on rows of their own.
  boolean isShareable();

  /// Maps some rows.
  ///
  /// @param from address of the rows of the state
  /// @param rows how many
  /// @param to address of the result's rows
  /// @param spikes room for the rows' spikes
  void run(long from, int rows, long to, SpikeRows spikes);

  /// Sums the weights of those that spiked; the bits of a row depend on nothing else.
  record OfSpikes(PackedWeights weights) implements Feedback {
    private static final long NO_SIGN = 0x7fffffff_7fffffffL;

    @Override
    public boolean isShareable() {
      return true;
    }

    @Override
    public void run(long from, int rows, long to, SpikeRows spikes) {
      long rowBytes = (long) weights.in() * weights.dtype().byteSize();
      spikes.clear();
      for (int r = 0; r < rows; r++) {
        collect(from + r * rowBytes, spikes);
        spikes.endRow();
      }
      weights.multiply(spikes, 0, rows, to, rowBytes);
    }

    private void collect(long row, SpikeRows spikes) {
      DType dtype = weights.dtype();
      int size = dtype.byteSize();
      long noSign = dtype == DType.FLOAT32 ? NO_SIGN : Long.MAX_VALUE;
      int block = 32 / size;
      int width = weights.in();
      int k = 0;
      for (; k + block <= width; k += block) {
        long at = row + (long) k * size;
        long any = bits(at) | bits(at + 8) | bits(at + 16) | bits(at + 24);
        if ((any & noSign) != 0) {
          collect(row, k, k + block, spikes);
        }
      }
      collect(row, k, width, spikes);
    }

    private static long bits(long address) {
      return Memory.ALL.get(ValueLayout.JAVA_LONG_UNALIGNED, address);
    }

    private void collect(long row, int first, int last, SpikeRows spikes) {
      DType dtype = weights.dtype();
      for (int k = first; k < last; k++) {
        double value = Memory.get(row + (long) k * dtype.byteSize(), dtype);
        if (value != 0) {
          spikes.add(k, value);
        }
      }
    }
  }

  /// One product of matrices, with threads of its own.
  ///
  /// @param weights (in, out)
  record OfNumbers(Tensor weights) implements Feedback {
    @Override
    public boolean isShareable() {
      return false;
    }

    @Override
    public void run(long from, int rows, long to, SpikeRows spikes) {
      DType dtype = weights.dtype();
      long width = weights.size(0);
      long bytes = rows * width * dtype.byteSize();
      try (var _ = Scope.open()) {
        Tensor read = Tensor.ofSegment(Memory.ALL.asSlice(from, bytes), dtype, rows, width);
        Tensor made = read.matmul(weights);
        Memory.copy(made.address(), to, bytes);
      }
    }
  }
}
