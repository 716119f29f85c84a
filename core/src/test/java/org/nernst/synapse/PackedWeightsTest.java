package org.nernst.synapse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nernst.tensor.DType;
import org.nernst.tensor.Functional;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;

final class PackedWeightsTest {
  private static final int ROWS = 5;

  private static Tensor multiply(PackedWeights weights, SpikeRows x) {
    Tensor y = Tensor.full(new long[] {x.rows(), weights.out()}, Double.NaN, weights.dtype());
    long rowBytes = (long) weights.out() * weights.dtype().byteSize();
    weights.multiply(x, 0, x.rows(), y.address(), rowBytes);
    return y;
  }

  private static Tensor oneByOne(PackedWeights weights, SpikeRows x) {
    Tensor y = Tensor.full(new long[] {x.rows(), weights.out()}, Double.NaN, weights.dtype());
    long rowBytes = (long) weights.out() * weights.dtype().byteSize();
    for (int r = 0; r < x.rows(); r++) {
      long to = y.address() + r * rowBytes;
      if (x.isWeighted()) {
        weights.multiply(x.indices, x.values(), x.starts[r], x.starts[r + 1], to);
      } else {
        weights.multiply(x.indices, x.starts[r], x.starts[r + 1], to);
      }
    }
    return y;
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64"})
  void isTheDenseProductForEverySizeDensityAndKindOfValue(DType dtype) {
    long seed = 20;
    Random random = new Random(seed);
    for (int in : Rasters.SIZES) {
      for (int out : Rasters.SIZES) {
        try (Scope _ = Scope.open()) {
          Tensor weight = Tensor.randn(new Generator(random.nextLong()), dtype, out, in);
          Tensor bias = Tensor.randn(new Generator(random.nextLong()), dtype, out);
          PackedWeights vector = PackedWeights.of(RowKernels.VECTOR, weight, bias);
          PackedWeights scalar = PackedWeights.of(RowKernels.SCALAR, weight, bias);
          for (double density : Rasters.DENSITIES) {
            boolean ones = random.nextBoolean();
            Tensor raster = Rasters.of(random, dtype, ROWS, in, density, ones);
            SpikeRows rows = Rasters.rows(raster);
            String message =
                "seed %d, (%d, %d), density %s, ones %s".formatted(seed, out, in, density, ones);
            Tensor y = multiply(vector, rows);
            double tolerance = Rasters.tolerance(dtype);
            Tensor dense = Functional.linear(raster, weight, bias);
            assertThat(y.allClose(dense, tolerance, tolerance)).as(message).isTrue();
            assertThat(multiply(scalar, rows).equal(y)).as("scalar, " + message).isTrue();
            assertThat(oneByOne(vector, rows).equal(y)).as("one, " + message).isTrue();
            assertThat(oneByOne(scalar, rows).equal(y)).as("scalar one, " + message).isTrue();
          }
        }
      }
    }
  }

  @Test
  void theValueOneChangesNoBit() {
    Tensor weight = Tensor.randn(new Generator(1), DType.FLOAT32, 70, 40);
    for (RowKernels kernels : List.of(RowKernels.VECTOR, RowKernels.SCALAR)) {
      PackedWeights weights = PackedWeights.of(kernels, weight, null);
      Tensor raster = Rasters.of(new Random(2), DType.FLOAT32, 6, 40, 0.3, true);
      SpikeRows ones = Rasters.rows(raster);
      raster.narrow(0, 5, 1).narrow(1, 39, 1).fillInPlace(2);
      SpikeRows other = Rasters.rows(raster);
      assertThat(other.isWeighted()).isTrue();
      Tensor expected = multiply(weights, ones);
      Tensor got = multiply(weights, other);
      assertThat(got.narrow(0, 0, 5).equal(expected.narrow(0, 0, 5))).isTrue();
      assertThat(got.get(5, 0)).isNotEqualTo(expected.get(5, 0));
    }
  }

  @Test
  void accumulatesOntoWhatIsThere() {
    Tensor weight = Tensor.randn(new Generator(1), DType.FLOAT64, 33, 9);
    Tensor bias = Tensor.ones(DType.FLOAT64, 33);
    PackedWeights weights = PackedWeights.of(weight, bias);
    Tensor y = Tensor.full(new long[] {33}, 2, DType.FLOAT64);
    weights.accumulate(new int[] {1, 4}, null, 0, 2, y.address());
    weights.accumulate(new int[] {7}, new double[] {-2}, 0, 1, y.address());
    Tensor columns = weight.t();
    Tensor expected = columns.select(0, 1).add(columns.select(0, 4)).add(2);
    expected = expected.sub(columns.select(0, 7).mul(2));
    assertThat(y.allClose(expected, 1e-12, 1e-12)).isTrue();
  }

  @Test
  void packsViewsAndPacksAnew() {
    Tensor weight = Tensor.randn(new Generator(1), DType.FLOAT32, 20, 30);
    SpikeRows rows = Rasters.rows(Rasters.of(new Random(2), DType.FLOAT32, 3, 20, 0.5, true));
    PackedWeights ofView = PackedWeights.of(weight.t(), null);
    PackedWeights ofCopy = PackedWeights.of(weight.t().contiguous(), null);
    assertThat(multiply(ofView, rows).equal(multiply(ofCopy, rows))).isTrue();
    ofView.pack(weight.t().mul(2), Tensor.ones(30));
    assertThat(multiply(ofView, rows).allClose(multiply(ofCopy, rows).mul(2).add(1), 1e-5, 1e-5))
        .isTrue();
  }

  @Test
  void refusesWhatDoesNotFit() {
    Tensor weight = Tensor.ones(3, 4);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PackedWeights.of(weight, Tensor.ones(4)))
        .withMessage("expected a bias (3) of float32, got (4) of float32");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PackedWeights.of(Tensor.ones(3), null))
        .withMessage("expected weights (out, in), got (3)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PackedWeights.of(weight.to(DType.FLOAT16), null))
        .withMessage("expected weights of float32 or float64, got float16");
    SpikeRows wide = new SpikeRows(5);
    wide.endRow();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> multiply(PackedWeights.of(weight, null), wide))
        .withMessage("expected rows of 4 inputs, got 5");
  }
}
