package org.nernst.engine.fused;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A kernel of vectors that a daemon thread makes and runs on memory of its own until HotSpot has
/// compiled it. There is one thread for all, which takes them in turns.
final class LaterKernel {
  private static final Logger LOG = LoggerFactory.getLogger(LaterKernel.class);
  private static final long MOST_NANOS = 120_000_000_000L;
  private static final BlockingQueue<LaterKernel> ARRIVING = new LinkedBlockingQueue<>();

  static {
    Thread thread = new Thread(LaterKernel::serve, "nernst-warm-up");
    thread.setDaemon(true);
    thread.start();
  }

  private final KernelGraph graph;
  private final double[] uniforms;
  private final long since = System.nanoTime();
  private @Nullable Warmup warmup;
  private volatile boolean compiled;

  private LaterKernel(KernelGraph graph, double[] uniforms) {
    this.graph = graph;
    this.uniforms = uniforms;
  }

  /// {@return the kernel of a graph}
  ///
  /// @param uniforms values of its uniform expressions to warm up with
  static LaterKernel of(KernelGraph graph, double[] uniforms) {
    LaterKernel later = new LaterKernel(graph, uniforms);
    ARRIVING.add(later);
    return later;
  }

  /// {@return the kernel; null as long as it isn't compiled}
  @Nullable Kernel compiled() {
    return compiled ? Kernels.VECTOR.of(graph) : null;
  }

  /// Says that it is compiled.
  void isCompiled() {
    compiled = true;
  }

  private static void serve() {
    List<LaterKernel> pending = new ArrayList<>();
    while (true) {
      try {
        if (pending.isEmpty()) {
          pending.add(ARRIVING.take());
        }
      } catch (InterruptedException e) {
        // nobody interrupts this thread; without it neurons run one by one
        return;
      }
      ARRIVING.drainTo(pending);
      long start = System.nanoTime();
      pending.removeIf(LaterKernel::isDone);
      // the compiler, and those who wait for it, need the processors more
      LockSupport.parkNanos(System.nanoTime() - start);
    }
  }

  private boolean isDone() {
    if (compiled) {
      return true;
    }
    if (warmup == null) {
      warmup = new Warmup(Kernels.VECTOR.bound(graph, uniforms));
    }
    long nanos = System.nanoTime() - since;
    if (warmup.round()) {
      compiled = true;
      LOG.trace("a kernel of vectors takes over after {} ms", nanos / 1_000_000);
    } else if (nanos > MOST_NANOS) {
      LOG.info(
          "the JVM hasn't compiled a kernel of vectors within {} s: neurons run one by one",
          MOST_NANOS / 1_000_000_000);
    } else {
      return false;
    }
    warmup = null;
    return true;
  }
}
