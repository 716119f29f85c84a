package org.nernst.tensor;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A differentiable operation whose forward and backward passes are written in Java.
/// [Autograd#apply] runs it and makes it one node of the graph.
///
/// ```java
/// record Square() implements CustomFunction {
///   public String name() { return "square"; }
///   public List<Tensor> forward(FunctionContext context, List<Tensor> inputs) {
///     context.save(inputs.get(0));
///     return List.of(inputs.get(0).square());
///   }
///   public List<Tensor> backward(FunctionContext context, List<Tensor> gradOutputs) {
///     return List.of(context.saved(0).mul(2).mul(gradOutputs.get(0)));
///   }
/// }
/// ```
///
/// One object may be used for many calls and threads: what a call has to remember goes into its
/// context.
public interface CustomFunction {
  /// What error messages call it.
  String name();

  /// Computes the outputs. Nothing in it is recorded. Inputs must not be changed in place; an
  /// output may be an alias of an input.
  ///
  /// @param context remembers what backward needs
  /// @param inputs as given to [Autograd#apply]
  /// @return the outputs, at least one
  List<Tensor> forward(FunctionContext context, List<Tensor> inputs);

  /// Computes the gradient of each input from those of the outputs. Runs in a scope of its own:
  /// what is returned lives on, the rest is freed at its end. Nothing in it is recorded, so the
  /// result cannot be differentiated once more.
  ///
  /// @param context what forward remembered
  /// @param gradOutputs one entry per output; null where no gradient arrived. Not called when none
  ///   did
  /// @return one entry per input, of that input's shape and dtype; null for no gradient. Entries of
  ///   inputs for which [FunctionContext#needsInputGrad] is false are not looked at
  List<@Nullable Tensor> backward(FunctionContext context, List<@Nullable Tensor> gradOutputs);

  /// Computes the same gradients by recorded operations, for a backward pass that is to be
  /// differentiated itself. What was saved by [FunctionContext#saveInputs] comes with its history.
  ///
  /// @return null, as here, if the gradients can't be differentiated once more
  default @Nullable List<@Nullable Tensor> recordedBackward(
      FunctionContext context, List<@Nullable Tensor> gradOutputs) {
    return null;
  }

  /// Why the gradients can't be differentiated once more, and what to do about it; the end of the
  /// message of that error.
  default String whyOnlyOnce() {
    return "its backward is written in Java and cannot be differentiated a second time";
  }
}
