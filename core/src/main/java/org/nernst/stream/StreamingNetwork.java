package org.nernst.stream;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nernst.nn.Module;
import org.nernst.tensor.Autograd;
import org.nernst.tensor.Scope;

/// A trained network made ready to run step by step: its weights, which any number of
/// [streams][NetworkStream] share, and a kernel for each layer of neurons.
///
/// ```java
/// StreamingNetwork network = StreamingNetwork.of(module.eval());
/// NetworkStream stream = network.open();
/// int[] spikes = {3, 17, 254};
/// StreamOutput output = stream.step(spikes);
/// float evidence = output.get(0);
/// ```
///
/// What can be streamed: neurons of either dialect, sequences and single steps, also recurrent ones
/// whose connection is a [Linear][org.nernst.nn.Linear]; Linear; Flatten, Identity, and Dropout in
/// evaluation; one after the other in a [Sequential][org.nernst.nn.Sequential], with
/// [TimeFirst][org.nernst.nn.TimeFirst] and [BatchFirst][org.nernst.nn.BatchFirst] where they are.
/// Everything in float32. A step is that of one sample: a row of features goes in, a row comes out.
///
/// Parameters are copied: changing the module later changes nothing here. The state that a module
/// holds isn't taken over.
///
/// Immutable, and safe for several threads.
public final class StreamingNetwork {
  private final List<Stage> stages;
  private final boolean vectors;

  private StreamingNetwork(List<Stage> stages, boolean vectors) {
    this.stages = stages;
    this.vectors = vectors;
  }

  /// Takes a network apart.
  ///
  /// @param module the network
  /// @throws UnsupportedOperationException naming the module that can't be streamed and the reason
  /// @throws IllegalArgumentException if modules don't fit together, or if nothing in the network
  ///   tells the size of the input
  public static StreamingNetwork of(Module module) {
    return make(module, null, true);
  }

  /// Takes apart a network that doesn't tell the size of its input: neurons alone.
  ///
  /// @param module the network
  /// @param inputSize values of an input
  /// @throws UnsupportedOperationException naming the module that can't be streamed and the reason
  /// @throws IllegalArgumentException if modules don't fit together or don't fit the input
  public static StreamingNetwork of(Module module, int inputSize) {
    if (inputSize < 1) {
      throw new IllegalArgumentException("expected an input of at least 1 value, got " + inputSize);
    }
    return make(module, inputSize, true);
  }

  /// Takes a network apart.
  ///
  /// @param inputSize null if it isn't given
  /// @param vectors whether to use vectors where the JVM has them
  static StreamingNetwork make(Module module, @Nullable Integer inputSize, boolean vectors) {
    try (Scope _ = Scope.open();
        var _ = Autograd.noGrad()) {
      return new StreamingNetwork(
          Compiler.stages(Dismantler.parts(module), inputSize, vectors), vectors);
    }
  }

  /// Begins a stream with neurons that have seen nothing.
  public NetworkStream open() {
    return new NetworkStream(this);
  }

  /// {@return how many values a step takes}
  public int inputSize() {
    return stages.getFirst().in();
  }

  /// {@return how many values a step gives}
  public int outputSize() {
    return stages.getLast().out();
  }

  /// {@return the layers of neurons, by their paths in the module tree (`1`, `hidden.1`; empty for
  /// a network that is one module), in order}
  public List<String> layers() {
    return stages.stream()
        .filter(Stage.Neurons.class::isInstance)
        .map(stage -> ((Stage.Neurons) stage).path())
        .toList();
  }

  List<Stage> stages() {
    return stages;
  }

  boolean vectors() {
    return vectors;
  }

  /// {@return the widths of the stages in a line, with the paths of neurons}
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("StreamingNetwork(").append(inputSize());
    for (Stage stage : stages) {
      text.append(" -> ").append(stage.out());
      if (stage instanceof Stage.Neurons neurons) {
        text.append(" [").append(neurons.path()).append(']');
      }
    }
    return text.append(')').toString();
  }
}
