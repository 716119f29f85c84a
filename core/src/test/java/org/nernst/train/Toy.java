package org.nernst.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nernst.nn.Linear;
import org.nernst.nn.Sequential;
import org.nernst.norse.LI;
import org.nernst.norse.LIF;
import org.nernst.norse.LIFParameters;
import org.nernst.tensor.DType;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Tensor;

/// A problem that a small spiking network learns in seconds: which of three inputs is strongest.
final class Toy {
  static final int INPUTS = 6;
  static final int CLASSES = 3;
  static final int STEPS = 10;

  private Toy() {}

  static Sequential network(long seed) {
    Generator generator = new Generator(seed);
    LIFParameters p = new LIFParameters().withAlpha(10);
    return new Sequential(
        new Linear(INPUTS, 16, true, DType.FLOAT32, generator),
        new LIF(p),
        new Linear(16, CLASSES, true, DType.FLOAT32, generator),
        new LI());
  }

  /// Batches of currents (time, batch, input); the order depends on the epoch.
  static BatchSource source(int batches, int batchSize) {
    return new BatchSource() {
      @Override
      public Iterable<Batch> epoch(int epoch) {
        Integer[] order = new Integer[batches];
        Arrays.setAll(order, i -> (i + epoch) % batches);
        List<Integer> numbers = new ArrayList<>(List.of(order));
        return () -> numbers.stream().map(b -> batch(b, batchSize)).iterator();
      }

      @Override
      public int batches() {
        return batches;
      }

      @Override
      public int examples() {
        return batches * batchSize;
      }
    };
  }

  static Batch batch(int number, int size) {
    Generator generator = new Generator(1000 + number);
    float[] values = new float[size * INPUTS];
    long[] labels = new long[size];
    for (int i = 0; i < size; i++) {
      labels[i] = generator.nextInt(CLASSES);
      for (int n = 0; n < INPUTS; n++) {
        boolean strong = n % CLASSES == labels[i];
        values[i * INPUTS + n] = (float) (generator.nextDouble() + (strong ? 1.5 : 0));
      }
    }
    Tensor inputs = Tensor.of(values, size, INPUTS).unsqueeze(0).expand(STEPS, size, INPUTS);
    return new Batch(inputs, Tensor.of(labels, size));
  }
}
