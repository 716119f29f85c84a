package org.nernst.tensor;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.random.RandomGenerator;

/// The slow, obvious counterpart of a tensor: doubles in row-major order.
final class NaiveArray {
  private final double[] data;
  private final long[] shape;

  NaiveArray(double[] data, long... shape) {
    this.data = data;
    this.shape = shape;
  }

  double[] data() {
    return data;
  }

  long[] shape() {
    return shape;
  }

  static NaiveArray random(RandomGenerator random, long... shape) {
    double[] data = new double[(int) Shapes.numel(shape)];
    Arrays.setAll(data, _ -> random.nextInt(-8, 9) / 4.0);
    return new NaiveArray(data, shape);
  }

  Tensor tensor() {
    // reshape: an empty shape means one dim to Tensor.of, none here.
    return Tensor.of(data).reshape(shape);
  }

  /// The element at an index of the broadcast shape.
  double at(long... index) {
    long offset = 0;
    int skipped = index.length - shape.length;
    for (int i = 0; i < shape.length; i++) {
      offset = offset * shape[i] + (shape[i] == 1 ? 0 : index[skipped + i]);
    }
    return data[(int) offset];
  }

  NaiveArray combine(NaiveArray other, DoubleBinaryOperator f) {
    int dims = Math.max(shape.length, other.shape.length);
    long[] out = new long[dims];
    for (int i = 0; i < dims; i++) {
      long a = i < dims - shape.length ? 1 : shape[i - dims + shape.length];
      long b = i < dims - other.shape.length ? 1 : other.shape[i - dims + other.shape.length];
      out[i] = a == 1 ? b : a;
    }
    double[] result = new double[(int) Shapes.numel(out)];
    long[] index = new long[dims];
    for (int n = 0; n < result.length; n++) {
      long rest = n;
      for (int i = dims - 1; i >= 0; i--) {
        index[i] = rest % out[i];
        rest /= out[i];
      }
      result[n] = f.applyAsDouble(at(index), other.at(index));
    }
    return new NaiveArray(result, out);
  }

  /// A random shape, and one that broadcasts with it.
  static long[][] broadcastableShapes(RandomGenerator random) {
    long[] full = new long[random.nextInt(0, 5)];
    Arrays.setAll(full, _ -> random.nextInt(0, 20) == 0 ? 0 : random.nextInt(1, 5));
    long[][] pair = new long[2][];
    for (int k = 0; k < 2; k++) {
      long[] part = Arrays.copyOfRange(full, random.nextInt(full.length + 1), full.length);
      for (int i = 0; i < part.length; i++) {
        part[i] = random.nextInt(3) == 0 ? 1 : part[i];
      }
      pair[k] = part;
    }
    return pair;
  }
}
