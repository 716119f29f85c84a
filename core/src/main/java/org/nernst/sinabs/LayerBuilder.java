package org.nernst.sinabs;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.nernst.engine.Engine;
import org.nernst.neuron.MembraneSubtract;
import org.nernst.neuron.MultiSpike;
import org.nernst.neuron.ResetFunction;
import org.nernst.neuron.SingleExponential;
import org.nernst.neuron.SpikeFunction;
import org.nernst.neuron.Surrogate;
import org.nernst.tensor.DType;
import org.nernst.tensor.Parameter;
import org.nernst.tensor.Tensor;
import org.nernst.tensor.Value;

/// The arguments that every layer of neurons takes, with Sinabs's defaults.
///
/// @param <B> the builder itself
public abstract sealed class LayerBuilder<B extends LayerBuilder<B>>
    permits SpikingBuilder, ExpLeak.Builder {
  final @Nullable Value tauMem;
  @Nullable Value tauSyn;
  Value threshold = Value.of(1);
  @Nullable SpikeFunction spikeFn = new MultiSpike();
  ResetFunction resetFn = new MembraneSubtract();
  Surrogate surrogate = new SingleExponential();
  @Nullable Value minVMem;
  boolean trainAlphas;
  boolean normInput;
  long @Nullable [] shape;
  boolean recordStates;
  BatchChange batchChange = BatchChange.ZERO;
  Engine engine = Engine.AUTO;
  final SequencedMap<String, Value> extra = new LinkedHashMap<>();

  LayerBuilder(@Nullable Value tauMem) {
    this.tauMem = tauMem == null ? null : positive("tau_mem", tauMem);
  }

  abstract B self();

  final Value requiredTauMem() {
    if (tauMem == null) {
      throw new IllegalStateException("expected tau_mem, got none");
    }
    return tauMem;
  }

  /// Bounds the membrane potential below, after the reset.
  public final B minVMem(double minVMem) {
    return minVMem(Value.of(minVMem));
  }

  /// Bounds the membrane potential of each neuron below, after the reset.
  ///
  /// @param minVMem of a shape that broadcasts to the neurons'
  public final B minVMem(Tensor minVMem) {
    return minVMem(Value.of(minVMem));
  }

  private B minVMem(Value value) {
    if (!value.tensor(DType.FLOAT64).isfinite().all().itemBoolean()) {
      throw new IllegalArgumentException("expected a finite min_v_mem, got " + value);
    }
    this.minVMem = value;
    return self();
  }

  /// Makes the states at once, instead of at the first input.
  ///
  /// @param shape (batch, ...)
  public final B shape(long... shape) {
    if (shape.length == 0) {
      throw new IllegalArgumentException("expected a shape (batch, ...), got ()");
    }
    this.shape = shape.clone();
    return self();
  }

  /// Keeps the states of every step of a call, for [StatefulLayer#recordings()].
  public final B recordStates(boolean recordStates) {
    this.recordStates = recordStates;
    return self();
  }

  /// Says what happens when the batch size changes; [BatchChange#ZERO] by default.
  public final B batchChange(BatchChange batchChange) {
    this.batchChange = batchChange;
    return self();
  }

  /// Chooses the engine; [Engine#AUTO] by default.
  public final B engine(Engine engine) {
    this.engine = engine;
    return self();
  }

  static Value positive(String name, Value value) {
    if (!value.tensor(DType.FLOAT64).detach().gt(0).all().itemBoolean()) {
      throw new IllegalArgumentException("expected %s > 0, got %s".formatted(name, value));
    }
    return value;
  }

  /// A tensor of the layer's own, so that no two layers share one; float32 unless floating.
  static Tensor copy(Value value) {
    return switch (value) {
      case Value.Num number -> number.tensor(DType.FLOAT32);
      case Value.Data(Tensor tensor) -> own(tensor);
      case Parameter(Tensor tensor) -> own(tensor);
    };
  }

  private static Tensor own(Tensor tensor) {
    return tensor.dtype().isFloating()
        ? tensor.detach().clone()
        : tensor.detach().to(DType.FLOAT32);
  }

  static boolean trains(Value value) {
    return value instanceof Parameter;
  }
}
