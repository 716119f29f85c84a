package org.nernst.synapse;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.nernst.tensor.CpuFeatures;
import org.nernst.tensor.DType;
import org.nernst.tensor.Nernst;
import org.nernst.tensor.SystemInfo;

/// The density of an input below which rows are summed by spike, and above which a product of
/// matrices is faster.
///
/// Far from it on either side the choice is plain. In between, a shape's class (its sizes up to the
/// next power of two) is measured once per machine, which takes some milliseconds, and remembered
/// in a file of the user's cache (`-Dnernst.cache` chooses its folder). Under
/// [Nernst#deterministic], where no bit may depend on a measurement, a fixed density decides.
/// `-Dnernst.crossover=0.2` or [#set] overrides all of that.
public final class Crossover {
  private static final String PROPERTY = "nernst.crossover";

  /// Below the first, sums win on every machine; above the second, products do.
  private static final double PLAINLY_SPARSE = 0.05;

  private static final double PLAINLY_DENSE = 0.3;

  /// Inputs and outputs below which that isn't so plain, since looking for spikes takes its share.
  private static final int LEAST_PLAIN = 64;

  /// One number at a time is that much slower.
  private static final double SCALAR_FACTOR = 0.1;

  private static final double FIXED_FORWARD = 0.2;
  private static final double FIXED_GRADIENT = 0.15;
  private static final int LARGEST_CLASS = 2048;

  private record ShapeClass(RowKernels kernels, DType dtype, int in, int out, int threads) {
    /// Names the class on this machine with these products of matrices.
    String key() {
      return "%s/%s/%s/%s/%dx%d/%d threads"
          .formatted(
              CpuFeatures.detect().model(),
              SystemInfo.libtorchVersion(),
              kernels,
              dtype,
              in,
              out,
              threads);
    }
  }

  private static final ConcurrentMap<ShapeClass, Measurement> MEASURED = new ConcurrentHashMap<>();
  private static volatile double override = fromProperty();

  private Crossover() {}

  private static double fromProperty() {
    String text = System.getProperty(PROPERTY);
    if (text == null) {
      return Double.NaN;
    }
    try {
      return checked(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "-D%s: expected a density from 0 to 1, got %s".formatted(PROPERTY, text), e);
    }
  }

  private static double checked(double density) {
    if (!(density >= 0 && density <= 1)) {
      throw new IllegalArgumentException("expected a density from 0 to 1, got " + density);
    }
    return density;
  }

  /// Sets one crossover for all connections, forward and backward.
  ///
  /// @param density 0: a product of matrices for every input with a spike; 1: never one
  public static void set(double density) {
    override = checked(density);
  }

  /// Returns to what fits the machine.
  public static void reset() {
    override = fromProperty();
  }

  /// {@return whether an input of this density is worth summing by spike}
  static boolean forward(RowKernels kernels, DType dtype, int in, int out, double density) {
    return decide(kernels, dtype, in, out, density, true);
  }

  /// {@return whether the weight gradient of an input of this density is}
  static boolean gradient(RowKernels kernels, DType dtype, int in, int out, double density) {
    return decide(kernels, dtype, in, out, density, false);
  }

  private static boolean decide(
      RowKernels kernels, DType dtype, int in, int out, double density, boolean forward) {
    double set = override;
    if (!Double.isNaN(set)) {
      return density <= set;
    }
    double factor = kernels.equals(RowKernels.SCALAR) ? SCALAR_FACTOR : 1;
    if (Nernst.deterministic()) {
      return density <= factor * (forward ? FIXED_FORWARD : FIXED_GRADIENT);
    }
    if (density > PLAINLY_DENSE) {
      return false;
    }
    if (density <= factor * PLAINLY_SPARSE && Math.min(in, out) >= LEAST_PLAIN) {
      return true;
    }
    ShapeClass of = new ShapeClass(kernels, dtype, classOf(in), classOf(out), Nernst.threads());
    Measurement measured = MEASURED.computeIfAbsent(of, Crossover::measure);
    return density <= (forward ? measured.forward() : measured.gradient());
  }

  private static Measurement measure(ShapeClass of) {
    MeasurementFile file = MeasurementFile.ofUser();
    Measurement known = file.find(of.key());
    if (known != null) {
      return known;
    }
    Measurement measured = Measurement.of(of.kernels, of.dtype, of.in, of.out);
    file.keep(of.key(), measured);
    return measured;
  }

  private static int classOf(int size) {
    return Math.min(LARGEST_CLASS, size <= 1 ? 1 : Integer.highestOneBit(size - 1) << 1);
  }
}
