package org.nernst.cli.run;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.nernst.nn.TimeAxis;
import org.nernst.tensor.Tensor;

/// A network that is fed part after part of a sequence and keeps its state in between.
interface Runner {
  /// One part's results.
  ///
  /// @param output what the network put out
  /// @param recorded what layers that were asked for put out, by name
  /// @param spikes by layer
  /// @param operations synaptic operations by connection
  record Part(
      Tensor output,
      Map<String, Tensor> recorded,
      Map<String, Long> spikes,
      Map<String, Long> operations) {}

  /// {@return what runs, in a line}
  String describe();

  /// {@return shape of an input in one step, without batch}
  long[] inputShape();

  /// {@return where the axis of time lies}
  TimeAxis timeAxis();

  /// {@return names of the layers that can be recorded}
  List<String> layers();

  /// Runs the next part.
  ///
  /// @param x with time and batch in the network's order
  /// @param record names of layers
  /// @return its results, tensors of the open scope; states survive the scope
  Part run(Tensor x, Collection<String> record);
}
