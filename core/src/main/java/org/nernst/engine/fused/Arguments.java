package org.nernst.engine.fused;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.nernst.engine.NeuronCall;
import org.nernst.memory.Layout;
import org.nernst.memory.Memory;
import org.nernst.neuron.NeuronModel;
import org.nernst.tensor.DType;
import org.nernst.tensor.Parameter;
import org.nernst.tensor.Tensor;
import org.nernst.tensor.Value;

/// What a call brings, in the model's order, in the dtype of the computation and in the neurons'
/// shape. Conversions are recorded by libtorch, so that gradients find their way back.
final class Arguments {
  final NeuronCall call;
  final Geometry geometry;
  final Tensor[] inputs;

  /// Values before the first step, null where the model says them.
  final @Nullable Tensor[] states;

  /// Parameters given as tensors; null for numbers.
  final @Nullable Tensor[] params;

  /// Parameters that are one number for all neurons; NaN for others.
  final double[] numbers;

  private Arguments(
      NeuronCall call,
      Geometry geometry,
      Tensor[] inputs,
      @Nullable Tensor[] states,
      @Nullable Tensor[] params,
      double[] numbers) {
    this.call = call;
    this.geometry = geometry;
    this.inputs = inputs;
    this.states = states;
    this.params = params;
    this.numbers = numbers;
  }

  /// Whether a parameter differs from neuron to neuron.
  boolean isArray(int param) {
    Tensor tensor = params[param];
    return tensor != null && tensor.numel() != 1;
  }

  /// Whether a parameter that is one number for all neurons counts from the second step on only.
  boolean isNumberLate() {
    for (int p = 0; p < params.length; p++) {
      if (isLate(p) && !isArray(p)) {
        return true;
      }
    }
    return false;
  }

  /// Whether a parameter counts from the second step on only.
  boolean isLate(int param) {
    return call.fromSecondStep().contains(call.model().params().get(param).name());
  }

  /// {@return the same, where no input has a place that says which neurons are neighbours}
  Arguments withoutPlaces() {
    Geometry own =
        new Geometry(
            geometry.dtype, geometry.layout, geometry.steps, geometry.shape, new Tensor[0]);
    return new Arguments(call, own, inputs, states, params, numbers);
  }

  boolean[] arrays() {
    boolean[] arrays = new boolean[params.length];
    for (int p = 0; p < arrays.length; p++) {
      arrays[p] = isArray(p);
    }
    return arrays;
  }

  /// {@return the arguments, or null where they don't fit together, which the eager engine's
  /// messages explain}
  static @Nullable Arguments of(NeuronCall call) {
    NeuronModel model = call.model();
    List<String> names = model.inputs();
    Tensor[] inputs = new Tensor[names.size()];
    long[][] shapes = new long[inputs.length][];
    Layout layout = call.layout();
    DType dtype = dtype(call);
    int steps = -1;
    long[] neurons = {};
    for (int i = 0; i < inputs.length; i++) {
      Tensor given = Objects.requireNonNull(call.inputs().get(names.get(i)));
      long[] shape = given.shape();
      shapes[i] = shape;
      long[] stepShape = shape;
      int own = 1;
      if (layout != Layout.STEP) {
        int time = layout.timeDim();
        if (shape.length <= time || shape[time] == 0) {
          return null;
        }
        own = Math.toIntExact(shape[time]);
        stepShape = without(shape, time);
      }
      if (steps >= 0 && own != steps) {
        return null;
      }
      steps = own;
      DType ownType = given.dtype();
      if (ownType != dtype && ownType.isFloating()) {
        return null;
      }
      inputs[i] = ownType == dtype ? given : given.to(dtype);
      neurons = broadcast(neurons, stepShape);
      if (neurons == null) {
        return null;
      }
    }
    @Nullable Tensor[] params = new @Nullable Tensor[model.params().size()];
    double[] numbers = new double[params.length];
    for (int p = 0; p < params.length; p++) {
      Value value = call.param(model.params().get(p));
      switch (value) {
        case Value.Num number -> numbers[p] = number.value();
        case Value.Data data -> params[p] = data.tensor();
        case Parameter trained -> params[p] = trained.tensor();
      }
      Tensor tensor = params[p];
      if (tensor != null) {
        neurons = broadcast(neurons, tensor.shape());
        if (neurons == null) {
          return null;
        }
        tensor = tensor.dtype() == dtype ? tensor : tensor.to(dtype);
        params[p] = tensor;
        boolean uniform = tensor.numel() == 1;
        numbers[p] = uniform ? Memory.get(tensor.address(), dtype) : Double.NaN;
      }
    }
    @Nullable Tensor[] states = new @Nullable Tensor[model.states().size()];
    for (int s = 0; s < states.length; s++) {
      Tensor given = call.states().get(model.states().get(s).name());
      if (given != null) {
        neurons = broadcast(neurons, given.shape());
        if (neurons == null || given.dtype() != dtype) {
          return null;
        }
        states[s] = given;
      }
    }
    if (Arrays.stream(neurons).anyMatch(size -> size == 0)) {
      return null;
    }
    expand(inputs, shapes, neurons, layout, steps);
    for (int s = 0; s < states.length; s++) {
      Tensor state = states[s];
      if (state != null && !Arrays.equals(state.shape(), neurons)) {
        states[s] = state.expand(neurons);
      }
    }
    Geometry geometry = new Geometry(dtype, layout, steps, neurons, inputs);
    return new Arguments(call, geometry, inputs, states, params, numbers);
  }

  /// {@return the dtype of the computation}
  static DType dtype(NeuronCall call) {
    for (String name : call.model().inputs()) {
      DType own = Objects.requireNonNull(call.inputs().get(name)).dtype();
      if (own.isFloating()) {
        return own;
      }
    }
    return DType.FLOAT32;
  }

  private static long[] without(long[] shape, int dim) {
    long[] rest = Arrays.copyOf(shape, shape.length - 1);
    System.arraycopy(shape, dim + 1, rest, dim, rest.length - dim);
    return rest;
  }

  private static void expand(
      Tensor[] inputs, long[][] shapes, long[] neurons, Layout layout, int steps) {
    for (int i = 0; i < inputs.length; i++) {
      if (layout == Layout.STEP) {
        if (!Arrays.equals(shapes[i], neurons)) {
          inputs[i] = inputs[i].expand(neurons);
        }
        continue;
      }
      int time = layout.timeDim();
      long[] full = new long[neurons.length + 1];
      System.arraycopy(neurons, 0, full, 0, time);
      full[time] = steps;
      System.arraycopy(neurons, time, full, time + 1, neurons.length - time);
      if (Arrays.equals(shapes[i], full)) {
        continue;
      }
      // new dims go before the neurons' and behind time
      Tensor x = time == 0 ? inputs[i] : inputs[i].transpose(0, time);
      for (int rank = shapes[i].length; rank < full.length; rank++) {
        x = x.unsqueeze(1);
      }
      inputs[i] = (time == 0 ? x : x.transpose(0, time)).expand(full);
    }
  }

  /// The common shape, one of the arguments where possible; null if there is none.
  static long @Nullable [] broadcast(long[] a, long[] b) {
    if (b.length == 0 || Arrays.equals(a, b)) {
      return a;
    }
    if (a.length == 0) {
      return b;
    }
    long[] longer = a.length >= b.length ? a : b;
    long[] shorter = a.length >= b.length ? b : a;
    long[] joined = longer.clone();
    int shift = longer.length - shorter.length;
    for (int d = 0; d < shorter.length; d++) {
      long size = shorter[d];
      if (size == 1 || size == joined[d + shift]) {
        continue;
      }
      if (joined[d + shift] != 1) {
        return null;
      }
      joined[d + shift] = size;
    }
    return joined;
  }
}
