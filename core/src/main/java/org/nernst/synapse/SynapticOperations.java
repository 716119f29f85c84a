package org.nernst.synapse;

import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;

/// Counts a connection's synaptic operations: one is a spike that arrives at one neuron. An input
/// of 2 counts as two spikes.
///
/// Off until [#start], since a layer whose input nobody has looked at has to do so for it.
///
/// Source: the definition of Sinabs's synops counters, whose numbers per time step are [#perRow].
public final class SynapticOperations {
  private final DoubleAdder total = new DoubleAdder();
  private final LongAdder rows = new LongAdder();
  private volatile boolean counting;

  /// A counter at zero, off.
  public SynapticOperations() {}

  /// Counts from now on.
  ///
  /// @return this
  public SynapticOperations start() {
    counting = true;
    return this;
  }

  /// Stops counting; what was counted stays.
  ///
  /// @return this
  public SynapticOperations stop() {
    counting = false;
    return this;
  }

  /// Whether calls are counted.
  public boolean isCounting() {
    return counting;
  }

  /// Returns to zero.
  public void reset() {
    total.reset();
    rows.reset();
  }

  /// Adds what a call did; layers call it.
  ///
  /// @param operations summed over time and batch
  /// @param count time steps times entries of the batch
  public void add(double operations, long count) {
    total.add(operations);
    rows.add(count);
  }

  /// Operations of all time steps and batch entries.
  public double total() {
    return total.sum();
  }

  /// Time steps times batch entries.
  public long rows() {
    return rows.sum();
  }

  /// Operations per time step, averaged over time and batch; 0 before the first.
  public double perRow() {
    long count = rows.sum();
    return count == 0 ? 0 : total.sum() / count;
  }

  @Override
  public String toString() {
    return "%.0f synaptic operations in %d rows".formatted(total(), rows());
  }
}
