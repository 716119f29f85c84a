package org.nernst.nn;

import java.util.function.DoubleBinaryOperator;
import org.nernst.tensor.DType;
import org.nernst.tensor.Tensor;

/// Loops over (batch, channel, height, width), to compare layers with.
final class Naive {
  private Naive() {}

  /// Convolution with a border of zeros.
  static Tensor conv2d(
      Tensor x, Tensor w, Tensor b, int stride, int top, int bottom, int dilation, int groups) {
    int batch = (int) x.size(0);
    int inPerGroup = (int) w.size(1);
    int out = (int) w.size(0);
    int k = (int) w.size(2);
    int size = (int) x.size(2);
    int outSize = (size + top + bottom - dilation * (k - 1) - 1) / stride + 1;
    Tensor y = Tensor.zeros(DType.FLOAT64, batch, out, outSize, outSize);
    double[] values = new double[batch * out * outSize * outSize];
    int at = 0;
    for (int n = 0; n < batch; n++) {
      for (int o = 0; o < out; o++) {
        for (int i = 0; i < outSize; i++) {
          for (int j = 0; j < outSize; j++) {
            double sum = b.get(o);
            for (int c = 0; c < inPerGroup; c++) {
              int channel = o / (out / groups) * inPerGroup + c;
              for (int u = 0; u < k; u++) {
                for (int v = 0; v < k; v++) {
                  int row = i * stride - top + u * dilation;
                  int column = j * stride - top + v * dilation;
                  if (row >= 0 && row < size && column >= 0 && column < size) {
                    sum += w.get(o, c, u, v) * x.get(n, channel, row, column);
                  }
                }
              }
            }
            values[at++] = sum;
          }
        }
      }
    }
    return Tensor.of(values, y.shape());
  }

  /// Folds each window of an image (height, width).
  static Tensor pool(
      Tensor x, int k, int stride, int outSize, double start, DoubleBinaryOperator fold) {
    double[] values = new double[outSize * outSize];
    for (int i = 0; i < outSize; i++) {
      for (int j = 0; j < outSize; j++) {
        double folded = start;
        for (int row = i * stride; row < Math.min(i * stride + k, x.size(0)); row++) {
          for (int column = j * stride; column < Math.min(j * stride + k, x.size(1)); column++) {
            folded = fold.applyAsDouble(folded, x.get(row, column));
          }
        }
        values[i * outSize + j] = folded;
      }
    }
    return Tensor.of(values, outSize, outSize);
  }
}
