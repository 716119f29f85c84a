package org.nernst.nn;

import java.util.function.UnaryOperator;
import org.nernst.tensor.DType;
import org.nernst.tensor.Tensor;

/// A part of a network: a tree of modules with parameters, buffers, hooks and modes.
///
/// Has the meaning of PyTorch's `torch.nn.Module` under camelCase names. It has no forward of its
/// own: [Layer] maps a tensor to a tensor, [Cell] also takes and returns a state. A subclass
/// registers its parameters, buffers and children in its constructor and reads them back by name.
///
/// Registered tensors leave their [org.nernst.tensor.Scope]: the module owns them.
///
/// Not carried over, since Java has no use for them: `T_destination` (a type variable),
/// `call_super_init` and `dump_patches` (details of Python's class machinery), and `ScriptModule`
/// (a program inside Python's compiler; a network here is compiled Java already).
///
/// Not safe for use by several threads while it is being changed; reading is.
///
/// Source: the documentation of torch.nn.Module, PyTorch 2.10.
@SuppressWarnings("JavaLangClash") // the field's name for it, and PyTorch's
public abstract non-sealed class Module extends ModuleConversions {
  private boolean training = true;

  /// For subclasses.
  protected Module() {}

  /// Makes a layer of any function on tensors, without parameters.
  ///
  /// @param function what `forward` computes
  public static Layer of(UnaryOperator<Tensor> function) {
    return new FunctionLayer("Function", function);
  }

  /// Makes a named layer of any function on tensors, without parameters.
  ///
  /// @param name what `toString` shows
  /// @param function what `forward` computes
  public static Layer of(String name, UnaryOperator<Tensor> function) {
    return new FunctionLayer(name, function);
  }

  /// Puts the tree into training mode: dropout drops, batch norm learns its statistics.
  ///
  /// @return this module
  public final Module train() {
    return train(true);
  }

  /// Puts the tree into training or evaluation mode.
  ///
  /// @param mode true for training
  /// @return this module
  public Module train(boolean mode) {
    training = mode;
    children().forEach(child -> child.train(mode));
    return this;
  }

  /// Puts the tree into evaluation mode.
  ///
  /// @return this module
  public final Module eval() {
    return train(false);
  }

  /// Whether this module is in training mode; it is at first.
  public final boolean training() {
    return training;
  }

  /// Switches on or off whether gradients are computed for the parameters of the tree.
  ///
  /// @return this module
  public Module requiresGrad(boolean requiresGrad) {
    parameters().forEach(p -> p.requiresGrad(requiresGrad));
    return this;
  }

  /// Drops the gradients of the parameters of the tree.
  public void zeroGrad() {
    zeroGrad(true);
  }

  /// Drops or zeroes the gradients of the parameters of the tree.
  ///
  /// @param setToNone true: there is no gradient afterwards, which saves its memory; false: it is
  ///   there and zero, cut from its history
  public void zeroGrad(boolean setToNone) {
    for (Tensor parameter : parameters()) {
      Tensor grad = parameter.grad();
      if (grad == null) {
        continue;
      }
      if (setToNone) {
        parameter.grad(null);
      } else if (grad.requiresGrad()) {
        parameter.grad(grad.detach().zeroInPlace());
      } else {
        grad.zeroInPlace();
      }
    }
  }

  /// Builds the kernels of every neuron of the tree and runs them until compiled code runs, in the
  /// dtype of the tree's first floating parameter, or float32 without any.
  ///
  /// @return this module
  /// @see #compile(DType)
  public final Module compile() {
    return compile(
        parameters().stream()
            .map(Tensor::dtype)
            .filter(DType::isFloating)
            .findFirst()
            .orElse(DType.FLOAT32));
  }

  /// Builds the kernels of every neuron of the tree and runs them until compiled code runs, so that
  /// the first calls are as fast as later ones: without it HotSpot needs some seconds. Modules in
  /// training mode get the kernels of their backward pass too.
  ///
  /// Kernels fit inputs of any shape, so none has to be given. They run on memory of their own:
  /// states, gradients, buffers and generators stay as they are, and so do all numbers.
  ///
  /// @param dtype of the input
  /// @return this module
  /// @throws UnsupportedOperationException if a module is forced to an engine that can't run it
  public final Module compile(DType dtype) {
    modules().forEach(module -> module.compileKernels(dtype));
    return this;
  }

  /// Builds what this module alone runs faster with; nothing by default. Neurons override it.
  ///
  /// @param dtype of the input
  protected void compileKernels(DType dtype) {}

  /// What `toString` shows between the parentheses, such as "in_features=3, out_features=4".
  public String extraRepr() {
    return "";
  }

  /// The tree as PyTorch prints it.
  @Override
  public String toString() {
    return ModulePrinter.print(this);
  }
}
