package org.nernst.tensor;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.BoolOptional;
import org.jspecify.annotations.Nullable;

/// Gradients and the recorded graph.
abstract sealed class TensorGradient extends TensorInPlace permits TensorValues {
  TensorGradient(org.bytedeco.pytorch.Tensor handle) {
    super(handle);
  }

  /// Whether operations on this tensor are recorded for its gradient.
  ///
  /// @return true if so
  public final boolean requiresGrad() {
    return torch().requires_grad();
  }

  /// Switches the recording on or off, in place.
  ///
  /// @param required whether it is on; only a floating tensor can have it, and only a leaf can lose
  ///   it
  /// @return this
  /// @throws IllegalArgumentException if this tensor can't
  public final Tensor requiresGrad(boolean required) {
    if (!required && hasGradFn()) {
      throw new IllegalArgumentException(
          "requiresGrad(false): expected a leaf, got the result of an operation: detach() gives it"
              + " without gradient");
    }
    return change("requiresGrad", () -> torch().set_requires_grad(required));
  }

  /// Whether this tensor wasn't made by a recorded operation, so that its gradient is kept.
  ///
  /// @return true for a leaf
  public final boolean isLeaf() {
    return torch().is_leaf();
  }

  /// Whether this tensor was made by a recorded operation.
  ///
  /// @return true if it has a node in the graph
  public final boolean hasGradFn() {
    return !isLeaf();
  }

  /// The gradient that backward has left here.
  ///
  /// @return the gradient, in this shape, or null if there is none; the same memory with each call
  public final @Nullable Tensor grad() {
    org.bytedeco.pytorch.Tensor grad = torch().grad();
    return grad.defined() ? Natives.copy(grad) : null;
  }

  /// Replaces the gradient.
  ///
  /// @param grad of this shape and dtype, or null for none
  /// @throws IllegalArgumentException if shape or dtype differ
  public final void grad(@Nullable Tensor grad) {
    if (grad == null) {
      torch().mutable_grad().reset();
      return;
    }
    if (!Arrays.equals(shape(), grad.shape()) || dtype() != grad.dtype()) {
      throw new IllegalArgumentException(
          "expected a gradient %s %s, got %s %s"
              .formatted(dtype(), Shapes.text(shape()), grad.dtype(), Shapes.text(grad.shape())));
    }
    torch().mutable_grad().put(grad.torch());
  }

  /// Drops the gradient.
  public final void zeroGrad() {
    grad(null);
  }

  /// Computes the gradients of this scalar with respect to the leaves it was made from, and adds
  /// them to theirs.
  ///
  /// @throws IllegalArgumentException if this has more than one element or nothing was recorded
  public final void backward() {
    backward(null, false, false);
  }

  /// As [#backward()], for a tensor of any shape.
  ///
  /// @param grad the gradient of the final scalar with respect to this tensor, in this shape
  public final void backward(Tensor grad) {
    backward(grad, false, false);
  }

  /// As [#backward()], with PyTorch's options.
  ///
  /// @param grad the gradient with respect to this tensor, in this shape; null for the 1 of a
  ///   scalar
  /// @param retainGraph whether the graph stays, for another backward
  /// @param createGraph whether the gradients are recorded too, for second derivatives; then the
  ///   graph stays as well
  public final void backward(@Nullable Tensor grad, boolean retainGraph, boolean createGraph) {
    if (!requiresGrad()) {
      throw new IllegalStateException(
          "backward: expected a tensor that requires grad, got one without: no operation on a"
              + " parameter was recorded");
    }
    if (grad == null && numel() != 1) {
      throw new IllegalArgumentException(
          "backward: expected a gradient for shape %s, got none; only a single element has one of its own"
              .formatted(Shapes.text(shape())));
    }
    if (grad != null && !Arrays.equals(shape(), grad.shape())) {
      throw new IllegalArgumentException(
          "backward: expected a gradient of shape %s, got %s"
              .formatted(Shapes.text(shape()), Shapes.text(grad.shape())));
    }
    org.bytedeco.pytorch.Tensor seed =
        grad == null ? new org.bytedeco.pytorch.Tensor() : grad.torch();
    try (BoolOptional retain = new BoolOptional(retainGraph || createGraph)) {
      torch().backward(seed, retain, createGraph, null);
    } catch (RuntimeException e) {
      throw BackwardErrors.original("backward", e);
    } finally {
      if (grad == null) {
        seed.close();
      }
    }
  }

  /// Has an operator see the gradient of this tensor in each backward pass, before it is used or
  /// stored.
  ///
  /// On a leaf, hooks live as long as this object.
  ///
  /// @param operator is given the gradient; what it returns, of the same shape and dtype, takes its
  ///   place, and null leaves it as it is
  /// @return removes the hook
  /// @throws IllegalArgumentException if this tensor doesn't require a gradient
  public final RemovableHandle registerHook(UnaryOperator<@Nullable Tensor> operator) {
    return GradientHooks.register(self(), operator);
  }

  /// The same memory outside of the recorded graph.
  ///
  /// @return a leaf without grad
  public final Tensor detach() {
    return call1("detach", () -> torch().detach());
  }

  /// Has backward keep the gradient of this tensor although it isn't a leaf.
  public final void retainGrad() {
    try {
      torch().retain_grad();
    } catch (RuntimeException e) {
      throw TorchErrors.translate("retainGrad", e, this);
    }
  }

  /// The same memory outside of the graph and outside of its version count, as PyTorch's `.data`.
  ///
  /// @return a leaf without grad
  public final Tensor data() {
    return call1("data", () -> torch().variable_data());
  }

  /// Replaces memory, shape and dtype; graph edges and every reference to this tensor stay.
  ///
  /// @param other whose memory is used from now on
  public final void setData(Tensor other) {
    try {
      torch().set_data(other.torch());
    } catch (RuntimeException e) {
      throw TorchErrors.translate("setData", e, this, other);
    }
  }
}
