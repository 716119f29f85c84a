package org.nernst.tensor.torch;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import org.nernst.tensor.DType;
import org.nernst.tensor.Tensor;

/// Walks once over a contiguous float32 parameter, its gradient and its state.
///
/// The elements go through arrays that stay in the first-level cache: C2 vectorises loops over
/// arrays, but not loops that store to one native segment and load from another, which might
/// overlap.
final class FloatPass {
  /// Up to five arrays of this many floats fit a first-level cache of 32 KiB.
  static final int CHUNK = 1024;

  /// An update of the first `n` elements of the arrays.
  @FunctionalInterface
  interface Chunk {
    void update(float[] p, float[] g, float[][] state, int n);
  }

  private final float[] p = new float[CHUNK];
  private final float[] g = new float[CHUNK];
  private final float[][] s;
  private final MemorySegment[] memory;

  FloatPass(int states) {
    s = new float[states][CHUNK];
    memory = new MemorySegment[states];
  }

  /// Whether everything is contiguous float32 in main memory.
  boolean takes(Tensor parameter, org.bytedeco.pytorch.Tensor gradient, @Nullable Tensor[] state) {
    if (parameter.dtype() != DType.FLOAT32
        || !isPlain(parameter.torch())
        || !isPlain(gradient)
        || !isFloat32(gradient)) {
      return false;
    }
    for (Tensor tensor : state) {
      if (tensor == null || !isPlain(tensor.torch())) {
        return false;
      }
    }
    return true;
  }

  /// The presets make a new enum object with each call, so that `==` on it is always false.
  static boolean isFloat32(org.bytedeco.pytorch.Tensor tensor) {
    return tensor.scalar_type().value == torch.ScalarType.Float.value;
  }

  private static boolean isPlain(org.bytedeco.pytorch.Tensor tensor) {
    return tensor.is_cpu() && tensor.is_contiguous() && !tensor.is_sparse();
  }

  /// Updates the parameter and its state in place.
  void run(
      Tensor parameter,
      org.bytedeco.pytorch.Tensor gradient,
      @Nullable Tensor[] state,
      Chunk chunk) {
    long numel = parameter.numel();
    MemorySegment parameters = memory(parameter.torch(), numel);
    MemorySegment gradients = memory(gradient, numel);
    for (int k = 0; k < memory.length; k++) {
      memory[k] = memory(Optimizer.present(state, k).torch(), numel);
    }
    for (long from = 0; from < numel; from += CHUNK) {
      int n = (int) Math.min(CHUNK, numel - from);
      load(parameters, from, p, n);
      load(gradients, from, g, n);
      for (int k = 0; k < memory.length; k++) {
        load(memory[k], from, s[k], n);
      }
      chunk.update(p, g, s, n);
      store(p, parameters, from, n);
      for (int k = 0; k < memory.length; k++) {
        store(s[k], memory[k], from, n);
      }
    }
    parameter.markChanged();
  }

  private static void load(MemorySegment from, long at, float[] to, int n) {
    MemorySegment.copy(from, ValueLayout.JAVA_FLOAT, at * Float.BYTES, to, 0, n);
  }

  private static void store(float[] from, MemorySegment to, long at, int n) {
    MemorySegment.copy(from, 0, to, ValueLayout.JAVA_FLOAT, at * Float.BYTES, n);
  }

  /// Valid as long as the caller holds the tensor.
  @SuppressWarnings("restricted")
  static MemorySegment memory(org.bytedeco.pytorch.Tensor tensor, long numel) {
    return numel == 0
        ? MemorySegment.NULL
        : MemorySegment.ofAddress(tensor.data_ptr().address()).reinterpret(numel * Float.BYTES);
  }
}
