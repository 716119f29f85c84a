package org.nernst.synapse;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.nernst.memory.Products;
import org.nernst.memory.RowSums;
import org.nernst.tensor.Autograd;
import org.nernst.tensor.CustomFunction;
import org.nernst.tensor.FunctionContext;
import org.nernst.tensor.Functional;
import org.nernst.tensor.Tensor;

/// `y = x W^T + b` of inputs that are mostly not zero, as products on the kernels' threads. Its
/// operands are `x` (rows, in), the weight (out, in) and the bias (out) if there is one.
///
/// @param hasBias whether there is a bias among the operands
record DenseLinear(boolean hasBias) implements CustomFunction {
  /// Multiplications below which libtorch's operation is as fast.
  private static final long LEAST_WORK = 1 << 21;

  /// The same for a map to few outputs, for which libtorch's copies its input into another order.
  private static final long LEAST_NARROW_WORK = 1 << 20;

  private static final int FEW_OUTPUTS = 32;

  /// Computes `x W^T + b`.
  ///
  /// @param x (..., in)
  /// @param weight (out, in)
  /// @param bias (out), or null
  /// @return (..., out)
  static Tensor apply(Tensor x, Tensor weight, @Nullable Tensor bias) {
    if (x.dim() < 2
        || x.numel() * weight.size(0) < leastWork(weight)
        || !Products.areOurs(x, weight)
        || (bias != null && bias.dtype() != x.dtype())) {
      return Functional.linear(x, weight, bias);
    }
    List<Tensor> operands = new ArrayList<>();
    operands.add(x.dim() == 2 ? x : x.reshape(-1, x.size(-1)));
    operands.add(weight);
    if (bias != null) {
      operands.add(bias);
    }
    Tensor y = Autograd.apply(new DenseLinear(bias != null), operands).getFirst();
    if (x.dim() == 2) {
      return y;
    }
    long[] shape = x.shape();
    shape[shape.length - 1] = weight.size(0);
    return y.view(shape);
  }

  private static long leastWork(Tensor weight) {
    return weight.size(0) <= FEW_OUTPUTS ? LEAST_NARROW_WORK : LEAST_WORK;
  }

  @Override
  public String name() {
    return "linear map";
  }

  @Override
  public List<Tensor> forward(FunctionContext context, List<Tensor> operands) {
    context.saveInputs(operands.get(0), operands.get(1));
    return List.of(
        Products.linear(operands.get(0), operands.get(1), hasBias ? operands.get(2) : null));
  }

  @Override
  public List<@Nullable Tensor> backward(
      FunctionContext context, List<@Nullable Tensor> gradOutputs) {
    return gradients(context, gradOutputs, Products::multiply, RowSums::of);
  }

  @Override
  public List<@Nullable Tensor> recordedBackward(
      FunctionContext context, List<@Nullable Tensor> gradOutputs) {
    return gradients(context, gradOutputs, Tensor::matmul, dy -> dy.sum(0));
  }

  private List<@Nullable Tensor> gradients(
      FunctionContext context,
      List<@Nullable Tensor> gradOutputs,
      BinaryOperator<Tensor> product,
      UnaryOperator<Tensor> sum) {
    Tensor dy = Objects.requireNonNull(gradOutputs.getFirst());
    List<@Nullable Tensor> gradients = new ArrayList<>();
    gradients.add(context.needsInputGrad(0) ? product.apply(dy, context.saved(1)) : null);
    gradients.add(context.needsInputGrad(1) ? product.apply(dy.t(), context.saved(0)) : null);
    if (hasBias) {
      gradients.add(context.needsInputGrad(2) ? sum.apply(dy) : null);
    }
    return gradients;
  }
}
