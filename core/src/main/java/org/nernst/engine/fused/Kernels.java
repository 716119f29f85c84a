package org.nernst.engine.fused;

import java.lang.invoke.MethodHandles;
import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.nernst.tensor.DType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Builds kernels of one kind, vector or scalar, and keeps them: graphs of equal structure share a
/// class.
final class Kernels {
  /// Vectors of neurons.
  static final Kernels VECTOR = new Kernels("vector", "VectorKernel", VectorEmitter::new);

  /// One neuron at a time.
  static final Kernels SCALAR = new Kernels("scalar", "ScalarKernel", ScalarEmitter::new);

  /// One neuron at a time until HotSpot has compiled the kernel of vectors, which gives the same
  /// bits.
  static final Kernels SCALAR_FIRST =
      new Kernels("scalar first", "VectorKernel", VectorEmitter::new);

  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

  private final String name;
  private final Function<DType, Emitter> emitters;
  private final BiFunction<KernelGraph, Emitter, Kernel> writer;
  private final ConcurrentMap<DType, Emitter> knownEmitters = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, Kernel> known = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, LaterKernel> later = new ConcurrentHashMap<>();

  private Kernels(String name, String className, Function<DType, Emitter> emitters) {
    this(name, emitters, (graph, emitter) -> write(graph, emitter, className));
  }

  /// @param writer makes a kernel, of another class each time
  Kernels(
      String name,
      Function<DType, Emitter> emitters,
      BiFunction<KernelGraph, Emitter, Kernel> writer) {
    this.name = name;
    this.emitters = emitters;
    this.writer = writer;
  }

  /// {@return the kind for this JVM: vectors if it was started with the module that has them, else
  /// one neuron at a time after a warning that names the flag}
  static Kernels forThisJvm() {
    return Choice.KERNELS;
  }

  private static final class Choice {
    static final Kernels KERNELS = choose();

    private static Kernels choose() {
      if (VectorEmitter.isAvailable()) {
        return SCALAR_FIRST;
      }
      Logger log = LoggerFactory.getLogger(Kernels.class);
      log.warn(
          "neurons run without vector instructions, many times slower: start Java with"
              + " --add-modules jdk.incubator.vector");
      return SCALAR;
    }
  }

  /// {@return whether there are vectors of neurons}
  boolean areVectors() {
    return this != SCALAR;
  }

  Emitter emitter(DType dtype) {
    return knownEmitters.computeIfAbsent(dtype, emitters);
  }

  /// {@return the kernel of a graph with values for its uniform expressions}
  ReadyKernel ready(KernelGraph graph, double[] uniforms) {
    // the last bits of powers are not those of single neurons
    if (this != SCALAR_FIRST || graph.hasPowers()) {
      return bound(graph, uniforms);
    }
    LaterKernel kernel =
        later.computeIfAbsent(
            graph.key(),
            _ -> new LaterKernel(graph, uniforms, VECTOR, LaterKernel.Patience.USUAL).started());
    return new RelayKernel(kernel, uniforms);
  }

  BoundKernel bound(KernelGraph graph, double[] uniforms) {
    return bound(graph, of(graph), uniforms);
  }

  BoundKernel bound(KernelGraph graph, Kernel kernel, double[] uniforms) {
    return new BoundKernel(graph, kernel, emitter(graph.dtype).lanes(), uniforms);
  }

  /// {@return the kernel of a graph}
  Kernel of(KernelGraph graph) {
    return known.computeIfAbsent(graph.key(), _ -> build(graph));
  }

  /// Gives a graph a kernel of another class, which HotSpot knows nothing of.
  void renew(KernelGraph graph) {
    known.put(graph.key(), build(graph));
  }

  private Kernel build(KernelGraph graph) {
    return writer.apply(graph, emitter(graph.dtype));
  }

  private static Kernel write(KernelGraph graph, Emitter emitter, String className) {
    byte[] bytes = KernelWriter.write(graph, emitter, className);
    try {
      return (Kernel)
          LOOKUP
              .defineHiddenClass(bytes, true)
              .lookupClass()
              .getDeclaredConstructor()
              .newInstance();
    } catch (IllegalAccessException
        | InstantiationException
        | InvocationTargetException
        | NoSuchMethodException e) {
      throw new IllegalStateException("generated kernel can't be used", e);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
