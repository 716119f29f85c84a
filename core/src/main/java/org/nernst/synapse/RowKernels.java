package org.nernst.synapse;

import java.lang.invoke.MethodHandles;
import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.nernst.tensor.DType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes row kernels of one kind, vector or scalar, and keeps them.
abstract class RowKernels {
  /// Vectors of columns.
  static final RowKernels VECTOR = new Vectors();

  /// One column at a time.
  static final RowKernels SCALAR = new Scalars();

  /// The registers that a tile's sums may take: half of those of AVX2, a quarter of AVX-512's.
  static final int MOST_VECTORS = 8;

  private record Key(DType dtype, int vectors, boolean tail) {}

  private final ConcurrentMap<Key, RowKernel> known = new ConcurrentHashMap<>();

  /// {@return the kind for this JVM: vectors if it was started with the module that has them}
  static RowKernels forThisJvm() {
    return Choice.KERNELS;
  }

  private static final class Choice {
    static final RowKernels KERNELS = choose();

    private static RowKernels choose() {
      if (ModuleLayer.boot().findModule(Vectors.MODULE).isPresent()) {
        return VECTOR;
      }
      Logger log = LoggerFactory.getLogger(RowKernels.class);
      log.warn(
          "connections run without vector instructions, many times slower: start Java with"
              + " --add-modules "
              + Vectors.MODULE);
      return SCALAR;
    }
  }

  /// {@return numbers of a vector}
  abstract int lanes(DType dtype);

  abstract RowKernel make(DType dtype, int vectors, boolean tail);

  /// {@return the kernel for a tile}
  ///
  /// @param dtype float32 or float64
  /// @param vectors of the tile, 1 to [#MOST_VECTORS]
  /// @param tail whether the last vector is incomplete
  final RowKernel of(DType dtype, int vectors, boolean tail) {
    return known.computeIfAbsent(new Key(dtype, vectors, tail), _ -> make(dtype, vectors, tail));
  }

  private static final class Scalars extends RowKernels {
    @Override
    int lanes(DType dtype) {
      return ScalarRowKernel.LANES;
    }

    @Override
    RowKernel make(DType dtype, int vectors, boolean tail) {
      return new ScalarRowKernel(dtype, vectors, tail);
    }

    @Override
    public String toString() {
      return "scalar";
    }
  }

  private static final class Vectors extends RowKernels {
    static final String MODULE = "jdk.incubator.vector";
    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

    @Override
    int lanes(DType dtype) {
      String vector = MODULE + (dtype == DType.FLOAT32 ? ".FloatVector" : ".DoubleVector");
      try {
        Object species = Class.forName(vector).getField("SPECIES_PREFERRED").get(null);
        Class<?> type = Class.forName(MODULE + ".VectorSpecies");
        return (int) type.getMethod("length").invoke(species);
      } catch (ClassNotFoundException
          | NoSuchFieldException
          | NoSuchMethodException
          | IllegalAccessException
          | InvocationTargetException e) {
        throw new IllegalStateException("the vector module isn't as expected", e);
      }
    }

    @Override
    RowKernel make(DType dtype, int vectors, boolean tail) {
      byte[] bytes = RowKernelWriter.write(dtype, vectors, lanes(dtype), tail);
      try {
        return (RowKernel)
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
      return "vector";
    }
  }
}
