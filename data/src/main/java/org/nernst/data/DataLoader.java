package org.nernst.data;

import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import org.nernst.nn.TimeAxis;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Tensor;
import org.nernst.train.Batch;
import org.nernst.train.BatchSource;

/// Cuts a data set into batches, shuffled anew in every epoch, and encodes them over time.
///
/// The order of an epoch depends on the generator's seed and the number of the epoch alone, the
/// random spikes of a batch on its number too; so an epoch can begin at any of its batches.
///
/// ```java
/// DataLoader loader = DataLoader.of(train, 32)
///     .shuffled(generator)
///     .encoded(new ConstantCurrent(32, 1.0), TimeAxis.FIRST, generator);
/// for (Batch batch : loader.epoch(0)) { ... }
/// ```
public final class DataLoader implements BatchSource {
  private final Dataset data;
  private final int batchSize;
  private final @Nullable Generator shuffle;
  private final boolean dropLast;
  private final @Nullable Encoder encoder;
  private final TimeAxis axis;
  private final Generator chance;

  private DataLoader(
      Dataset data,
      int batchSize,
      @Nullable Generator shuffle,
      boolean dropLast,
      @Nullable Encoder encoder,
      TimeAxis axis,
      Generator chance) {
    this.data = data;
    this.batchSize = batchSize;
    this.shuffle = shuffle;
    this.dropLast = dropLast;
    this.encoder = encoder;
    this.axis = axis;
    this.chance = chance;
  }

  /// Batches in the order of the data, without time.
  ///
  /// @param data the examples
  /// @param batchSize examples per batch; the last batch may have fewer
  /// @return the loader
  /// @throws IllegalArgumentException if the size isn't positive
  public static DataLoader of(Dataset data, int batchSize) {
    if (batchSize < 1) {
      throw new IllegalArgumentException("expected batchSize >= 1, got " + batchSize);
    }
    return new DataLoader(data, batchSize, null, false, null, TimeAxis.NONE, new Generator(0));
  }

  /// The same batches in a random order that differs from epoch to epoch.
  ///
  /// @param generator where chance comes from; it is not drawn from, only split
  /// @return a new loader
  public DataLoader shuffled(Generator generator) {
    return new DataLoader(data, batchSize, generator, dropLast, encoder, axis, chance);
  }

  /// The same without a last batch that is smaller than the others.
  ///
  /// @return a new loader
  public DataLoader droppingLast() {
    return new DataLoader(data, batchSize, shuffle, true, encoder, axis, chance);
  }

  /// The same with inputs over time.
  ///
  /// @param encoder how values become input over time
  /// @param axis where time goes
  /// @param generator where chance comes from; it is not drawn from, only split
  /// @return a new loader
  /// @throws IllegalArgumentException if the axis is [TimeAxis#NONE]
  public DataLoader encoded(Encoder encoder, TimeAxis axis, Generator generator) {
    if (axis == TimeAxis.NONE) {
      throw new IllegalArgumentException("expected a time axis FIRST or SECOND, got NONE");
    }
    return new DataLoader(data, batchSize, shuffle, dropLast, encoder, axis, generator);
  }

  @Override
  public int batches() {
    int full = data.size() / batchSize;
    return dropLast || data.size() % batchSize == 0 ? full : full + 1;
  }

  @Override
  public int examples() {
    return dropLast ? batches() * batchSize : data.size();
  }

  @Override
  public Iterable<Batch> epoch(int epoch) {
    return epoch(epoch, 0);
  }

  @Override
  public Iterable<Batch> epoch(int epoch, int first) {
    if (epoch < 0) {
      throw new IllegalArgumentException("expected epoch >= 0, got " + epoch);
    }
    if (first < 0 || first > batches()) {
      throw new IllegalArgumentException(
          "expected a first batch from 0 to %d, got %d".formatted(batches(), first));
    }
    return () -> new Batches(epoch, first);
  }

  /// Puts examples into one batch.
  ///
  /// @param indices their numbers
  /// @param generator where chance comes from, for the encoder
  /// @param values room for the values of all examples; used if it is just as large
  /// @return the batch, in the open scope
  private Batch collate(int[] indices, Generator generator, float[] values) {
    long[] inputShape = data.inputShape();
    long[] shape = new long[inputShape.length + 1];
    shape[0] = indices.length;
    System.arraycopy(inputShape, 0, shape, 1, inputShape.length);
    int width = width();
    int needed = Math.multiplyExact(indices.length, width);
    float[] room = values.length == needed ? values : new float[needed];
    long[] labels = new long[indices.length];
    for (int i = 0; i < indices.length; i++) {
      labels[i] = data.copy(indices[i], room, i * width);
    }
    Tensor inputs = Tensor.of(room, shape);
    if (encoder != null) {
      inputs = encoder.encode(inputs, axis, generator);
    }
    return new Batch(inputs, Tensor.of(labels, labels.length));
  }

  private int width() {
    return Math.toIntExact(Arrays.stream(data.inputShape()).reduce(1, Math::multiplyExact));
  }

  private final class Batches implements Iterator<Batch> {
    private final int[] order = Order.natural(data.size());
    private final Generator generator;

    /// Filled anew for each batch, since a fresh array would be zeroed first.
    private final float[] values =
        new float[Math.multiplyExact(Math.min(batchSize, data.size()), width())];

    private int next;

    Batches(int epoch, int first) {
      next = first;
      if (shuffle != null) {
        Order.shuffle(order, shuffle.split("epoch-" + epoch));
      }
      generator = chance.split("encode-epoch-" + epoch);
    }

    @Override
    public boolean hasNext() {
      return next < batches();
    }

    @Override
    public Batch next() {
      if (!hasNext()) {
        throw new NoSuchElementException("the epoch has " + batches() + " batches");
      }
      int number = next++;
      int from = number * batchSize;
      int to = Math.min(from + batchSize, order.length);
      // A generator for each batch, so that an epoch can begin at any of them.
      return collate(
          Arrays.copyOfRange(order, from, to), generator.split("batch-" + number), values);
    }
  }
}
