package org.nernst.bench;

import java.util.random.RandomGenerator;
import org.nernst.data.ConstantCurrent;
import org.nernst.data.DataLoader;
import org.nernst.data.TensorDataset;
import org.nernst.nn.Linear;
import org.nernst.nn.Sequential;
import org.nernst.nn.TimeAxis;
import org.nernst.norse.LI;
import org.nernst.norse.LIF;
import org.nernst.tensor.Generator;
import org.nernst.tensor.torch.Adam;
import org.nernst.train.Trainer;

/// An epoch of a 784-256-10 network of Norse's LIF with leaky integrators at the end, over examples
/// of MNIST's shape: 32 steps of a constant current, batches of 128, Adam.
///
/// The images are random, with a fifth of their pixels lit as in MNIST, and so are the classes:
/// nothing can be learnt from them, but the work is that of MNIST.
public final class EpochWork implements Workload {
  private static final int PIXELS = 784;
  private static final int CLASSES = 10;
  private static final double LIT = 0.19;

  private final Trainer trainer;
  private final DataLoader loader;

  /// An epoch.
  ///
  /// @param examples 60,000 in MNIST
  public EpochWork(int examples) {
    RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
    float[] images = new float[examples * PIXELS];
    for (int i = 0; i < images.length; i++) {
      images[i] = random.nextDouble() < LIT ? random.nextFloat() : 0;
    }
    int[] classes = random.ints(examples, 0, CLASSES).toArray();
    Generator generator = new Generator(1);
    loader =
        DataLoader.of(new TensorDataset(images, classes, PIXELS), 128)
            .shuffled(generator.split("order"))
            .encoded(new ConstantCurrent(32, 1), TimeAxis.FIRST, generator.split("encoder"));
    Sequential network =
        new Sequential(new Linear(PIXELS, 256), new LIF(), new Linear(256, CLASSES), new LI());
    trainer = Trainer.of(network, new Adam(network.parameters(), 1e-3)).build();
  }

  @Override
  public void run() {
    trainer.fit(loader, 1);
  }
}
