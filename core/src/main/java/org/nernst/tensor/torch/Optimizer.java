package org.nernst.tensor.torch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.nernst.tensor.Autograd;
import org.nernst.tensor.DType;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;

/// Changes parameters by their gradients, with PyTorch's update rules and defaults.
///
/// Contiguous float32 parameters in main memory are updated by one pass of Java code over
/// parameter, gradient and state; others by tensor operations. State tensors are made with a
/// parameter's first gradient, belong to the optimizer and are freed by [#close()].
///
/// Not safe for use by several threads at once.
public abstract sealed class Optimizer implements AutoCloseable permits AdaptiveMoments, SGD {
  static final String KIND = "optimizer";

  private static final String STEP = "step";

  private final List<Tensor> parameters;
  private final List<String> stateNames;
  private final List<@Nullable Tensor[]> states = new ArrayList<>();
  private final long[] steps;
  private final FloatPass pass;
  private boolean fast = true;
  private double learningRate;

  Optimizer(List<Tensor> parameters, double learningRate, List<String> stateNames) {
    this.parameters = List.copyOf(parameters);
    this.stateNames = stateNames;
    checkParameters();
    learningRate(learningRate);
    for (int i = 0; i < parameters.size(); i++) {
      states.add(new @Nullable Tensor[stateNames.size()]);
    }
    steps = new long[parameters.size()];
    pass = new FloatPass(stateNames.size());
  }

  private void checkParameters() {
    if (parameters.isEmpty()) {
      throw new IllegalArgumentException("expected at least one parameter, got none");
    }
    for (int i = 0; i < parameters.size(); i++) {
      Tensor parameter = parameters.get(i);
      if (!parameter.isLeaf() || !parameter.dtype().isFloating()) {
        throw new IllegalArgumentException(
            "parameter %d: expected a floating leaf, got a %s %s"
                .formatted(
                    i, parameter.dtype(), parameter.isLeaf() ? "leaf" : "result of an operation"));
      }
      for (int j = 0; j < i; j++) {
        if (parameter.isSame(parameters.get(j))) {
          throw new IllegalArgumentException(
              "expected each parameter once, got parameter %d again as %d".formatted(j, i));
        }
      }
    }
  }

  /// Changes every parameter that has a gradient; the others and their state stay as they are.
  public final void step() {
    try (var _ = Autograd.noGrad()) {
      for (int i = 0; i < parameters.size(); i++) {
        var gradient = parameters.get(i).torch().grad();
        if (gradient.defined()) {
          update(i, gradient);
        }
      }
    }
  }

  private void update(int i, org.bytedeco.pytorch.Tensor gradient) {
    Tensor parameter = parameters.get(i);
    @Nullable Tensor[] state = states.get(i);
    boolean first = steps[i] == 0;
    makeState(parameter, state);
    prepare(++steps[i], first);
    if (fast && pass.takes(parameter, gradient, state)) {
      pass.run(parameter, gradient, state, ignoresDenormals(), this::updateChunk);
    } else {
      try (var _ = Scope.open()) {
        updateTensors(
            parameter,
            Tensor.of(new org.bytedeco.pytorch.Tensor(gradient)),
            state,
            steps[i],
            first);
      }
    }
  }

  private static void makeState(Tensor parameter, @Nullable Tensor[] state) {
    for (int k = 0; k < state.length; k++) {
      if (state[k] == null) {
        Tensor made = Tensor.zerosLike(parameter);
        Scope.promote(made);
        state[k] = made;
      }
    }
  }

  /// Computes what the following updates of one parameter share.
  ///
  /// @param step counts from 1
  /// @param first whether the state was just made
  abstract void prepare(long step, boolean first);

  /// Whether numbers too small for their exponent may be taken as zeros, which is much faster:
  /// means of gradients that vanish end there.
  abstract boolean ignoresDenormals();

  /// Updates some neighbouring elements, on any thread.
  ///
  /// @param p the parameter
  /// @param g the gradient, which may be overwritten
  /// @param state as named at construction
  /// @param n number of elements
  abstract void updateChunk(float[] p, float[] g, float[][] state, int n);

  /// The same update by tensor operations.
  abstract void updateTensors(
      Tensor parameter, Tensor gradient, @Nullable Tensor[] state, long step, boolean first);

  /// The state tensor of a name; [#updateTensors] is only called when all are there.
  static Tensor present(@Nullable Tensor[] state, int index) {
    Tensor tensor = state[index];
    if (tensor == null) {
      throw new IllegalStateException("state " + index + " is missing");
    }
    return tensor;
  }

  /// Drops the gradients of all parameters; the next backward makes new ones.
  public final void zeroGrad() {
    zeroGrad(true);
  }

  /// Clears the gradients of all parameters.
  ///
  /// @param setToNone true drops them, and parameters that get none are then skipped by [#step()];
  ///   false fills them with zeros
  public final void zeroGrad(boolean setToNone) {
    for (Tensor parameter : parameters) {
      if (setToNone) {
        parameter.zeroGrad();
        continue;
      }
      try (var _ = Autograd.noGrad();
          Tensor gradient = parameter.grad()) {
        if (gradient != null) {
          gradient.zeroInPlace();
        }
      }
    }
  }

  /// The parameters, in the order in which they were given.
  public final List<Tensor> parameters() {
    return parameters;
  }

  /// The learning rate.
  public final double learningRate() {
    return learningRate;
  }

  /// Sets the learning rate from the next step on.
  ///
  /// @param rate at least 0
  public final void learningRate(double rate) {
    learningRate = checkAtLeastZero("learningRate", rate);
  }

  /// Everything that the next step depends on besides the parameters, under PyTorch's names.
  ///
  /// @return the optimizer's own tensors, which the next step changes, and its hyperparameters
  public final OptimizerState stateDict() {
    return new OptimizerState(stateTensors(), hyperparameters());
  }

  /// Takes over hyperparameters and state that [#stateDict()] has given.
  ///
  /// @param dict of the same kind of optimizer over the same parameters; tensors are copied
  /// @throws IllegalArgumentException on another kind of optimizer, or on names or shapes that
  ///   don't fit; nothing is changed then
  public final void loadStateDict(OptimizerState dict) {
    ParamGroup group = new ParamGroup(dict.paramGroup());
    group.require(KIND, getClass().getSimpleName());
    double rate = checkAtLeastZero("lr", group.number("lr"));
    Runnable takeOver = hyperparameters(group);
    loadStateTensors(dict.state());
    takeOver.run();
    learningRate = rate;
  }

  /// Checks hyperparameters other than the learning rate.
  ///
  /// @return what takes them over
  abstract Runnable hyperparameters(ParamGroup group);

  /// Whether a state without a step count makes sense: PyTorch's SGD keeps none.
  boolean countsSteps() {
    return true;
  }

  /// What the next step depends on besides parameters and hyperparameters.
  ///
  /// @return by `<parameter index>.<name>`, the optimizer's own tensors and new ones for the step
  ///   counts; empty for parameters that never had a gradient
  public final SequencedMap<String, Tensor> stateTensors() {
    SequencedMap<String, Tensor> named = new LinkedHashMap<>();
    for (int i = 0; i < steps.length; i++) {
      if (steps[i] > 0) {
        named.put(i + "." + STEP, Tensor.scalar((double) steps[i], DType.INT64));
        for (int k = 0; k < stateNames.size(); k++) {
          named.put(i + "." + stateNames.get(k), present(states.get(i), k));
        }
      }
    }
    return named;
  }

  /// Takes over a state that [#stateTensors()] has given; the tensors are copied.
  ///
  /// @param named a state of the same kind of optimizer over the same parameters
  /// @throws IllegalArgumentException on names or shapes that don't fit; the state is then
  ///   unchanged
  public final void loadStateTensors(Map<String, Tensor> named) {
    long[] newSteps = new long[steps.length];
    int expected = 0;
    for (int i = 0; i < steps.length; i++) {
      Tensor step = named.get(i + "." + STEP);
      if (step != null) {
        newSteps[i] = step.itemLong();
        expected += 1 + stateNames.size();
        checkState(i, named);
      } else if (!countsSteps() && hasState(i, named)) {
        newSteps[i] = 1;
        expected += stateNames.size();
        checkState(i, named);
      }
    }
    if (expected != named.size()) {
      throw new IllegalArgumentException(
          "expected state %s of parameters 0 to %d, got %s"
              .formatted(stateNames, steps.length - 1, named.keySet()));
    }
    for (int i = 0; i < steps.length; i++) {
      load(i, newSteps[i], named);
    }
  }

  private boolean hasState(int i, Map<String, Tensor> named) {
    return stateNames.stream().anyMatch(name -> named.containsKey(i + "." + name));
  }

  private void checkState(int i, Map<String, Tensor> named) {
    for (String name : stateNames) {
      Tensor tensor = named.get(i + "." + name);
      Tensor parameter = parameters.get(i);
      if (tensor == null || !Arrays.equals(tensor.shape(), parameter.shape())) {
        throw new IllegalArgumentException(
            "expected state %d.%s of shape %s, got %s"
                .formatted(
                    i,
                    name,
                    Tensor.shapeText(parameter.shape()),
                    tensor == null ? "none" : Tensor.shapeText(tensor.shape())));
      }
    }
  }

  private void load(int i, long step, Map<String, Tensor> named) {
    @Nullable Tensor[] state = states.get(i);
    steps[i] = step;
    if (step == 0) {
      closeAll(state);
      return;
    }
    makeState(parameters.get(i), state);
    try (var _ = Autograd.noGrad()) {
      for (int k = 0; k < state.length; k++) {
        Tensor source = named.get(i + "." + stateNames.get(k));
        if (source != null) {
          present(state, k).copyFrom(source);
        }
      }
    }
  }

  /// The settings by PyTorch's names, for a record of the run.
  ///
  /// @return numbers and booleans, in PyTorch's order
  public abstract SequencedMap<String, Object> hyperparameters();

  /// Frees the state. The parameters stay. A later step starts anew.
  @Override
  public final void close() {
    states.forEach(Optimizer::closeAll);
    Arrays.fill(steps, 0);
  }

  private static void closeAll(@Nullable Tensor[] state) {
    for (int k = 0; k < state.length; k++) {
      Tensor tensor = state[k];
      if (tensor != null) {
        tensor.close();
        state[k] = null;
      }
    }
  }

  /// Chooses tensor operations for everything, so that tests can compare the two ways.
  final void useTensorOperations() {
    fast = false;
  }

  static double checkAtLeastZero(String name, double value) {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(
          "expected " + name + " of at least 0 and finite, got " + value);
    }
    return value;
  }

  static double checkBelowOne(String name, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException("expected " + name + " in [0, 1), got " + value);
    }
    return value;
  }
}
