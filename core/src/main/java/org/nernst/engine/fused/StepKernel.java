package org.nernst.engine.fused;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.nernst.memory.Memory;
import org.nernst.neuron.NeuronModel;
import org.nernst.tensor.DType;
import org.nernst.tensor.Nernst;
import org.nernst.tensor.Parameter;
import org.nernst.tensor.Tensor;
import org.nernst.tensor.Value;

/// One step of a row of neurons in float32, prepared once and then run without tensors, without
/// allocation, and on as many sets of states as there are [Bound] to it.
///
/// A vector of the neurons takes [#bytes()] of memory at an address that is a multiple of
/// [#ALIGNMENT]. Behind the last neuron it has room up to a whole vector of the processor, which
/// the kernel reads and writes too.
///
/// The neuron's linear maps are not part of the kernel: whoever runs it puts what they give into
/// the [inputs][#inputs()] that stand for them.
public final class StepKernel {
  /// What addresses are a multiple of, in bytes.
  public static final int ALIGNMENT = 64;

  private static final DType DTYPE = DType.FLOAT32;

  private final int width;
  private final int padded;
  private final List<Input> inputs;
  private final List<String> states;
  private final Program program;
  private final ReadyKernel step;

  /// Parameters that differ between neurons, one after the other.
  private final MemorySegment arrays;

  private final int arrayCount;

  /// The states of neurons that have seen nothing, one after the other.
  private final MemorySegment initial;

  /// What has to lie in an input before each step.
  ///
  /// @param weight of the linear map whose result it is; null for the neuron's input itself
  /// @param state that the map reads, as an index; -1 if the map reads the neuron's input
  public record Input(@Nullable String weight, int state) {}

  /// Prepares neurons.
  ///
  /// @param model with one input; its first output is what the step gives
  /// @param params by name: numbers, or tensors of one value or of one for each neuron
  /// @param dt length of the step
  /// @param width how many neurons
  /// @param vectors whether to use vectors of neurons where the JVM has them, or one neuron at a
  ///   time
  /// @throws UnsupportedOperationException saying why the model has no such kernel
  /// @throws IllegalArgumentException if a parameter doesn't fit the width
  public StepKernel(
      NeuronModel model, Map<String, Value> params, double dt, int width, boolean vectors) {
    this.width = width;
    this.padded = Math.ceilDiv(width, ALIGNMENT / Float.BYTES) * (ALIGNMENT / Float.BYTES);
    if (model.inputs().size() != 1) {
      throw new UnsupportedOperationException("it has several inputs: " + model.inputs());
    }
    Recurrence recurrence = Recurrence.of(model);
    if (recurrence == null) {
      throw new UnsupportedOperationException(
          "a linear map of it reads more than an input or a state");
    }
    NeuronModel rest = model.isStaged() ? recurrence.unstaged() : model;
    inputs = inputs(rest, recurrence.maps());
    states = rest.states().stream().map(NeuronModel.State::name).toList();
    Leaves leaves = new Leaves(rest);
    if (leaves.streams.length > 0) {
      throw new UnsupportedOperationException("it draws random numbers");
    }
    int count = rest.params().size();
    double[] numbers = new double[count];
    boolean[] varied = new boolean[count];
    List<float[]> values = new ArrayList<>();
    for (int p = 0; p < count; p++) {
      NeuronModel.Param param = rest.params().get(p);
      float[] own = values(model.name(), param, params.get(param.name()));
      varied[p] = own.length > 1;
      numbers[p] = varied[p] ? Double.NaN : number(param, params.get(param.name()));
      if (varied[p]) {
        values.add(own);
      }
    }
    arrayCount = values.size();
    arrays = memory(values.size());
    for (int k = 0; k < values.size(); k++) {
      for (int n = 0; n < padded; n++) {
        float value = values.get(k)[Math.min(n, width - 1)];
        Memory.setFloat(value, arrays.address() + k * bytes() + 4L * n);
      }
    }
    StepPlan plan = plan(rest, leaves, varied, vectors ? Kernels.forThisJvm() : Kernels.SCALAR);
    if (plan.step.isTooLarge()) {
      throw new UnsupportedOperationException(
          "its step has more than the %d operations of a kernel"
              .formatted(Program.MOST_OPERATIONS));
    }
    if (Nernst.deterministic() && plan.step.graph.hasPowers()) {
      plan = plan(rest, leaves, varied, Kernels.SCALAR);
    }
    program = plan.step;
    step = program.ready(numbers, dt);
    initial = memory(states.size());
    start(plan, numbers, dt);
  }

  private static StepPlan plan(
      NeuronModel model, Leaves leaves, boolean[] varied, Kernels kernels) {
    String output = model.outputs().keySet().iterator().next();
    List<Boolean> boxed = IntStream.range(0, varied.length).mapToObj(p -> varied[p]).toList();
    StepPlan.Key key = new StepPlan.Key(DTYPE, boxed, Set.of(output), Set.of());
    return new StepPlan(model, leaves, key, varied, kernels);
  }

  private static List<Input> inputs(NeuronModel rest, List<Recurrence.LinearMap> maps) {
    return rest.inputs().stream()
        .map(
            name ->
                maps.stream()
                    .filter(map -> map.name().equals(name))
                    .findFirst()
                    .map(map -> new Input(map.weight(), map.state()))
                    .orElseGet(() -> new Input(null, -1)))
        .toList();
  }

  private float[] values(String model, NeuronModel.Param param, @Nullable Value value) {
    Tensor tensor =
        switch (value) {
          case null -> null;
          case Value.Num _ -> null;
          case Value.Data(Tensor data) -> data;
          case Parameter(Tensor trained) -> trained;
        };
    if (tensor == null || tensor.numel() == 1) {
      return new float[0];
    }
    if (tensor.numel() != width || tensor.size(-1) != width) {
      throw new IllegalArgumentException(
          "expected parameter %s of neuron %s with one value or %d, got shape %s"
              .formatted(param.name(), model, width, Tensor.shapeText(tensor.shape())));
    }
    return tensor.detach().to(DTYPE).toFloatArray();
  }

  private static double number(NeuronModel.Param param, @Nullable Value value) {
    if (value != null) {
      return value.number();
    }
    return Objects.requireNonNull(param.defaultValue(), param.name());
  }

  private MemorySegment memory(int vectors) {
    return Arena.ofAuto().allocate(Math.max(1, vectors) * bytes(), ALIGNMENT);
  }

  private void start(StepPlan plan, double[] numbers, double dt) {
    for (int s = 0; s < states.size(); s++) {
      if (!plan.isVaried(s)) {
        Memory.fill(state(s), padded, plan.initially(s, numbers, dt), DTYPE);
      }
    }
    Program varying = plan.initial;
    if (varying != null) {
      Slots slots = new Slots(varying);
      addArrays(slots);
      for (int s : plan.varied) {
        slots.add(state(s), 0);
      }
      varying.ready(numbers, dt).run(slots.table(), padded, 1);
    }
  }

  private long state(int state) {
    return initial.address() + state * bytes();
  }

  private void addArrays(Slots slots) {
    for (int k = 0; k < arrayCount; k++) {
      slots.add(arrays.address() + k * bytes(), 0);
    }
  }

  /// {@return how many neurons there are}
  public int width() {
    return width;
  }

  /// {@return the memory that a vector of the neurons takes}
  public long bytes() {
    return (long) padded * Float.BYTES;
  }

  /// {@return what the kernel reads besides states, in the order of [#bind]}
  public List<Input> inputs() {
    return inputs;
  }

  /// {@return the names of the states, in the order of [#bind]}
  public List<String> states() {
    return states;
  }

  /// Ties the kernel to memory. The caller keeps that memory alive for as long as it uses the
  /// result.
  ///
  /// @param inputs addresses of vectors
  /// @param states addresses of vectors; left as they are: see [Bound#start()]
  /// @param output address of a vector
  public Bound bind(long[] inputs, long[] states, long output) {
    Slots slots = new Slots(program);
    for (long input : inputs) {
      slots.add(input, 0);
    }
    addArrays(slots);
    for (long state : states) {
      slots.add(state, 0);
    }
    for (long state : states) {
      slots.add(state, 0);
    }
    slots.add(output, 0);
    return new Bound(slots.table(), states.clone());
  }

  /// The kernel and the memory it works on. Not for several threads at once.
  public final class Bound {
    private final long[] table;
    private final long[] states;

    private Bound(long[] table, long[] states) {
      this.table = table;
      this.states = states;
    }

    /// Puts all neurons in their initial states.
    public void start() {
      try {
        for (int s = 0; s < states.length; s++) {
          Memory.copy(state(s), states[s], bytes());
        }
      } finally {
        Reference.reachabilityFence(StepKernel.this);
      }
    }

    /// Runs all neurons a step further.
    public void step() {
      try {
        step.run(table, padded, 1);
      } finally {
        Reference.reachabilityFence(StepKernel.this);
      }
    }
  }
}
