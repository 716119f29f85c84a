package org.nernst.engine.eager;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.nernst.engine.NeuronCall;
import org.nernst.memory.Layout;
import org.nernst.neuron.NeuronModel;
import org.nernst.tensor.DType;
import org.nernst.tensor.Parameter;
import org.nernst.tensor.Tensor;
import org.nernst.tensor.Value;

/// What a call brings, checked, in the model's order and in the dtype of the computation.
final class Arguments {
  final DType dtype;

  /// Length of the sequence; 1 for a single step.
  final int steps;

  final Tensor[] inputs;

  /// The inputs' shapes without time.
  final long[][] stepShapes;

  /// Values before the first step, null where the model says them.
  final @Nullable Tensor[] states;

  final Value[] params;
  private final Map<String, Tensor> weights = new HashMap<>();

  private final String model;

  Arguments(NeuronCall call) {
    model = call.model().name();
    List<String> names = call.model().inputs();
    dtype = dtype(call, names);
    inputs = new Tensor[names.size()];
    stepShapes = new long[inputs.length][];
    int length = -1;
    for (int i = 0; i < inputs.length; i++) {
      Tensor input = given(call.inputs(), names.get(i));
      long[] shape = input.shape();
      int own = length(names.get(i), shape, call.layout());
      if (length >= 0 && own != length) {
        throw new IllegalArgumentException(
            "neuron %s: expected input %s with %d time steps as input %s, got %d in %s"
                .formatted(
                    model, names.get(i), length, names.get(0), own, Tensor.shapeText(shape)));
      }
      length = own;
      inputs[i] = input.dtype() == dtype ? input : input.to(dtype);
      stepShapes[i] = stepShape(shape, call.layout());
    }
    steps = length;
    states = new @Nullable Tensor[call.model().states().size()];
    for (int s = 0; s < states.length; s++) {
      states[s] = state(call.states().get(call.model().states().get(s).name()), call, s);
    }
    params = call.model().params().stream().map(call::param).toArray(Value[]::new);
    call.weights().forEach((name, weight) -> weights.put(name, weight(name, weight)));
  }

  /// {@return the matrix (out, in) of a linear map}
  Tensor weight(String name) {
    return given(weights, name);
  }

  /// {@return whether a parameter asks for a gradient}
  boolean records(int param) {
    return switch (params[param]) {
      case Value.Num _ -> false;
      case Value.Data data -> data.tensor().requiresGrad();
      case Parameter trained -> trained.tensor().requiresGrad();
    };
  }

  private static Tensor given(Map<String, Tensor> tensors, String name) {
    return Objects.requireNonNull(tensors.get(name));
  }

  private DType dtype(NeuronCall call, List<String> names) {
    DType floating = null;
    for (String name : names) {
      DType own = given(call.inputs(), name).dtype();
      if (own.isFloating() && floating != null && own != floating) {
        throw new IllegalArgumentException(
            "neuron %s: expected input %s in %s as the inputs before it, got %s"
                .formatted(model, name, floating, own));
      }
      floating = own.isFloating() ? own : floating;
    }
    return floating == null ? DType.FLOAT32 : floating;
  }

  private int length(String name, long[] shape, Layout layout) {
    if (layout == Layout.STEP) {
      return 1;
    }
    if (shape.length <= layout.timeDim()) {
      throw new IllegalArgumentException(
          "neuron %s: expected input %s %s, got %s"
              .formatted(model, name, layout.text(), Tensor.shapeText(shape)));
    }
    long length = shape[layout.timeDim()];
    if (length == 0) {
      throw new IllegalArgumentException(
          "neuron %s: expected at least one time step in input %s, got shape %s"
              .formatted(model, name, Tensor.shapeText(shape)));
    }
    return Math.toIntExact(length);
  }

  private static long[] stepShape(long[] shape, Layout layout) {
    if (layout == Layout.STEP) {
      return shape;
    }
    int time = layout.timeDim();
    long[] step = Arrays.copyOf(shape, shape.length - 1);
    System.arraycopy(shape, time + 1, step, time, step.length - time);
    return step;
  }

  private @Nullable Tensor state(@Nullable Tensor given, NeuronCall call, int s) {
    if (given != null && given.dtype() != dtype) {
      NeuronModel.State state = call.model().states().get(s);
      throw new IllegalArgumentException(
          "neuron %s: expected state %s in %s, the dtype of the computation, got %s"
              .formatted(model, state.name(), dtype, given.dtype()));
    }
    return given;
  }

  private Tensor weight(String name, Tensor weight) {
    if (weight.dim() != 2) {
      throw new IllegalArgumentException(
          "neuron %s: expected weight %s (out, in), got %s"
              .formatted(model, name, Tensor.shapeText(weight.shape())));
    }
    return weight.dtype() == dtype ? weight : weight.to(dtype);
  }
}
