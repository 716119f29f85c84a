package org.nernst.synapse;

import java.util.Random;
import org.nernst.tensor.DType;
import org.nernst.tensor.Tensor;

/// Random rasters and their rows.
final class Rasters {
  static final int[] SIZES = {1, 3, 8, 15, 16, 17, 31, 33, 64, 257, 1000};
  static final double[] DENSITIES = {0, 0.03, 0.5, 1};

  private Rasters() {}

  /// Ones at random places, or counts and negative values.
  static Tensor of(Random random, DType dtype, int rows, int width, double density, boolean ones) {
    double[] data = new double[rows * width];
    for (int i = 0; i < data.length; i++) {
      if (random.nextDouble() < density) {
        data[i] = ones ? 1 : random.nextInt(-3, 5) * 0.5;
      }
    }
    Tensor raster = Tensor.of(data, rows, width);
    return dtype == DType.FLOAT64 ? raster : raster.to(dtype);
  }

  static SpikeRows rows(Tensor raster) {
    int width = (int) raster.size(1);
    SpikeRows rows = new SpikeRows(width);
    for (int r = 0; r < raster.size(0); r++) {
      for (int k = 0; k < width; k++) {
        double value = raster.get(r, k);
        if (value != 0) {
          rows.add(k, value);
        }
      }
      rows.endRow();
    }
    return rows;
  }

  static double tolerance(DType dtype) {
    return dtype == DType.FLOAT32 ? 1e-4 : 1e-12;
  }
}
