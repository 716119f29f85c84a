package org.nernst.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class SegmentInputStreamTest {
  @Test
  void givesTheBytesInOrderAndThenTheEnd() throws IOException {
    SegmentInputStream stream =
        new SegmentInputStream(MemorySegment.ofArray(new byte[] {1, -1, 3, 4}));

    assertThat(stream.read()).isEqualTo(1);
    assertThat(stream.read()).isEqualTo(255);
    byte[] rest = new byte[5];
    assertThat(stream.read(rest, 1, 4)).isEqualTo(2);
    assertThat(rest).containsExactly(0, 3, 4, 0, 0);
    assertThat(stream.read(rest, 0, 0)).isZero();
    assertThat(stream.read(rest, 0, 1)).isEqualTo(-1);
    assertThat(stream.read()).isEqualTo(-1);
  }
}
