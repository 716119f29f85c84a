package org.nernst.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/// The recording of operations, and differentiation.
public final class Autograd {
  static {
    NativeSetup.ensure();
  }

  private Autograd() {}

  /// Stops recording on this thread until the result is closed.
  public static NoGrad noGrad() {
    return new NoGrad();
  }

  /// Records on this thread, also inside a [#noGrad], until the result is closed.
  public static EnableGrad enableGrad() {
    return new EnableGrad();
  }

  /// Whether operations of this thread are recorded.
  public static boolean isEnabled() {
    return GradMode.is_enabled();
  }

  /// The gradients of the sum of some outputs with respect to some inputs, without adding them to
  /// `grad()`.
  ///
  /// @param outputs what is differentiated
  /// @param inputs leaves or intermediate results that require a gradient
  /// @param gradOutputs weights of the outputs, each of its output's shape; null when every output
  ///   is one element
  /// @param retainGraph whether the graph can be run backward again
  /// @param createGraph whether the gradients can be differentiated themselves; retains the graph
  ///   too
  /// @param allowUnused whether an input on which no output depends gives null instead of an error
  /// @return one gradient per input
  public static List<@Nullable Tensor> grad(
      List<Tensor> outputs,
      List<Tensor> inputs,
      @Nullable List<Tensor> gradOutputs,
      boolean retainGraph,
      boolean createGraph,
      boolean allowUnused) {
    checkGrad(outputs, inputs, gradOutputs);
    List<@Nullable Tensor> gradients = new ArrayList<>(inputs.size());
    try (TensorVector of = Natives.vector(outputs);
        TensorVector to = Natives.vector(inputs);
        TensorVector weights = Natives.vector(gradOutputs == null ? List.of() : gradOutputs);
        BoolOptional retain = new BoolOptional(retainGraph || createGraph);
        TensorVector found = torch.grad(of, to, weights, retain, createGraph, true)) {
      for (int i = 0; i < inputs.size(); i++) {
        var raw = found.get(i);
        if (!raw.defined() && !allowUnused) {
          throw new IllegalArgumentException(
              "grad: expected outputs that depend on input %d, got outputs that don't; allowUnused = true gives null"
                  .formatted(i));
        }
        gradients.add(raw.defined() ? Natives.copy(raw) : null);
      }
    } catch (RuntimeException e) {
      throw BackwardErrors.original("grad", e);
    }
    for (int i = 0; i < inputs.size(); i++) {
      gradients.set(i, GradientHooks.applyLeafHooks(inputs.get(i), gradients.get(i)));
    }
    return gradients;
  }

  private static void checkGrad(
      List<Tensor> outputs, List<Tensor> inputs, @Nullable List<Tensor> gradOutputs) {
    if (outputs.isEmpty() || inputs.isEmpty()) {
      throw new IllegalArgumentException(
          "grad: expected at least one output and one input, got %d and %d"
              .formatted(outputs.size(), inputs.size()));
    }
    if (gradOutputs != null && gradOutputs.size() != outputs.size()) {
      throw new IllegalArgumentException(
          "grad: expected one of gradOutputs per output, %d, got %d"
              .formatted(outputs.size(), gradOutputs.size()));
    }
    for (int i = 0; i < outputs.size(); i++) {
      Tensor output = outputs.get(i);
      requireGrad("output", i, output);
      if (gradOutputs == null && output.numel() != 1) {
        throw new IllegalArgumentException(
            "grad: expected gradOutputs, since output %d has shape %s, got null"
                .formatted(i, Shapes.text(output.shape())));
      }
      if (gradOutputs != null && !Arrays.equals(output.shape(), gradOutputs.get(i).shape())) {
        throw new IllegalArgumentException(
            "grad: expected gradOutputs %d of shape %s, got %s"
                .formatted(
                    i, Shapes.text(output.shape()), Shapes.text(gradOutputs.get(i).shape())));
      }
    }
    for (int i = 0; i < inputs.size(); i++) {
      requireGrad("input", i, inputs.get(i));
    }
  }

  private static void requireGrad(String role, int index, Tensor tensor) {
    if (!tensor.requiresGrad()) {
      throw new IllegalArgumentException(
          "grad: expected %s %d to require a gradient, got one that doesn't"
              .formatted(role, index));
    }
  }

  /// Runs a function written in Java and, if a gradient can be asked for, records it as one node of
  /// the graph.
  ///
  /// Outputs belong to the current scope as those of any operation; what the function saved belongs
  /// to the graph. Memory is freed after a backward pass that doesn't retain the graph, or with the
  /// graph.
  ///
  /// @param function the operation
  /// @param inputs its operands; some may need no gradient, and one may come twice
  /// @return its outputs
  public static List<Tensor> apply(CustomFunction function, List<Tensor> inputs) {
    boolean enabled = GradMode.is_enabled();
    boolean[] needed = new boolean[inputs.size()];
    boolean recording = false;
    if (enabled) {
      for (int i = 0; i < needed.length; i++) {
        needed[i] = inputs.get(i).requiresGrad();
        recording |= needed[i];
      }
    }
    FunctionContext context = new FunctionContext(function.name(), needed, recording);
    boolean done = false;
    try {
      List<Tensor> outputs = forward(function, context, inputs, needed, enabled);
      List<Tensor> results =
          recording
              ? CustomNode.attach(function, context, inputs, needed, outputs)
              : List.copyOf(outputs);
      done = true;
      return results;
    } finally {
      if (!done) {
        context.release();
      }
    }
  }

  private static List<Tensor> forward(
      CustomFunction function,
      FunctionContext context,
      List<Tensor> inputs,
      boolean[] needed,
      boolean enabled) {
    long[] versions = new long[needed.length];
    for (int i = 0; i < needed.length; i++) {
      versions[i] = needed[i] ? inputs.get(i).version() : 0;
    }
    List<Tensor> outputs;
    if (enabled) {
      GradMode.set_enabled(false);
    }
    try {
      outputs = function.forward(context, List.copyOf(inputs));
    } finally {
      GradMode.set_enabled(enabled);
    }
    if (outputs.isEmpty() || context.highestMarked() >= outputs.size()) {
      throw new IllegalStateException(
          "%s: expected at least %d outputs from forward, got %d"
              .formatted(
                  function.name(), Math.max(1, context.highestMarked() + 1), outputs.size()));
    }
    for (int i = 0; i < needed.length; i++) {
      if (needed[i] && inputs.get(i).version() != versions[i]) {
        throw new IllegalStateException(
            "%s: forward changed input %d in place; change a clone instead"
                .formatted(function.name(), i));
      }
    }
    context.forwardEnded(outputs);
    return outputs;
  }

  /// Has a hook see the gradients of the operation that made a tensor, after they are computed.
  ///
  /// @param output the result of a recorded operation
  /// @param hook called in each backward pass through that operation
  /// @return removes the hook
  public static RemovableHandle registerNodeHook(Tensor output, NodeHook hook) {
    return GradientHooks.registerOnNode(output, hook);
  }
}
