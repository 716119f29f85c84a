package org.nernst.synapse;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NonZerosTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 4, 6, 8, 13, 15, 16, 17, 25, 32, 63, 64, 100, 257})
  void listsIndicesAndValuesInOrder(int width) {
    Random random = new Random(width);
    for (boolean vectors : new boolean[] {true, false}) {
      for (int round = 0; round < 10; round++) {
        MemorySegment memory = Arena.ofAuto().allocate(4L * width + 64, 64);
        memory.asSlice(4L * width).fill((byte) 1);
        int[] expected = new int[width];
        int count = 0;
        for (int n = 0; n < width; n++) {
          float value =
              switch (random.nextInt(1 + round)) {
                case 0 -> 1 + random.nextInt(3);
                case 1 -> Float.NaN;
                case 2 -> -0.5f;
                case 3 -> -0.0f;
                default -> 0;
              };
          memory.setAtIndex(ValueLayout.JAVA_FLOAT, n, value);
          if (value != 0) {
            expected[count++] = n;
          }
        }
        int[] indices = new int[width];
        double[] values = new double[width];
        NonZeros nonZeros = new NonZeros(width, vectors);
        int found = nonZeros.find(memory.address(), indices, values);
        assertThat(Arrays.copyOf(indices, found)).containsExactly(Arrays.copyOf(expected, count));
        boolean binary = true;
        for (int k = 0; k < found; k++) {
          binary &= values[k] == 1;
          float value = memory.getAtIndex(ValueLayout.JAVA_FLOAT, indices[k]);
          assertThat(Double.valueOf(values[k])).isEqualTo(Double.valueOf(value));
        }
        assertThat(nonZeros.isBinary()).isEqualTo(binary);
      }
    }
  }
}
