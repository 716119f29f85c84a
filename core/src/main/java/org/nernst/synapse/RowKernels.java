package org.nernst.synapse;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.nernst.tensor.DType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes kernels of one kind, vector or scalar, and keeps them.
abstract class RowKernels {
  /// Vectors of columns.
  static final RowKernels VECTOR = new Vectors();

  /// One column at a time.
  static final RowKernels SCALAR = new Scalars();

  /// The registers that a tile's sums may take: half of those of AVX2, a quarter of AVX-512's.
  static final int MOST_VECTORS = 8;

  private record Key(DType dtype, int vectors, boolean tail) {}

  private final ConcurrentMap<Key, RowKernel> known = new ConcurrentHashMap<>();
  private final ConcurrentMap<DType, SpikeScan> scans = new ConcurrentHashMap<>();

  /// {@return the kind for this JVM: vectors if it was started with the module that has them}
  static RowKernels forThisJvm() {
    return Choice.KERNELS;
  }

  private static final class Choice {
    static final RowKernels KERNELS = choose();

    private static RowKernels choose() {
      if (VectorCode.isAvailable()) {
        return VECTOR;
      }
      Logger log = LoggerFactory.getLogger(RowKernels.class);
      log.warn(
          "connections run without vector instructions, many times slower: start Java with"
              + " --add-modules "
              + VectorCode.MODULE);
      return SCALAR;
    }
  }

  /// {@return numbers of a vector}
  abstract int lanes(DType dtype);

  abstract RowKernel make(DType dtype, int vectors, boolean tail);

  abstract SpikeScan makeScan(DType dtype);

  /// {@return the kernel for a tile}
  ///
  /// @param dtype float32 or float64
  /// @param vectors of the tile, 1 to [#MOST_VECTORS]
  /// @param tail whether the last vector is incomplete
  final RowKernel of(DType dtype, int vectors, boolean tail) {
    return known.computeIfAbsent(new Key(dtype, vectors, tail), _ -> make(dtype, vectors, tail));
  }

  /// {@return what finds the spikes of a row}
  ///
  /// @param dtype float32 or float64
  final SpikeScan scan(DType dtype) {
    return scans.computeIfAbsent(dtype, this::makeScan);
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
    SpikeScan makeScan(DType dtype) {
      return new ScalarSpikeScan(dtype);
    }

    @Override
    public String toString() {
      return "scalar";
    }
  }

  private static final class Vectors extends RowKernels {
    private final Map<DType, VectorCode> code = new EnumMap<>(DType.class);

    private synchronized VectorCode code(DType dtype) {
      return code.computeIfAbsent(dtype, VectorCode::new);
    }

    @Override
    int lanes(DType dtype) {
      return code(dtype).lanes;
    }

    @Override
    RowKernel make(DType dtype, int vectors, boolean tail) {
      VectorCode own = code(dtype);
      RowKernel kernel = RowKernelWriter.make(own, vectors, tail);
      WarmUp.run(kernel, dtype, vectors, own.lanes, false);
      return kernel;
    }

    @Override
    SpikeScan makeScan(DType dtype) {
      SpikeScan scan = SpikeScanWriter.make(code(dtype));
      WarmUp.run(scan, dtype);
      return scan;
    }

    @Override
    public String toString() {
      return "vector";
    }
  }
}
