package org.nernst.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;

class SystemMemoryTest {
  private static final long BYTES = 3 << 20;

  @Test
  void memoryCanBeWrittenAndGoesBack() {
    long address = SystemMemory.take(BYTES);
    assertThat(address).isNotZero();
    Pointer.memset(new Address(address), 1, BYTES);
    SystemMemory.release(address, BYTES);
    long before = Pointer.physicalBytes();
    for (int k = 0; k < 200; k++) {
      long next = SystemMemory.take(BYTES);
      Pointer.memset(new Address(next), 1, BYTES);
      SystemMemory.release(next, BYTES);
    }
    assertThat(Pointer.physicalBytes() - before).isLessThan(100 * BYTES);
  }

  @Test
  void moreThanThereIsIsNoMemory() {
    assertThat(SystemMemory.take(1L << 60)).isZero();
  }
}
