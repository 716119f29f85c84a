package org.nernst.synapse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.nernst.tensor.DType;
import org.nernst.tensor.SpikeBits;
import org.nernst.tensor.Tensor;

final class SpikesTest {
  /// All ways to hold the spikes of a raster.
  private static Spikes[] of(Tensor raster, RowKernels kernels) {
    Raster rows = Raster.of(raster);
    SpikeBits bits = rows.scan(kernels.scan(raster.dtype()));
    return new Spikes[] {
      new RasterSpikes(bits, bits.isBinary() ? null : rows),
      new RowSpikes(Rasters.rows(raster)),
      history(raster)
    };
  }

  /// Written from the last row on by two sources.
  private static SpikeHistory history(Tensor raster) {
    int height = (int) raster.size(0);
    int width = (int) raster.size(1);
    SpikeHistory history = new SpikeHistory(raster.dtype(), height, width, height == 2 ? 1 : 2);
    SpikeRows seen = new SpikeRows(width);
    for (int r = height - 1; r >= 0; r--) {
      long row = raster.address() + (long) r * width * raster.dtype().byteSize();
      history.read(row, r, height == 2 ? 0 : r % 2, seen);
    }
    assertThat(seen.rows()).isEqualTo(height);
    assertThat(seen.count()).isEqualTo((int) history.count());
    return history;
  }

  private static double[][] numbers(SpikeRows rows, int height) {
    double[][] numbers = new double[height][rows.width()];
    for (int r = 0; r < height; r++) {
      for (int p = rows.starts[r]; p < rows.starts[r + 1]; p++) {
        assertThat(p == rows.starts[r] || rows.indices[p - 1] < rows.indices[p]).isTrue();
        numbers[r][rows.indices[p]] = rows.isWeighted() ? rows.values()[p] : 1;
      }
    }
    return numbers;
  }

  @Test
  void rowsAndColumnsAreThoseOfTheRaster() {
    long seed = 8;
    Random random = new Random(seed);
    for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
      for (int width : Rasters.SIZES) {
        for (double density : Rasters.DENSITIES) {
          int height = random.nextInt(1, 12);
          boolean ones = random.nextBoolean();
          Tensor raster = Rasters.of(random, dtype, height, width, density, ones);
          for (RowKernels kernels : new RowKernels[] {RowKernels.VECTOR, RowKernels.SCALAR}) {
            for (Spikes spikes : of(raster, kernels)) {
              int first = random.nextInt(height);
              int last = random.nextInt(first, height) + 1;
              SpikeRows rows = new SpikeRows(width);
              SpikeRows columns = new SpikeRows(height);
              spikes.rows(first, last, rows);
              spikes.columns(first, last, columns);
              double[][] byRow = numbers(rows, last - first);
              double[][] byColumn = numbers(columns, width);
              String what = "seed %d, %s, %d x %d".formatted(seed, spikes, height, width);
              long count = 0;
              for (int r = 0; r < height; r++) {
                for (int k = 0; k < width; k++) {
                  double expected = raster.get(r, k);
                  count += expected == 0 ? 0 : 1;
                  if (r >= first && r < last) {
                    boolean same =
                        byRow[r - first][k] == expected && byColumn[k][r - first] == expected;
                    assertThat(same).as(what).isTrue();
                  }
                }
              }
              assertThat(spikes.count()).isEqualTo(count);
            }
          }
        }
      }
    }
  }

  @Test
  void onlyZerosAndOnesAreBinary() {
    for (RowKernels kernels : new RowKernels[] {RowKernels.VECTOR, RowKernels.SCALAR}) {
      SpikeScan scan = kernels.scan(DType.FLOAT32);
      Tensor raster = Rasters.of(new Random(1), DType.FLOAT32, 3, 100, 0.3, true);
      assertThat(Raster.of(raster).scan(scan).isBinary()).isTrue();
      for (double other : new double[] {2, -1, 0.5, Double.NaN, Double.POSITIVE_INFINITY}) {
        Tensor changed = raster.clone();
        changed.narrow(0, 2, 1).narrow(1, 99, 1).fillInPlace(other);
        SpikeBits bits = Raster.of(changed).scan(scan);
        assertThat(bits.isBinary()).as("%s", other).isFalse();
        assertThat(bits.word(2, 1) >>> 35).isEqualTo(1);
      }
    }
  }

  @Test
  void aSampleFindsTheDensityOfEvenInput() {
    Tensor raster = Rasters.of(new Random(1), DType.FLOAT32, 1000, 64, 0.1, true);
    double sample = Raster.of(raster).sample(RowKernels.VECTOR.scan(DType.FLOAT32));
    assertThat(sample).isBetween(0.08, 0.12);
    assertThat(Raster.of(Tensor.ones(5, 3)).sample(RowKernels.SCALAR.scan(DType.FLOAT32)))
        .isEqualTo(1);
  }
}
