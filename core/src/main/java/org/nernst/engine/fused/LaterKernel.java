package org.nernst.engine.fused;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// The kernel of vectors of a graph, for all who run it. It is there once HotSpot has compiled it,
/// which a daemon thread sees to, and it goes when a call shows that HotSpot has lost the code or
/// made bad code of it: until the thread has mended that, neurons run one by one.
///
/// To mend it the thread warms the kernel again. What then still isn't compiled, or is caught a
/// second time, is given another class: HotSpot compiles that from scratch, with a profile of its
/// own. Further classes come after pauses that double.
final class LaterKernel {
  private static final Logger LOG = LoggerFactory.getLogger(LaterKernel.class);
  private static final long SECOND = 1_000_000_000;

  /// What is warmed, or in use.
  final KernelGraph graph;

  private final Kernels vectors;
  private final double[] uniforms;
  private final Patience patience;

  private volatile @Nullable Kernel compiled;
  private volatile @Nullable Kernel unwatched;

  private boolean waiting;
  private volatile boolean renew;
  private int troubles;
  private long tookOver;

  private @Nullable Warmup warmup;
  private long begun;
  private long mostNanos;

  /// How long things may take, in nanoseconds.
  ///
  /// @param first for a class to be compiled
  /// @param again for a class to be compiled that has been compiled before
  /// @param trust of use after which a kernel's troubles are forgotten
  /// @param pause before the first attempt that waits; twice as long before each that follows
  record Patience(long first, long again, long trust, long pause) {
    static final Patience USUAL = new Patience(60 * SECOND, 3 * SECOND, 10 * SECOND, 10 * SECOND);

    private static final int WITHOUT_PAUSE = 4;
    private static final int MOST_DOUBLINGS = 8;

    long pauseAfter(int troubles) {
      return troubles < WITHOUT_PAUSE
          ? 0
          : pause << Math.min(troubles - WITHOUT_PAUSE, MOST_DOUBLINGS);
    }
  }

  /// @param vectors whence the kernel comes
  /// @param uniforms values of the graph's uniform expressions to warm up with
  LaterKernel(KernelGraph graph, double[] uniforms, Kernels vectors, Patience patience) {
    this.graph = graph;
    this.uniforms = uniforms;
    this.vectors = vectors;
    this.patience = patience;
  }

  /// {@return it, waiting for the daemon thread}
  LaterKernel started() {
    WarmupThread.add(this);
    enqueue();
    return this;
  }

  /// {@return the kernel; null as long as it isn't compiled}
  @Nullable Kernel compiled() {
    return compiled;
  }

  BoundKernel bound(Kernel kernel, double[] values) {
    return vectors.bound(graph, kernel, values);
  }

  /// Warms the kernel on this thread.
  ///
  /// @param values of the graph's uniform expressions
  /// @param mostNanos after which the daemon thread is left to it
  void warm(double[] values, long mostNanos) {
    Kernel kernel = vectors.of(graph);
    if (new Warmup(bound(kernel, values)).run(mostNanos)) {
      takeOver(kernel);
    }
  }

  /// {@return the kernel; null when it isn't compiled, and when the next call is to be watched}
  @Nullable Kernel unwatched() {
    return unwatched;
  }

  /// Has the next call watched.
  ///
  /// @return whether the last one that was to be watched has come
  boolean watch() {
    boolean used = unwatched != null;
    if (used) {
      unwatched = null;
    }
    return used;
  }

  /// As [BoundKernel#run], and takes the kernel out of use if that shows that it isn't compiled.
  void runWatched(BoundKernel kernel, long[] slots, int width, int steps) {
    leaveUnwatched(kernel.kernel());
    if (!Allocations.areKnown()) {
      kernel.run(slots, width, steps);
      WarmupThread.run(this, this::examine, 0);
    } else if (!kernel.runWatched(slots, width, steps)) {
      mistrust(kernel.kernel());
    }
  }

  private synchronized void leaveUnwatched(Kernel kernel) {
    if (kernel.equals(compiled)) {
      unwatched = kernel;
    }
  }

  /// Watches a call of its own, in place of one on a thread that can't be watched.
  private void examine() {
    Kernel kernel = compiled;
    if (kernel != null && !new Warmup(bound(kernel, uniforms)).isQuiet()) {
      mistrust(kernel);
    }
  }

  private synchronized void mistrust(Kernel caught) {
    if (!caught.equals(compiled)) {
      return;
    }
    compiled = null;
    unwatched = null;
    troubles = System.nanoTime() - tookOver > patience.trust ? 1 : troubles + 1;
    renew = troubles > 1;
    LOG.atLevel(level())
        .log(
            "{} allocates in its loop: HotSpot has dropped its code or compiled it badly;"
                + " neurons run one by one until {} is compiled",
            this,
            renew ? "another class" : "it");
    if (!waiting) {
      enqueue();
    }
  }

  /// That HotSpot drops code and compiles it again is usual where work changes.
  private Level level() {
    return troubles > 1 ? Level.INFO : Level.DEBUG;
  }

  private synchronized void takeOver(Kernel kernel) {
    if (compiled == null) {
      tookOver = System.nanoTime();
      compiled = kernel;
      if (troubles > 0) {
        LOG.atLevel(level()).log("{} is compiled: neurons run on vectors again", this);
      }
    }
  }

  private synchronized void enqueue() {
    waiting = true;
    WarmupThread.run(this, this::turn, patience.pauseAfter(troubles));
  }

  /// Warms the kernel for a millisecond or so.
  private void turn() {
    if (isServed()) {
      return;
    }
    long start = System.nanoTime();
    Warmup current = warmup == null || renew ? begin() : warmup;
    if (current.round()) {
      LOG.trace("{} is compiled after {} ms", this, (System.nanoTime() - begun) / 1_000_000);
      finish(current.kernel());
      return;
    }
    if (System.nanoTime() - begun > mostNanos) {
      giveUp();
      return;
    }
    // the compiler, and those who wait for it, need the processors more
    LockSupport.parkNanos(System.nanoTime() - start);
    WarmupThread.run(this, this::turn, 0);
  }

  /// Whether somebody else has warmed the kernel; then the thread leaves it.
  private synchronized boolean isServed() {
    if (compiled == null) {
      return false;
    }
    warmup = null;
    waiting = false;
    return true;
  }

  private synchronized void finish(Kernel kernel) {
    takeOver(kernel);
    warmup = null;
    waiting = false;
  }

  private Warmup begin() {
    boolean first;
    synchronized (this) {
      first = renew || troubles == 0;
      if (renew) {
        vectors.renew(graph);
      }
      renew = false;
    }
    mostNanos = first ? patience.first : patience.again;
    begun = System.nanoTime();
    Warmup made = new Warmup(vectors.bound(graph, uniforms));
    warmup = made;
    return made;
  }

  private synchronized void giveUp() {
    warmup = null;
    renew = true;
    troubles++;
    LOG.info(
        "the JVM hasn't compiled {} within {} s: neurons run one by one; another class is tried"
            + " in {} s",
        this,
        mostNanos / SECOND,
        patience.pauseAfter(troubles) / SECOND);
    enqueue();
  }

  /// Leaves the neurons to run one by one.
  synchronized void fail(Throwable thrown) {
    compiled = null;
    unwatched = null;
    waiting = true;
    LOG.error("{} can't be run: its neurons run one by one from now on", this, thrown);
  }

  @Override
  public String toString() {
    return "kernel of vectors (%s, %d operations)".formatted(graph.dtype, graph.operations.size());
  }
}
