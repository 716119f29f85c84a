package org.nernst.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Node;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/// What one call of a [CustomFunction] remembers from its forward to its backward pass.
///
/// Saved tensors belong to the graph: they survive the scope in which forward ran, and are freed
/// after a backward pass that doesn't retain the graph, or with the graph when backward never
/// comes.
public final class FunctionContext {
  private record Saved(org.bytedeco.pytorch.Tensor handle, long version) {}

  private enum Phase {
    FORWARD,
    WAITING,
    BACKWARD,
    RELEASED
  }

  private final String name;
  private final boolean[] needed;
  private final boolean recording;
  private final List<@Nullable Saved> saved = new ArrayList<>(4);
  private final BitSet nonDifferentiable = new BitSet();
  private final Map<String, Object> objects = new LinkedHashMap<>(4);
  private long[][] outputShapes = new long[0][];
  private boolean heldSomething;
  private @Nullable Node node;
  private boolean recorded;
  private Phase phase = Phase.FORWARD;

  FunctionContext(String name, boolean[] needed, boolean recording) {
    this.name = name;
    this.needed = needed;
    this.recording = recording;
  }

  /// Keeps tensors for backward: inputs, outputs or others, in this order, after those of earlier
  /// calls. When no gradient will be asked for, nothing is kept.
  ///
  /// @param tensors what [#saved] gives back; they must not be changed in place until then
  /// @throws IllegalStateException outside forward
  public void save(Tensor... tensors) {
    // an alias without history: an output kept as it is would hold the graph that holds it
    save(tensors, org.bytedeco.pytorch.Tensor::detach);
  }

  /// Keeps inputs for backward as [#save] does, with their history, which
  /// [CustomFunction#recordedBackward] needs.
  ///
  /// @param inputs of the function, no others
  /// @throws IllegalStateException outside forward
  public void saveInputs(Tensor... inputs) {
    save(inputs, org.bytedeco.pytorch.Tensor::new);
  }

  private void save(Tensor[] tensors, UnaryOperator<org.bytedeco.pytorch.Tensor> alias) {
    expect(Phase.FORWARD, "save");
    if (!recording) {
      return;
    }
    for (Tensor tensor : tensors) {
      saved.add(new Saved(retained(alias.apply(tensor.torch())), tensor.version()));
    }
    heldSomething |= tensors.length > 0;
  }

  /// A tensor that forward saved, valid until this backward ends.
  ///
  /// @param index its place among the saved ones, from 0
  /// @return the saved tensor, without history unless it was saved by [#saveInputs]
  /// @throws IllegalStateException if it was changed in place since it was saved, or outside
  ///   backward
  public Tensor saved(int index) {
    expect(Phase.BACKWARD, "saved");
    if (index < 0 || index >= saved.size()) {
      throw new IllegalArgumentException(
          "%s: expected the index of one of %d saved tensors, got %d"
              .formatted(name, saved.size(), index));
    }
    Saved entry = saved.get(index);
    if (entry == null) {
      throw new IllegalStateException(
          "%s: saved tensor %d was discarded by this backward".formatted(name, index));
    }
    long now = entry.handle._version();
    if (now != entry.version) {
      throw new IllegalStateException(
          "%s: saved tensor %d of shape %s was changed in place after forward: expected version %d, got %d"
              .formatted(name, index, Shapes.text(shape(entry.handle)), entry.version, now));
    }
    return Natives.copy(entry.handle);
  }

  /// Closes a saved tensor of which this backward has no more need, and frees it unless the graph
  /// is retained, so that a large one makes room for the gradients that are still to come.
  ///
  /// @param tensor that [#saved] gave in this backward
  /// @throws IllegalStateException outside backward
  public void discard(Tensor tensor) {
    expect(Phase.BACKWARD, "discard");
    if (!torch.get_current_graph_task_keep_graph()) {
      for (int k = 0; k < saved.size(); k++) {
        Saved entry = saved.get(k);
        if (entry != null && entry.handle.is_same(tensor.torch())) {
          entry.handle.releaseReference();
          saved.set(k, null);
        }
      }
    }
    tensor.close();
  }

  /// Number of saved tensors.
  public int savedCount() {
    return saved.size();
  }

  /// Whether the gradient of an input is wanted: in forward, whether it may be wanted later; in
  /// backward, whether this pass uses it.
  ///
  /// @param input its place among the inputs, from 0
  public boolean needsInputGrad(int input) {
    if (input < 0 || input >= needed.length) {
      throw new IllegalArgumentException(
          "%s: expected one of %d inputs, got %d".formatted(name, needed.length, input));
    }
    Node running = node;
    return needed[input] && (running == null || running.task_should_compute_output(input));
  }

  /// Remembers a Java object, such as sizes or options.
  ///
  /// @param key by which [#get] finds it
  /// @param value anything but a tensor, for which [#save] is there
  public void put(String key, Object value) {
    expect(Phase.FORWARD, "put");
    if (value instanceof Tensor) {
      throw new IllegalArgumentException(
          name + ": expected save(tensor) for '" + key + "', got put: a scope may close it");
    }
    if (recording) {
      heldSomething = true;
      objects.put(key, value);
    }
  }

  /// What [#put] remembered.
  ///
  /// @param key as given there
  /// @param type its class
  /// @param <T> its class
  /// @throws IllegalArgumentException if there is nothing of this key and class
  public <T> T get(String key, Class<T> type) {
    if (phase == Phase.RELEASED) {
      throw secondTime();
    }
    Object value = objects.get(key);
    if (!type.isInstance(value)) {
      throw new IllegalArgumentException(
          "%s: expected '%s' of %s, got %s; there are %s"
              .formatted(
                  name,
                  key,
                  type.getSimpleName(),
                  value == null ? "nothing" : value.getClass().getSimpleName(),
                  objects.keySet()));
    }
    return type.cast(value);
  }

  /// The shape of an output, so that a missing gradient can be taken for zeros.
  ///
  /// @param output its place among the outputs, from 0
  /// @throws IllegalStateException in forward
  public long[] outputShape(int output) {
    if (phase == Phase.FORWARD) {
      throw new IllegalStateException(name + ": outputs have no shape before forward has ended");
    }
    if (output < 0 || output >= outputShapes.length) {
      throw new IllegalArgumentException(
          "%s: expected one of %d outputs, got %d".formatted(name, outputShapes.length, output));
    }
    return outputShapes[output].clone();
  }

  /// Declares that an output doesn't depend smoothly on the inputs: it will not require a gradient.
  /// Outputs of integers or booleans never do.
  ///
  /// @param output its place among the outputs, from 0
  public void markNonDifferentiable(int output) {
    expect(Phase.FORWARD, "markNonDifferentiable");
    nonDifferentiable.set(output);
  }

  boolean isDifferentiable(int output) {
    return !nonDifferentiable.get(output);
  }

  int highestMarked() {
    return nonDifferentiable.length() - 1;
  }

  void forwardEnded(List<Tensor> outputs) {
    outputShapes = new long[outputs.size()][];
    for (int k = 0; k < outputShapes.length; k++) {
      outputShapes[k] = outputs.get(k).shape();
    }
    phase = Phase.WAITING;
  }

  /// Whether a gradient that arrived at backward is seen by nobody else, so that its memory may be
  /// written over, with the gradient of an input for one.
  ///
  /// @param gradient one of those that backward was given
  /// @throws IllegalStateException outside backward
  public boolean mayOverwrite(Tensor gradient) {
    expect(Phase.BACKWARD, "mayOverwrite");
    return !recorded && Natives.isSoleOwner(gradient.torch());
  }

  /// @param recording whether what backward does is differentiable itself
  void backwardStarts(Node running, boolean recording) {
    if (phase == Phase.RELEASED) {
      throw secondTime();
    }
    node = running;
    recorded = recording;
    phase = Phase.BACKWARD;
  }

  void backwardEnded() {
    node = null;
    phase = Phase.WAITING;
  }

  /// Frees what was kept. Only a context that kept something refuses another backward.
  synchronized void release() {
    for (Saved entry : saved) {
      if (entry != null) {
        entry.handle.releaseReference();
      }
    }
    saved.clear();
    objects.clear();
    if (heldSomething) {
      phase = Phase.RELEASED;
    }
  }

  private IllegalStateException secondTime() {
    return new IllegalStateException(
        name
            + ": backward through the graph a second time: what it saved was freed by the first"
            + " one; pass retainGraph = true there");
  }

  private void expect(Phase wanted, String method) {
    if (phase == Phase.RELEASED) {
      throw secondTime();
    }
    if (phase != wanted) {
      throw new IllegalStateException(
          "%s: %s is for %s, called in %s"
              .formatted(name, method, describe(wanted), describe(phase)));
    }
  }

  private static String describe(Phase phase) {
    return switch (phase) {
      case FORWARD -> "forward";
      case BACKWARD -> "backward";
      case WAITING, RELEASED -> "neither forward nor backward";
    };
  }

  private static org.bytedeco.pytorch.Tensor retained(org.bytedeco.pytorch.Tensor handle) {
    handle.retainReference();
    return handle;
  }

  private static long[] shape(org.bytedeco.pytorch.Tensor handle) {
    long[] shape = new long[(int) handle.dim()];
    Arrays.setAll(shape, handle::size);
    return shape;
  }
}
