package org.nernst.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.FunctionPostHook;
import org.bytedeco.pytorch.FunctionPreHook;
import org.bytedeco.pytorch.Node;
import org.bytedeco.pytorch.TensorVector;
import org.jspecify.annotations.Nullable;

/// Hooks on the gradient of a tensor and on the operation that made one.
final class GradientHooks {
  private GradientHooks() {}

  /// Has an operator see, and replace if it likes, the gradient of a tensor.
  static RemovableHandle register(Tensor tensor, UnaryOperator<@Nullable Tensor> operator) {
    if (!tensor.requiresGrad()) {
      throw new IllegalArgumentException(
          "registerHook: expected a tensor that requires grad, got one that doesn't");
    }
    GradientHook hook =
        new GradientHook(operator, (int) tensor.torch().output_nr(), tensor.shape());
    Node node = gradientNode(tensor.torch());
    node.retainReference();
    try {
      GraphLife.tie(node, hook);
      if (tensor.isLeaf()) {
        // libtorch holds an accumulator only while a graph does, so the leaf has to
        LeafHooks.of(tensor, node).add(hook);
        node.add_pre_hook(hook);
      } else {
        node.add_tensor_pre_hook(hook);
      }
    } finally {
      node.releaseReference();
    }
    return hook::remove;
  }

  /// The node that a tensor's gradient reaches first.
  private static Node gradientNode(org.bytedeco.pytorch.Tensor tensor) {
    if (!tensor.is_leaf()) {
      return tensor.grad_fn();
    }
    try (var alias = tensor.alias();
        Node aliasNode = alias.grad_fn()) {
      return aliasNode.next_edge(0).function();
    }
  }

  /// Has a hook see the gradients of the operation that made a tensor.
  static RemovableHandle registerOnNode(Tensor output, NodeHook operator) {
    if (output.isLeaf()) {
      throw new IllegalArgumentException(
          "registerNodeHook: expected the result of a recorded operation, got a leaf");
    }
    OperationHook hook = new OperationHook(operator);
    try (Node node = output.torch().grad_fn()) {
      GraphLife.tie(node, hook);
      node.add_post_hook(hook);
    }
    return hook::remove;
  }

  /// Applies the hooks of a leaf to a gradient that doesn't pass its accumulator, as in
  /// [Autograd#grad].
  static @Nullable Tensor applyLeafHooks(Tensor leaf, @Nullable Tensor gradient) {
    LeafHooks hooks = leaf.leafHooks();
    return hooks == null || gradient == null ? gradient : hooks.apply(gradient);
  }

  /// The hooks of a leaf, and the accumulator to which they are tied.
  static final class LeafHooks {
    private final Node accumulator;
    private final List<GradientHook> hooks = new ArrayList<>();

    private LeafHooks(Node accumulator) {
      this.accumulator = accumulator;
    }

    static LeafHooks of(Tensor leaf, Node accumulator) {
      LeafHooks present = leaf.leafHooks();
      if (present == null || present.accumulator.address() != accumulator.address()) {
        accumulator.retainReference();
        present = new LeafHooks(accumulator);
        leaf.leafHooks(present);
      }
      return present;
    }

    private void add(GradientHook hook) {
      hooks.add(hook);
    }

    private Tensor apply(Tensor gradient) {
      Tensor current = gradient;
      for (GradientHook hook : hooks) {
        current = hook.run(current);
      }
      return current;
    }

    void close() {
      accumulator.releaseReference();
    }
  }

  private static final class GradientHook extends FunctionPreHook implements GraphLife.Tenant {
    private final int output;
    private final long[] shape;
    private volatile @Nullable UnaryOperator<@Nullable Tensor> operator;

    GradientHook(UnaryOperator<@Nullable Tensor> operator, int output, long[] shape) {
      this.operator = operator;
      this.output = output;
      this.shape = shape;
      retainReference();
    }

    void remove() {
      operator = null;
    }

    @Override
    public TensorVector apply(TensorVector gradients) {
      var raw = gradients.get(output);
      if (operator == null || !raw.defined()) {
        return gradients;
      }
      try (var _ = Scope.open()) {
        Tensor before = Natives.copy(raw);
        Tensor after = run(before);
        if (after != before) {
          gradients.put(output, after.torch());
        }
        return gradients;
      } catch (Throwable thrown) {
        throw BackwardErrors.carry("gradient hook", thrown);
      }
    }

    Tensor run(Tensor gradient) {
      var current = operator;
      Tensor result = current == null ? null : current.apply(gradient);
      if (result == null) {
        return gradient;
      }
      if (!Arrays.equals(shape, result.shape()) || result.dtype() != gradient.dtype()) {
        throw new IllegalStateException(
            "gradient hook: expected a %s gradient of shape %s, got %s %s"
                .formatted(
                    gradient.dtype(),
                    Shapes.text(shape),
                    result.dtype(),
                    Shapes.text(result.shape())));
      }
      return result;
    }

    @Override
    public void graphDied() {
      // being dropped from the register of tenants is all that has to happen
    }
  }

  private static final class OperationHook extends FunctionPostHook implements GraphLife.Tenant {
    private volatile @Nullable NodeHook operator;

    OperationHook(NodeHook operator) {
      this.operator = operator;
      retainReference();
    }

    void remove() {
      operator = null;
    }

    @Override
    public TensorVector apply(TensorVector gradInputs, TensorVector gradOutputs) {
      NodeHook current = operator;
      if (current == null) {
        return gradInputs;
      }
      try (var _ = Scope.open()) {
        List<@Nullable Tensor> replaced = current.call(list(gradInputs), list(gradOutputs));
        if (replaced != null) {
          replace(gradInputs, replaced);
        }
        return gradInputs;
      } catch (Throwable thrown) {
        throw BackwardErrors.carry("node hook", thrown);
      }
    }

    private static void replace(TensorVector gradInputs, List<@Nullable Tensor> replaced) {
      if (replaced.size() != gradInputs.size()) {
        throw new IllegalStateException(
            "node hook: expected %d gradients, got %d"
                .formatted(gradInputs.size(), replaced.size()));
      }
      for (int i = 0; i < replaced.size(); i++) {
        Tensor gradient = replaced.get(i);
        try (var undefined = new org.bytedeco.pytorch.Tensor()) {
          gradInputs.put(i, gradient == null ? undefined : gradient.torch());
        }
      }
    }

    private static List<@Nullable Tensor> list(TensorVector vector) {
      @Nullable Tensor[] tensors = new @Nullable Tensor[(int) vector.size()];
      for (int i = 0; i < tensors.length; i++) {
        var raw = vector.get(i);
        tensors[i] = raw.defined() ? Natives.copy(raw) : null;
      }
      return Arrays.asList(tensors);
    }

    @Override
    public void graphDied() {
      // being dropped from the register of tenants is all that has to happen
    }
  }
}
