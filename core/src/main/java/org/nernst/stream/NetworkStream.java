package org.nernst.stream;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nernst.engine.fused.StepKernel;
import org.nernst.synapse.NonZeros;
import org.nernst.tensor.FlushedDenormals;

/// One sequence going through a [StreamingNetwork], step by step, with the states of its neurons.
///
/// A step gives what the network's own modules give for that step of the sequence, up to the order
/// in which the inputs of a neuron are added. It allocates nothing once the JVM has compiled it.
/// Input that is refused changes nothing.
///
/// Used by one thread at a time; different streams run on different threads at once.
public final class NetworkStream {
  private static final VarHandle BUSY = busy();

  private final boolean vectors;
  private final Signal input;
  private final Node[] nodes;
  private final StreamOutput output;
  private long steps;
  private long operations;

  @SuppressWarnings("unused") // by its handle
  private boolean busy;

  NetworkStream(StreamingNetwork network) {
    List<Node> made = new ArrayList<>();
    Map<String, Spikes> layers = new LinkedHashMap<>();
    vectors = network.vectors();
    input = signal(network.inputSize());
    Signal from = input;
    for (Stage stage : network.stages()) {
      Signal to = signal(stage.out());
      made.add(
          switch (stage) {
            case Stage.Map(Connection connection) -> new Node.Map(connection, from, to);
            case Stage.Neurons neurons -> node(neurons, from, to);
          });
      if (stage instanceof Stage.Neurons neurons) {
        layers.put(neurons.path(), new Spikes(to));
      }
      from = to;
    }
    nodes = made.toArray(Node[]::new);
    output = new StreamOutput(from, layers);
    start();
  }

  private static VarHandle busy() {
    try {
      return MethodHandles.lookup().findVarHandle(NetworkStream.class, "busy", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private Signal signal(int width) {
    long bytes = Math.ceilDiv(4L * width, StepKernel.ALIGNMENT) * StepKernel.ALIGNMENT;
    MemorySegment memory = Arena.ofAuto().allocate(bytes, StepKernel.ALIGNMENT);
    return new Signal(memory, new NonZeros(width, vectors), width);
  }

  private Node node(Stage.Neurons stage, Signal from, Signal to) {
    StepKernel kernel = stage.kernel();
    Signal[] inputs = new Signal[stage.feeds().size()];
    Arrays.setAll(
        inputs, k -> stage.feeds().get(k).connection() == null ? from : signal(kernel.width()));
    Signal[] states = new Signal[kernel.states().size()];
    Arrays.setAll(states, _ -> signal(kernel.width()));
    StepKernel.Bound bound = kernel.bind(addresses(inputs), addresses(states), to.address());
    return new Node.Neurons(stage, bound, from, inputs, states, to);
  }

  private static long[] addresses(Signal[] signals) {
    return Arrays.stream(signals).mapToLong(Signal::address).toArray();
  }

  private void start() {
    for (Node node : nodes) {
      if (node instanceof Node.Neurons neurons) {
        neurons.start();
      }
    }
    steps = 0;
  }

  /// Makes a step.
  ///
  /// @param x a value for each input
  /// @return the output of this step, which the next one overwrites
  /// @throws IllegalArgumentException if there are too few or too many values, or one that isn't
  ///   finite, with its position
  public StreamOutput step(float[] x) {
    enter();
    try {
      input.set(x);
      return run();
    } finally {
      leave();
    }
  }

  /// Makes a step with a spike at each of some inputs.
  ///
  /// @param spikes indices of inputs, in rising order
  /// @return the output of this step, which the next one overwrites
  /// @throws IllegalArgumentException if an index is out of range, twice there or out of order,
  ///   with its position
  public StreamOutput step(int[] spikes) {
    return step(spikes, spikes.length);
  }

  /// Makes a step with a spike at each of some inputs.
  ///
  /// @param spikes indices of inputs, in rising order
  /// @param count how many of them, from the first on
  /// @return the output of this step, which the next one overwrites
  /// @throws IllegalArgumentException if an index is out of range, twice there or out of order,
  ///   with its position
  public StreamOutput step(int[] spikes, int count) {
    enter();
    try {
      input.set(spikes, count);
      return run();
    } finally {
      leave();
    }
  }

  /// Makes a step with values at some inputs, and 0 at the others.
  ///
  /// @param indices of inputs, in rising order
  /// @param values at these inputs, such as counts of spikes
  /// @param count how many of them, from the first on
  /// @return the output of this step, which the next one overwrites
  /// @throws IllegalArgumentException if an index is out of range, twice there or out of order, or
  ///   a value isn't finite, with its position
  public StreamOutput step(int[] indices, float[] values, int count) {
    enter();
    try {
      input.set(indices, values, count);
      return run();
    } finally {
      leave();
    }
  }

  private StreamOutput run() {
    boolean first = steps == 0;
    long done = 0;
    // silence lets states fall off to numbers that would make each step many times longer
    try (var _ = FlushedDenormals.open()) {
      for (Node node : nodes) {
        done += node.run(first);
      }
    }
    operations += done;
    steps++;
    return output;
  }

  private void enter() {
    if (!BUSY.compareAndSet(this, false, true)) {
      throw new IllegalStateException(
          "a stream is used by one thread at a time, but another one is in a step of this");
    }
  }

  private void leave() {
    BUSY.setRelease(this, false);
  }

  /// {@return how many steps were made since the neurons had seen nothing}
  public long steps() {
    return steps;
  }

  /// {@return how many synaptic operations this stream has done: for each spike that arrives at a
  /// linear map, the number of its outputs}
  public long synapticOperations() {
    return operations;
  }

  /// Puts the neurons in the states of neurons that have seen nothing.
  public void reset() {
    enter();
    try {
      start();
    } finally {
      leave();
    }
  }

  /// {@return a copy of all states, from which this or another stream of the network can go on}
  public StreamSnapshot snapshot() {
    enter();
    try {
      Map<String, float[]> values = new LinkedHashMap<>();
      for (Node node : nodes) {
        if (node instanceof Node.Neurons neurons) {
          neurons.save(values);
        }
      }
      return new StreamSnapshot(values, steps);
    } finally {
      leave();
    }
  }

  /// Goes on from where a snapshot was taken.
  ///
  /// @param snapshot of a stream of this network, or of one of the same layers
  /// @throws IllegalArgumentException if it holds other layers or other widths
  public void restore(StreamSnapshot snapshot) {
    enter();
    try {
      List<String> expected = new ArrayList<>();
      for (Node node : nodes) {
        if (node instanceof Node.Neurons neurons) {
          neurons.check(snapshot, expected);
        }
      }
      snapshot.requireOnly(expected);
      for (Node node : nodes) {
        if (node instanceof Node.Neurons neurons) {
          neurons.load(snapshot);
        }
      }
      steps = snapshot.steps();
    } finally {
      leave();
    }
  }
}
