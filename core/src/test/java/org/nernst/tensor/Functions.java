package org.nernst.tensor;

import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// Custom functions that several tests share.
final class Functions {
  private Functions() {}

  /// x * y and x + y, with their exact gradients.
  record ProductAndSum() implements CustomFunction {
    @Override
    public String name() {
      return "productAndSum";
    }

    @Override
    public List<Tensor> forward(FunctionContext context, List<Tensor> in) {
      context.save(in.get(0), in.get(1));
      return List.of(in.get(0).mul(in.get(1)), in.get(0).add(in.get(1)));
    }

    @Override
    public List<@Nullable Tensor> backward(FunctionContext context, List<@Nullable Tensor> grad) {
      Tensor product = grad.get(0) == null ? Tensor.zeros(context.outputShape(0)) : grad.get(0);
      Tensor sum = grad.get(1) == null ? Tensor.zeros(context.outputShape(1)) : grad.get(1);
      return List.of(
          product.mul(context.saved(1)).add(sum), product.mul(context.saved(0)).add(sum));
    }
  }

  /// A function of one input and one output, with a backward that can be anything.
  record Unary(
      String name,
      BiFunction<FunctionContext, Tensor, Tensor> forward,
      BiFunction<FunctionContext, Tensor, @Nullable Tensor> backward)
      implements CustomFunction {
    @Override
    public List<Tensor> forward(FunctionContext context, List<Tensor> in) {
      return List.of(forward.apply(context, in.getFirst()));
    }

    @Override
    public List<@Nullable Tensor> backward(FunctionContext context, List<@Nullable Tensor> grad) {
      return java.util.Collections.singletonList(backward.apply(context, grad.getFirst()));
    }

    Tensor apply(Tensor x) {
      return Autograd.apply(this, List.of(x)).getFirst();
    }
  }

  /// Saves x and computes x^2.
  static Unary square() {
    return new Unary(
        "square",
        (context, x) -> {
          context.save(x);
          return x.mul(x);
        },
        (context, g) -> g.mul(context.saved(0)).mul(2));
  }

  static Tensor leaf(float... values) {
    return Tensor.of(values).requiresGrad(true);
  }
}
