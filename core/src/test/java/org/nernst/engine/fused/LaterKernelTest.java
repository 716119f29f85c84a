package org.nernst.engine.fused;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.lang.ref.Reference;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nernst.engine.fused.LaterKernel.Patience;
import org.nernst.neuron.Expr;
import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Tensor;
import org.slf4j.LoggerFactory;

/// Kernels of vectors that stop being compiled, and how they come back.
///
/// What HotSpot does when it drops code is acted by kernels that allocate in each turn.
final class LaterKernelTest {
  private static final int WIDTH = 37;
  private static final int STEPS = 50;
  private static final long SECOND = 1_000_000_000;
  private static final long MOST_NANOS = 60 * SECOND;
  private static final Patience LONG =
      new Patience(MOST_NANOS, MOST_NANOS, 10 * SECOND, MOST_NANOS);
  private static final double[] NO_UNIFORMS = {};

  private static final Expr X = Expr.param("x");
  private static final Expr Y = Expr.param("y");

  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(LaterKernel.class);
  private final KernelGraph graph =
      new KernelGraph(DType.FLOAT32, List.of(X, Y), List.of(X.times(0.25).plus(Y.times(X))));
  private final Tensor x = Tensor.randn(new Generator(3), DType.FLOAT32, STEPS, WIDTH);
  private final List<Acting> made = new CopyOnWriteArrayList<>();
  private final Tensor expected = run(Kernels.SCALAR.bound(graph, NO_UNIFORMS));

  /// A kernel as HotSpot has compiled it, or hasn't.
  private static final class Acting implements Kernel {
    private final AtomicReference<byte[]> box = new AtomicReference<>();
    private final Kernel real;
    private final int vectorBytes = Kernels.VECTOR.emitter(DType.FLOAT32).lanes() * Float.BYTES;
    private volatile int count = 1;
    private volatile int boxBytes = vectorBytes;
    private volatile boolean boxes;
    private volatile boolean boxesForWarmUp = true;
    private volatile @Nullable IllegalStateException thrown;

    Acting(Kernel real, boolean boxes) {
      this.real = real;
      this.boxes = boxes;
    }

    @Override
    public void run(long[] slots, long uniforms, int bytes, int steps) {
      IllegalStateException failure = thrown;
      if (failure != null) {
        throw failure;
      }
      boolean warmUp = Thread.currentThread().getName().equals("nernst-warm-up");
      if (boxes && (!warmUp || boxesForWarmUp)) {
        for (int k = 0; k < steps * (bytes / vectorBytes) * count; k++) {
          box.set(new byte[boxBytes]);
        }
      }
      real.run(slots, uniforms, bytes, steps);
    }
  }

  @BeforeEach
  void listen() {
    log.start();
    logger.setLevel(Level.DEBUG);
    logger.setAdditive(false);
    logger.addAppender(log);
  }

  @AfterEach
  void stop() {
    logger.detachAppender(log);
    logger.setLevel(null);
    logger.setAdditive(true);
    made.forEach(kernel -> kernel.boxes = false);
  }

  /// @param boxes whether a class, counted from 0, isn't compiled at first
  private LaterKernel later(Patience patience, IntPredicate boxes) {
    Kernel real = Kernels.VECTOR.of(graph);
    Kernels.VECTOR.bound(graph, NO_UNIFORMS).warm(MOST_NANOS);
    Kernels acting =
        new Kernels(
            "acting",
            VectorEmitter::new,
            (_, _) -> {
              Acting kernel = new Acting(real, boxes.test(made.size()));
              made.add(kernel);
              return kernel;
            });
    return new LaterKernel(graph, NO_UNIFORMS, acting, patience).started();
  }

  private Tensor run(ReadyKernel kernel) {
    Tensor out = Tensor.zeros(DType.FLOAT32, STEPS, WIDTH);
    long row = WIDTH * 4L;
    long[] slots = {x.address(), row, x.address(), 0, out.address(), row};
    try {
      kernel.run(slots, WIDTH, STEPS);
    } finally {
      Reference.reachabilityFence(x);
    }
    return out;
  }

  private void runUntil(ReadyKernel kernel, String what, BooleanSupplier reached) {
    long end = System.nanoTime() + MOST_NANOS;
    while (!reached.getAsBoolean()) {
      assertThat(run(kernel).equal(expected)).as("numbers").isTrue();
      assertThat(System.nanoTime()).as(what).isLessThan(end);
    }
    assertThat(run(kernel).equal(expected)).as("numbers").isTrue();
  }

  private List<String> messages() {
    return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Test
  void aKernelThatLosesItsCodeRestsUntilItIsCompiledAgain() {
    LaterKernel later = later(LONG, _ -> false);
    RelayKernel kernel = new RelayKernel(later, NO_UNIFORMS);
    RelayKernel another = new RelayKernel(later, NO_UNIFORMS);
    runUntil(kernel, "vectors at first", kernel::isVector);
    made.getFirst().boxes = true;
    runUntil(kernel, "the loss is noticed", () -> !kernel.isVector());
    assertThat(another.isVector()).isFalse();
    assertThat(run(another).equal(expected)).isTrue();
    made.getFirst().boxes = false;
    runUntil(kernel, "vectors again", kernel::isVector);
    assertThat(another.isVector()).isTrue();
    assertThat(made).hasSize(1);
    assertThat(messages())
        .anyMatch(line -> line.contains("float32") && line.contains("allocates in its loop"))
        .anyMatch(line -> line.contains("vectors again"));
  }

  @Test
  void aBoxedMaskInEachTurnIsEnough() {
    Patience patience = new Patience(MOST_NANOS, SECOND / 50, 10 * SECOND, MOST_NANOS);
    RelayKernel kernel = new RelayKernel(later(patience, _ -> false), NO_UNIFORMS);
    runUntil(kernel, "vectors at first", kernel::isVector);
    Acting first = made.getFirst();
    first.boxBytes = first.vectorBytes / 2;
    first.boxes = true;
    runUntil(kernel, "another class", () -> made.size() == 2);
    runUntil(kernel, "vectors again", kernel::isVector);
  }

  @Test
  void neuronsThatFillNoVectorAreWatchedToo() {
    RelayKernel kernel = new RelayKernel(later(LONG, _ -> false), NO_UNIFORMS);
    runUntil(kernel, "vectors at first", kernel::isVector);
    made.getFirst().count = 30;
    made.getFirst().boxes = true;
    Tensor out = Tensor.zeros(DType.FLOAT32, STEPS, WIDTH);
    long row = WIDTH * 4L;
    long[] slots = {x.address(), row, x.address(), 0, out.address(), row};
    long end = System.nanoTime() + MOST_NANOS;
    try {
      while (kernel.isVector()) {
        kernel.run(slots.clone(), 3, STEPS);
        assertThat(System.nanoTime()).as("the loss is noticed").isLessThan(end);
      }
    } finally {
      Reference.reachabilityFence(x);
    }
    assertThat(out.narrow(1, 0, 3).equal(expected.narrow(1, 0, 3))).isTrue();
  }

  @Test
  void aHealthyKernelIsLeftAlone() throws InterruptedException {
    RelayKernel kernel = new RelayKernel(later(LONG, _ -> false), NO_UNIFORMS);
    runUntil(kernel, "vectors", kernel::isVector);
    long end = System.nanoTime() + SECOND / 2;
    while (System.nanoTime() < end) {
      assertThat(run(kernel).equal(expected)).isTrue();
      Thread.sleep(1);
      assertThat(kernel.isVector()).isTrue();
    }
    assertThat(log.list).isEmpty();
  }

  @Test
  void aClassThatIsNotCompiledAgainIsReplaced() {
    Patience short_ = new Patience(MOST_NANOS, SECOND / 50, 10 * SECOND, MOST_NANOS);
    RelayKernel kernel = new RelayKernel(later(short_, _ -> false), NO_UNIFORMS);
    runUntil(kernel, "vectors at first", kernel::isVector);
    made.getFirst().boxes = true;
    runUntil(kernel, "the loss is noticed", () -> !kernel.isVector());
    runUntil(kernel, "vectors again", kernel::isVector);
    assertThat(made).hasSize(2);
  }

  @Test
  void aClassThatIsBadOnlyWhereItIsUsedIsReplaced() {
    RelayKernel kernel = new RelayKernel(later(LONG, _ -> false), NO_UNIFORMS);
    runUntil(kernel, "vectors at first", kernel::isVector);
    made.getFirst().boxesForWarmUp = false;
    made.getFirst().boxes = true;
    runUntil(kernel, "another class", () -> made.size() == 2);
    runUntil(kernel, "vectors again", kernel::isVector);
    assertThat(made).hasSize(2);
  }

  @Test
  void classesAreTriedUntilOneIsCompiled() {
    Patience short_ = new Patience(SECOND / 50, SECOND / 50, 10 * SECOND, SECOND / 50);
    RelayKernel kernel = new RelayKernel(later(short_, count -> count < 6), NO_UNIFORMS);
    runUntil(kernel, "vectors", kernel::isVector);
    assertThat(made).hasSize(7);
    assertThat(messages()).anyMatch(line -> line.contains("hasn't compiled"));
  }

  @Test
  void pausesBetweenAttemptsDouble() {
    Patience patience = new Patience(1, 1, 1, 10);
    assertThat(patience.pauseAfter(3)).isZero();
    assertThat(patience.pauseAfter(4)).isEqualTo(10);
    assertThat(patience.pauseAfter(6)).isEqualTo(40);
    assertThat(patience.pauseAfter(1000)).isEqualTo(2560);
  }

  @Test
  void callsOnVirtualThreadsAreWatchedToo() throws InterruptedException {
    RelayKernel kernel = new RelayKernel(later(LONG, _ -> false), NO_UNIFORMS);
    runUntil(kernel, "vectors at first", kernel::isVector);
    made.getFirst().boxes = true;
    List<Tensor> results = new CopyOnWriteArrayList<>();
    Thread thread =
        Thread.startVirtualThread(
            () -> {
              while (kernel.isVector() && !Thread.currentThread().isInterrupted()) {
                results.add(run(kernel));
              }
            });
    thread.join(MOST_NANOS / 1_000_000);
    boolean ended = !thread.isAlive();
    thread.interrupt();
    assertThat(ended).as("the loss is noticed").isTrue();
    assertThat(results).allMatch(result -> result.equal(expected));
  }

  @Test
  void aKernelThatThrowsIsLeftAndOthersAreServed() {
    LaterKernel later = later(LONG, _ -> true);
    RelayKernel kernel = new RelayKernel(later, NO_UNIFORMS);
    runUntil(kernel, "a class", () -> !made.isEmpty());
    made.getFirst().thrown = new IllegalStateException("no such instruction");
    runUntil(kernel, "an error", () -> messages().stream().anyMatch(m -> m.contains("can't be")));
    assertThat(log.list.getLast().getThrowableProxy().getMessage()).contains("no such instruction");
    assertThat(kernel.isVector()).isFalse();

    RelayKernel next = new RelayKernel(later(LONG, _ -> false), NO_UNIFORMS);
    runUntil(next, "vectors of another kernel", next::isVector);
    assertThat(kernel.isVector()).isFalse();
    assertThat(run(kernel).equal(expected)).isTrue();
  }

  @Test
  void aClassThatCannotBeMadeLeavesNeuronsOneByOne() {
    Kernels unusable =
        new Kernels(
            "unusable",
            VectorEmitter::new,
            (_, _) -> {
              throw new NoClassDefFoundError("jdk/incubator/vector/FloatVector");
            });
    LaterKernel later = new LaterKernel(graph, NO_UNIFORMS, unusable, LONG).started();
    RelayKernel kernel = new RelayKernel(later, NO_UNIFORMS);
    runUntil(kernel, "an error", () -> messages().stream().anyMatch(m -> m.contains("can't be")));
    assertThat(kernel.isVector()).isFalse();
  }
}
