package org.nernst.io.nir;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import org.nernst.tensor.Autograd;
import org.nernst.tensor.DType;
import org.nernst.tensor.Functional;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;

/// What happened in a run: spikes of each spiking node, synaptic operations of each connection.
///
/// A synaptic operation is one weight that acts because its input isn't zero, in one step: what an
/// event-driven machine would do. Pooling and biases don't count.
///
/// @param spikes by path
/// @param operations by path
public record NirActivity(
    SequencedMap<String, Long> spikes, SequencedMap<String, Long> operations) {

  /// {@return the activity of a run that recorded every node}
  ///
  /// @param network what ran
  /// @param trace what it gave, with all of [NirNetwork#paths()] recorded
  public static NirActivity of(NirNetwork network, NirTrace trace) {
    SequencedMap<String, Long> spikes = new LinkedHashMap<>();
    SequencedMap<String, Long> operations = new LinkedHashMap<>();
    List<NirPlan.Item> items = network.plan().items();
    try (var _ = Scope.open();
        var _ = Autograd.noGrad()) {
      for (NirPlan.Item item : items) {
        if (NirTensors.isSpiking(item.node())) {
          spikes.put(item.path(), Math.round(recorded(trace, item).sum().item()));
        }
        if (isConnection(item.node())) {
          long count = 0;
          for (int source : item.sources()) {
            count += operations(item.node(), recorded(trace, items.get(source)));
          }
          operations.put(item.path(), count);
        }
      }
    }
    return new NirActivity(spikes, operations);
  }

  private static Tensor recorded(NirTrace trace, NirPlan.Item item) {
    return Objects.requireNonNull(
        trace.recorded().get(item.path()), () -> item.path() + " wasn't recorded");
  }

  private static boolean isConnection(NirNode node) {
    return switch (node) {
      case NirNode.Affine _, NirNode.Linear _, NirNode.Conv1d _, NirNode.Conv2d _ -> true;
      default -> false;
    };
  }

  private static long operations(NirNode node, Tensor input) {
    Tensor active = input.ne(0).to(DType.FLOAT32);
    return switch (node) {
      case NirNode.Conv1d conv -> windows(active, conv.weight(), conv.window(), conv.groups());
      case NirNode.Conv2d conv -> windows(active, conv.weight(), conv.window(), conv.groups());
      default -> {
        Tensor weight = NirTensors.named(node).firstEntry().getValue();
        yield Math.round(active.toDouble().sum().item()) * weight.size(-2);
      }
    };
  }

  /// Counts by the same convolution with all weights 1, for one output channel of each group.
  private static long windows(Tensor active, Tensor weight, NirWindow window, long groups) {
    boolean flat = weight.dim() == 3;
    long[] kernel = weight.shape();
    long outputs = kernel[0] / groups;
    kernel[0] = groups;
    Tensor batch = active.flatten(0, active.dim() - weight.dim());
    long[] ends = new long[2 * (weight.dim() - 2)];
    for (int axis = 0; axis < weight.dim() - 2; axis++) {
      long total =
          window.same()
              ? window.dilation()[axis] * (kernel[axis + 2] - 1)
              : 2 * window.padding()[axis];
      // pad() lists the last axis first.
      int at = 2 * (weight.dim() - 3 - axis);
      ends[at] = total / 2;
      ends[at + 1] = total - total / 2;
    }
    Tensor padded = Functional.pad(batch, ends, 0);
    long[] none = new long[weight.dim() - 2];
    Tensor ones = Tensor.ones(kernel);
    long[] stride = window.stride();
    long[] dilation = window.dilation();
    Tensor counts =
        flat
            ? Functional.conv1d(padded, ones, null, stride, none, dilation, groups)
            : Functional.conv2d(padded, ones, null, stride, none, dilation, groups);
    return Math.round(counts.toDouble().sum().item()) * outputs;
  }
}
