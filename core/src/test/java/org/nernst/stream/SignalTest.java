package org.nernst.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.nernst.synapse.NonZeros;

class SignalTest {
  private static Signal signal(int width) {
    return new Signal(
        Arena.ofAuto().allocate(4L * width + 64, 64), new NonZeros(width, true), width);
  }

  @Test
  void listsWhatIsNotZero() {
    for (int width : new int[] {1, 4, 8, 13, 16, 25, 32, 64, 100, 257}) {
      Random random = new Random(width);
      Signal signal = signal(width);
      for (int round = 0; round < 5; round++) {
        float[] x = new float[width];
        for (int n = 0; n < width; n++) {
          x[n] = random.nextInt(1 + round) > 0 ? 0 : random.nextInt(5) - 2;
        }
        signal.set(x);
        int[] expected = IntStream.range(0, width).filter(n -> x[n] != 0).toArray();
        assertThat(signal.count()).isEqualTo(expected.length);
        assertThat(Arrays.copyOf(signal.indices(), signal.count())).containsExactly(expected);
        for (int k = 0; k < expected.length; k++) {
          assertThat(signal.values()[k]).isEqualTo(x[expected[k]]);
        }
      }
    }
  }

  @Test
  void whatLiesBehindTheVectorIsNotListed() {
    Signal signal = signal(3);
    signal.vector().setAtIndex(ValueLayout.JAVA_FLOAT, 3, 5);
    signal.changed();
    assertThat(signal.count()).isZero();
  }

  @Test
  void aListBecomesAVector() {
    Signal signal = signal(5);
    signal.set(new float[] {1, 2, 3, 4, 5});
    signal.set(new int[] {1, 4}, new float[] {3, -2}, 2);
    assertThat(signal.toArray()).containsExactly(0, 3, 0, 0, -2);
    signal.set(new int[] {0, 1, 2}, 2);
    assertThat(signal.toArray()).containsExactly(1, 1, 0, 0, 0);
    signal.clear();
    assertThat(signal.toArray()).containsExactly(0, 0, 0, 0, 0);
    assertThat(signal.count()).isZero();
  }
}
