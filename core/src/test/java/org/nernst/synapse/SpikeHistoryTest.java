package org.nernst.synapse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.nernst.tensor.DType;
import org.nernst.tensor.Tensor;

class SpikeHistoryTest {
  private static void read(SpikeHistory history, Tensor raster, int r, int as, SpikeRows to) {
    long rowBytes = raster.size(1) * raster.dtype().byteSize();
    history.read(raster.address() + r * rowBytes, as, as, to);
  }

  @Test
  void theRasterComesBack() {
    Random random = new Random(5);
    for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
      for (boolean ones : new boolean[] {true, false}) {
        Tensor raster = Rasters.of(random, dtype, 6, 70, 0.3, ones);
        SpikeHistory history = new SpikeHistory(dtype, 6, 70, 1);
        SpikeRows seen = new SpikeRows(70);
        for (int r = 0; r < 6; r++) {
          long rowBytes = 70L * dtype.byteSize();
          history.read(raster.address() + r * rowBytes, r, 0, seen);
        }
        assertThat(history.toRaster().equal(raster)).isTrue();
        assertThat(history.with(history.words().clone()).toRaster().equal(raster)).isTrue();
      }
    }
  }

  @Test
  void aRowOfASourceOfItsOwnIsOverwritten() {
    Tensor raster = Tensor.of(new float[] {2, 0, 3, 1, 1, 0, 0, 0, 5}, 3, 3);
    SpikeHistory history = new SpikeHistory(DType.FLOAT32, 2, 3, 2);
    SpikeRows seen = new SpikeRows(3);
    read(history, raster, 0, 0, seen);
    read(history, raster, 1, 0, seen);
    assertThat(history.count()).isEqualTo(2);
    assertThat(history.toRaster().toFloatArray()).containsExactly(1, 1, 0, 0, 0, 0);
    read(history, raster, 2, 0, seen);
    assertThat(history.toRaster().toFloatArray()).containsExactly(0, 0, 5, 0, 0, 0);
    assertThat(seen.rows()).isEqualTo(3);
    assertThat(seen.values()).startsWith(2, 3, 1, 1, 5);
  }
}
