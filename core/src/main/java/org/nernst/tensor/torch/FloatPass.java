package org.nernst.tensor.torch;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import org.nernst.tensor.DType;
import org.nernst.tensor.KernelPool;
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

  /// Chunks that a thread takes at a time.
  private static final int PART = 16 * CHUNK;

  /// Elements from which on other threads are worth waking.
  private static final int SHARED = 1 << 15;

  private static final class Arrays {
    final float[] p = new float[CHUNK];
    final float[] g = new float[CHUNK];
    final float[][] s;

    Arrays(int states) {
      s = new float[states][CHUNK];
    }
  }

  private final ThreadLocal<Arrays> arrays;
  private final MemorySegment[] memory;

  FloatPass(int states) {
    arrays = ThreadLocal.withInitial(() -> new Arrays(states));
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
  ///
  /// @param flushed whether numbers too small for their exponent are taken as zeros, by all
  ///   threads; otherwise this one does everything
  void run(
      Tensor parameter,
      org.bytedeco.pytorch.Tensor gradient,
      @Nullable Tensor[] state,
      boolean flushed,
      Chunk chunk) {
    long numel = parameter.numel();
    MemorySegment parameters = memory(parameter.torch(), numel);
    MemorySegment gradients = memory(gradient, numel);
    for (int k = 0; k < memory.length; k++) {
      memory[k] = memory(Optimizer.present(state, k).torch(), numel);
    }
    if (flushed) {
      KernelPool.run(
          Math.toIntExact(Math.ceilDiv(numel, (long) PART)),
          numel >= SHARED,
          part -> {
            long first = (long) part * PART;
            update(parameters, gradients, first, Math.min(first + PART, numel), chunk);
          });
    } else {
      update(parameters, gradients, 0, numel, chunk);
    }
    parameter.markChanged();
  }

  private void update(
      MemorySegment parameters, MemorySegment gradients, long first, long end, Chunk chunk) {
    Arrays own = arrays.get();
    for (long from = first; from < end; from += CHUNK) {
      int n = (int) Math.min(CHUNK, end - from);
      load(parameters, from, own.p, n);
      load(gradients, from, own.g, n);
      for (int k = 0; k < memory.length; k++) {
        load(memory[k], from, own.s[k], n);
      }
      chunk.update(own.p, own.g, own.s, n);
      store(own.p, parameters, from, n);
      for (int k = 0; k < memory.length; k++) {
        store(own.s[k], memory[k], from, n);
      }
    }
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
