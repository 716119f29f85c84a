package org.nernst.engine.fused;

import java.lang.invoke.MethodHandles;
import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import org.nernst.tensor.DType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Builds kernels of one kind, vector or scalar, and keeps them: graphs of equal structure share a
/// class.
final class Kernels {
  /// Vectors of neurons.
  static final Kernels VECTOR = new Kernels("vector", VectorEmitter::new);

  /// One neuron at a time.
  static final Kernels SCALAR = new Kernels("scalar", ScalarEmitter::new);

  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

  private final String name;
  private final Function<DType, Emitter> emitters;
  private final ConcurrentMap<String, Kernel> known = new ConcurrentHashMap<>();

  private Kernels(String name, Function<DType, Emitter> emitters) {
    this.name = name;
    this.emitters = emitters;
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
        return VECTOR;
      }
      Logger log = LoggerFactory.getLogger(Kernels.class);
      log.warn(
          "neurons run without vector instructions, many times slower: start Java with"
              + " --add-modules jdk.incubator.vector");
      return SCALAR;
    }
  }

  Emitter emitter(DType dtype) {
    return emitters.apply(dtype);
  }

  /// {@return the kernel of a graph}
  Kernel of(KernelGraph graph) {
    return known.computeIfAbsent(graph.key(), _ -> build(graph));
  }

  private Kernel build(KernelGraph graph) {
    byte[] bytes = KernelWriter.write(graph, emitter(graph.dtype));
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
