package org.nernst.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.nernst.tensor.DType;
import org.nernst.tensor.Tensor;

/// Tensors of any bits, NaNs of all kinds among them, and their comparison bit by bit.
final class Bits {
  private Bits() {}

  static Tensor random(DType dtype, long seed, long... shape) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    Tensor tensor = Tensor.empty(dtype, shape);
    if (tensor.numel() > 0) {
      byte[] bytes = new byte[Math.toIntExact(tensor.numel() * dtype.byteSize())];
      random.nextBytes(bytes);
      for (int i = 0; dtype == DType.BOOL && i < bytes.length; i++) {
        bytes[i] &= 1;
      }
      tensor.segment().copyFrom(MemorySegment.ofArray(bytes));
    }
    return tensor;
  }

  static void assertSame(Tensor actual, Tensor expected) {
    assertThat(actual.dtype()).isEqualTo(expected.dtype());
    assertThat(actual.shape()).isEqualTo(expected.shape());
    assertThat(bytes(actual).mismatch(bytes(expected)))
        .as("first byte that differs of %s", expected.dtype())
        .isEqualTo(-1);
  }

  private static MemorySegment bytes(Tensor tensor) {
    return tensor.numel() == 0 ? MemorySegment.NULL : tensor.contiguous().segment();
  }
}
