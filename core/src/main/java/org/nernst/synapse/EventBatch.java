package org.nernst.synapse;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nernst.memory.Layout;
import org.nernst.tensor.DType;
import org.nernst.tensor.Tensor;

/// Spikes of a batch as lists of events (time, neuron, count) instead of a raster: what event
/// cameras, cochleas and other neurons send.
///
/// ```java
/// EventBatch batch = EventBatch.builder(100, 700).add(times, neurons).add(times2, neurons2).build();
/// Tensor current = linear.forward(batch);  // (100, 2, out)
/// ```
///
/// Immutable. Events of one neuron in one step add up.
public final class EventBatch {
  private final int steps;
  private final int batch;
  private final Layout layout;
  private final SpikeRows rows;

  private EventBatch(int steps, int batch, Layout layout, SpikeRows rows) {
    this.steps = steps;
    this.batch = batch;
    this.layout = layout;
    this.rows = rows;
  }

  /// Begins a batch whose tensors have time first.
  ///
  /// @param steps of every entry, at least 1
  /// @param width neurons, at least 1
  public static Builder builder(int steps, int width) {
    return new Builder(steps, width);
  }

  /// Steps.
  public int steps() {
    return steps;
  }

  /// Entries of the batch.
  public int batch() {
    return batch;
  }

  /// Neurons.
  public int width() {
    return rows.width();
  }

  /// Neurons that are active in a step of an entry, summed over steps and entries.
  public long count() {
    return rows.count();
  }

  /// Spikes of all events: their counts' sum.
  public double spikes() {
    if (!rows.isWeighted()) {
      return rows.count();
    }
    return Arrays.stream(rows.values(), 0, rows.count()).sum();
  }

  /// The share of the raster's numbers that aren't zero, 0 to 1.
  public double density() {
    return new RowSpikes(rows).density();
  }

  /// Time first or batch first, as the tensors made from it are.
  public Layout layout() {
    return layout;
  }

  /// The raster's shape: (time, batch, neurons) or (batch, time, neurons).
  public long[] shape() {
    return layout == Layout.TIME_MAJOR
        ? new long[] {steps, batch, width()}
        : new long[] {batch, steps, width()};
  }

  /// The same spikes as numbers.
  ///
  /// @param dtype of the raster
  public Tensor toRaster(DType dtype) {
    double[] numbers = new double[Math.multiplyExact(rows.rows(), width())];
    for (int r = 0; r < rows.rows(); r++) {
      for (int p = rows.starts[r]; p < rows.starts[r + 1]; p++) {
        numbers[r * width() + rows.indices[p]] = rows.isWeighted() ? rows.values()[p] : 1;
      }
    }
    return Tensor.of(numbers, shape()).to(dtype);
  }

  /// Row for each step and entry, in the order of the layout.
  SpikeRows rows() {
    return rows;
  }

  /// Takes the events of one entry after the other.
  public static final class Builder {
    private static final class Entry {
      final int[] times;
      final int[] neurons;
      final double[] counts;

      Entry(int[] times, int[] neurons, double[] counts) {
        this.times = times;
        this.neurons = neurons;
        this.counts = counts;
      }
    }

    private final int steps;
    private final int width;
    private final List<Entry> entries = new ArrayList<>();
    private Layout layout = Layout.TIME_MAJOR;

    private Builder(int steps, int width) {
      if (steps < 1 || width < 1) {
        throw new IllegalArgumentException(
            "expected steps >= 1 and width >= 1, got %d and %d".formatted(steps, width));
      }
      this.steps = steps;
      this.width = width;
    }

    /// Lays tensors out as (batch, time, neurons).
    ///
    /// @return this
    public Builder batchFirst() {
      layout = Layout.BATCH_MAJOR;
      return this;
    }

    /// Adds an entry whose events are single spikes.
    ///
    /// @param times steps from 0, ascending; equal ones in any order of neurons
    /// @param neurons from 0, as many
    /// @return this
    /// @throws IllegalArgumentException naming the first event that is out of range or order
    public Builder add(int[] times, int[] neurons) {
      double[] counts = new double[times.length];
      Arrays.fill(counts, 1);
      return add(times, neurons, counts);
    }

    /// Adds an entry.
    ///
    /// @param times steps from 0, ascending; equal ones in any order of neurons
    /// @param neurons from 0, as many
    /// @param counts spikes of each event, as many; finite, may be negative
    /// @return this
    /// @throws IllegalArgumentException naming the first event that is out of range or order or
    ///   whose count isn't finite
    public Builder add(int[] times, int[] neurons, double[] counts) {
      int entry = entries.size();
      if (neurons.length != times.length || counts.length != times.length) {
        throw new IllegalArgumentException(
            "entry %d: expected as many neurons and counts as times, %d, got %d and %d"
                .formatted(entry, times.length, neurons.length, counts.length));
      }
      int before = 0;
      for (int e = 0; e < times.length; e++) {
        if (times[e] < before || times[e] >= steps) {
          throw new IllegalArgumentException(
              "entry %d, event %d: expected a time from %d, that of the event before, to below %d,"
                      .formatted(entry, e, before, steps)
                  + " got "
                  + times[e]);
        }
        if (neurons[e] < 0 || neurons[e] >= width) {
          throw new IllegalArgumentException(
              "entry %d, event %d: expected a neuron from 0 to below %d, got %d"
                  .formatted(entry, e, width, neurons[e]));
        }
        if (!Double.isFinite(counts[e])) {
          throw new IllegalArgumentException(
              "entry %d, event %d: expected a finite count, got %s".formatted(entry, e, counts[e]));
        }
        before = times[e];
      }
      entries.add(new Entry(times.clone(), neurons.clone(), counts.clone()));
      return this;
    }

    /// Makes the batch.
    ///
    /// @throws IllegalStateException if no entry was added
    public EventBatch build() {
      if (entries.isEmpty()) {
        throw new IllegalStateException("expected at least one entry, got none");
      }
      int batch = entries.size();
      SpikeRows rows = new SpikeRows(width);
      StepEvents step = new StepEvents(width);
      int[] next = new int[batch];
      int count = Math.multiplyExact(steps, batch);
      for (int r = 0; r < count; r++) {
        int b = layout == Layout.TIME_MAJOR ? r % batch : r / steps;
        int t = layout == Layout.TIME_MAJOR ? r / batch : r % steps;
        Entry entry = entries.get(b);
        for (; next[b] < entry.times.length && entry.times[next[b]] == t; next[b]++) {
          step.add(entry.neurons[next[b]], entry.counts[next[b]]);
        }
        step.writeTo(rows);
      }
      return new EventBatch(steps, batch, layout, rows);
    }
  }
}
