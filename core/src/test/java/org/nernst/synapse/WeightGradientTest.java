package org.nernst.synapse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Nernst;
import org.nernst.tensor.Tensor;

class WeightGradientTest {
  private final int threads = Nernst.threads();

  @AfterEach
  void restore() {
    Nernst.threads(threads);
  }

  private static Tensor[] run(RowKernels kernels, SpikeRows rows, Tensor dy) {
    int out = (int) dy.size(1);
    Tensor weight = Tensor.full(new long[] {out, rows.width()}, Double.NaN, dy.dtype());
    Tensor bias = Tensor.full(new long[] {out}, Double.NaN, dy.dtype());
    new WeightGradient(kernels, new RowSpikes(rows), dy.dtype(), out).run(dy, weight, bias);
    return new Tensor[] {weight, bias};
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 16, 64, 130, 256, 512, 1040})
  void weightsAndBiasAreThoseOfProductAndSum(int out) {
    Random random = new Random(out);
    for (RowKernels kernels : new RowKernels[] {RowKernels.forThisJvm(), RowKernels.SCALAR}) {
      for (int rows : new int[] {1, 700, 2049}) {
        Tensor x = Rasters.of(random, DType.FLOAT64, rows, 37, 0.1, rows == 700);
        Tensor dy = Rasters.of(random, DType.FLOAT64, rows, out, 0.9, false);
        Tensor[] found = run(kernels, Rasters.rows(x), dy);
        assertThat(found[0].allClose(dy.t().matmul(x), 1e-11, 1e-11))
            .as("%s, %d rows, weights", kernels, rows)
            .isTrue();
        assertThat(found[1].allClose(dy.sum(0), 1e-11, 1e-11))
            .as("%s, %d rows, bias", kernels, rows)
            .isTrue();
      }
    }
  }

  @Test
  void noBitDependsOnThreads() {
    Random random = new Random(7);
    SpikeRows x = Rasters.rows(Rasters.of(random, DType.FLOAT32, 3000, 200, 0.1, false));
    Tensor dy = Tensor.randn(new Generator(7), DType.FLOAT32, 3000, 256);
    Nernst.threads(1);
    Tensor[] one = run(RowKernels.forThisJvm(), x, dy);
    Nernst.threads(3);
    Tensor[] three = run(RowKernels.forThisJvm(), x, dy);
    assertThat(three[0].equal(one[0])).isTrue();
    assertThat(three[1].equal(one[1])).isTrue();
  }
}
