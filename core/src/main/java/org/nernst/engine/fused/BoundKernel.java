package org.nernst.engine.fused;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import org.nernst.memory.Memory;

/// A kernel with the values of its uniform expressions.
final class BoundKernel implements ReadyKernel {
  private static final long CACHE_LINE = 64;

  /// Calls in which a kernel of single neurons is handed little work at a time: HotSpot compiles
  /// what is called often much earlier than what loops for long.
  private static final int SHORT_CALLS = 4096;

  private static final int SHORT_STEPS = 8;

  /// What a thread's first [Remainder] takes.
  private static final int REMAINDER_BYTES = 8192;

  private final KernelGraph graph;
  private final Kernel kernel;
  private final MemorySegment uniforms;
  private final boolean[] reads;
  private final int lanes;
  private final int elementBytes;
  private int calls;

  /// @param graph what the kernel computes
  /// @param kernel the code
  /// @param lanes neurons in a vector of the kernel
  /// @param uniforms values of the graph's uniform expressions
  BoundKernel(KernelGraph graph, Kernel kernel, int lanes, double[] uniforms) {
    this.graph = graph;
    this.kernel = kernel;
    this.lanes = lanes;
    reads = graph.reads();
    elementBytes = graph.dtype.byteSize();
    long vectorBytes = (long) lanes * elementBytes;
    this.uniforms = Arena.ofAuto().allocate(Math.max(1, uniforms.length) * vectorBytes, CACHE_LINE);
    for (int k = 0; k < uniforms.length; k++) {
      Memory.fill(this.uniforms.address() + k * vectorBytes, lanes, uniforms[k], graph.dtype);
    }
  }

  int lanes() {
    return lanes;
  }

  KernelGraph graph() {
    return graph;
  }

  Kernel kernel() {
    return kernel;
  }

  @Override
  public void warm(long mostNanos) {
    new Warmup(this).run(mostNanos);
  }

  /// Runs the loop over steps without any neurons, which HotSpot counts as well.
  void runEmpty(long[] slots, int steps) {
    try {
      kernel.run(slots, uniforms.address(), 0, steps);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public void run(long[] slots, int width, int steps) {
    try {
      if (lanes == 1 && calls < SHORT_CALLS) {
        runShortly(slots, width, steps);
      } else {
        runVectors(slots, width, steps);
      }
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /// As [#run], for whole vectors and the rest.
  ///
  /// @return whether this thread has allocated meanwhile no more than compiled code does
  boolean runWatched(long[] slots, int width, int steps) {
    int vectorBytes = lanes * elementBytes;
    int rest = width % lanes;
    int whole = width - rest;
    if (whole == 0) {
      // each step may be a call of the kernel
      long most = REMAINDER_BYTES + steps * Allocations.compiled(1, vectorBytes);
      long before = Allocations.ofThisThread();
      run(slots, rest, steps);
      return Allocations.ofThisThread() - before <= most;
    }
    long most = Allocations.compiled((long) (whole / lanes) * steps, vectorBytes);
    long before = Allocations.ofThisThread();
    run(slots, whole, steps);
    boolean quiet = Allocations.ofThisThread() - before <= most;
    if (rest > 0) {
      move(slots, (long) whole * elementBytes);
      run(slots, rest, steps);
    }
    return quiet;
  }

  private void runVectors(long[] slots, int width, int steps) {
    int rest = width % lanes;
    int whole = (width - rest) * elementBytes;
    long values = uniforms.address();
    if (whole > 0) {
      kernel.run(slots, values, whole, steps);
    }
    if (rest > 0) {
      move(slots, whole);
      Remainder.run(kernel, values, slots, reads, rest * elementBytes, lanes * elementBytes, steps);
    }
  }

  /// Each neuron for itself, a few steps at a time.
  private void runShortly(long[] slots, int width, int steps) {
    for (int done = 0; done < steps; done += SHORT_STEPS) {
      int now = Math.min(SHORT_STEPS, steps - done);
      for (int neuron = 0; neuron < width; neuron++) {
        kernel.run(slots, uniforms.address(), elementBytes, now);
        move(slots, elementBytes);
      }
      move(slots, -(long) width * elementBytes);
      for (int k = 0; k < slots.length; k += 2) {
        slots[k] += now * slots[k + 1];
      }
      calls += width;
    }
    for (int k = 0; k < slots.length; k += 2) {
      slots[k] -= steps * slots[k + 1];
    }
  }

  private static void move(long[] slots, long bytes) {
    for (int k = 0; k < slots.length; k += 2) {
      slots[k] += bytes;
    }
  }
}
