package org.nernst.engine.fused;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nernst.memory.Layout;
import org.nernst.tensor.FunctionContext;
import org.nernst.tensor.Gemm;
import org.nernst.tensor.Tensor;

/// Neurons on a current that is the same in all steps, of which one step is the operand.
final class SteadyFunction extends FusedFunction {
  private final long[] shape;

  SteadyFunction(Call call, ModelPlans plans, Arguments arguments, SteadyCurrent current) {
    super(call, plans, arguments);
    shape = current.shape();
  }

  /// {@return whether a call's steps are those of a current, nothing else widens it, and it is
  /// dense as the geometry takes it to be}
  static boolean fits(Geometry geometry, SteadyCurrent current) {
    if (geometry.layout == Layout.STEP
        || !Gemm.has(geometry.dtype)
        || !current.step().isContiguous()) {
      return false;
    }
    long[] step = geometry.timedShape();
    boolean isWhole = Arrays.equals(step, current.shape());
    step[geometry.layout.timeDim()] = 1;
    return isWhole && Arrays.equals(step, current.step().shape());
  }

  /// {@return what the function takes}
  static List<Tensor> operands(Arguments arguments, SteadyCurrent current) {
    List<Tensor> operands = FusedFunction.operands(arguments);
    operands.set(0, current.step());
    return operands;
  }

  @Override
  ForwardPass run(List<Tensor> operands, boolean checkpointed) {
    List<Tensor> whole = new ArrayList<>(operands);
    whole.set(0, operands.getFirst().expand(shape));
    return super.run(whole, checkpointed);
  }

  @Override
  List<@Nullable Tensor> run(FunctionContext context, BackwardPass pass, AdjointPlan plan) {
    if (plan.inputs.isEmpty()) {
      return super.run(context, pass, plan);
    }
    Tensor sum = new SteadyBackward(call, pass).run();
    List<@Nullable Tensor> gradients = new ArrayList<>(gradients(context, pass));
    long[] step = shape.clone();
    step[call.geometry().layout.timeDim()] = 1;
    gradients.set(0, sum.view(step));
    return gradients;
  }
}
