package org.nernst.tensor;

import java.time.Duration;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Allocator;
import org.bytedeco.pytorch.PointerConsumer;
import org.bytedeco.pytorch.global.torch;

/// Tensors on blocks of the process's [BlockPool].
final class PooledMemory {
  static {
    NativeSetup.ensure();
  }

  private static final long MOST_HELD = 1L << 30;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  static final BlockPool POOL =
      new BlockPool(Math.min(MOST_HELD, Pointer.totalPhysicalBytes() / 8), PATIENCE);

  /// Called by libtorch when the last owner of the memory is gone, on whatever thread that happens;
  /// must not throw.
  private static final PointerConsumer DELETER =
      new PointerConsumer() {
        @Override
        public void call(Pointer memory) {
          POOL.release(memory.address());
        }
      };

  private static final Allocator CPU = torch.GetAllocator(torch.DeviceType.CPU);

  static {
    // a PointerScope around the first use must not free what is static
    DELETER.retainReference();
    CPU.retainReference();
  }

  private PooledMemory() {}

  /// As `empty` of libtorch's, on a block of the pool where that is worth it.
  static org.bytedeco.pytorch.Tensor empty(DType dtype, long... shape) {
    long bytes = Shapes.numel(shape) * dtype.byteSize();
    long address = bytes < BlockPool.LEAST_BYTES || POOL.limit() == 0 ? 0 : POOL.take(bytes);
    if (address == 0) {
      return torch.torch_empty(shape, Natives.options(dtype), null);
    }
    boolean made = false;
    try {
      var tensor = torch.from_blob(new Address(address), shape, DELETER, Natives.options(dtype));
      made = true;
      growable(tensor);
      return tensor;
    } finally {
      if (!made) {
        POOL.release(address);
      }
    }
  }

  /// libtorch refuses to resize foreign memory, unless it knows where to get its own from.
  private static void growable(org.bytedeco.pytorch.Tensor tensor) {
    try (var storage = tensor.storage();
        var owner = storage.unsafeGetStorageImpl()) {
      owner.set_allocator(CPU);
      owner.set_resizable(true);
    }
  }
}
