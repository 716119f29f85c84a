package org.nernst.engine.fused;

import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nernst.memory.Products;
import org.nernst.synapse.Gradients;
import org.nernst.synapse.RasterScan;
import org.nernst.synapse.SpikingCurrent;
import org.nernst.tensor.FunctionContext;
import org.nernst.tensor.SpikeBits;
import org.nernst.tensor.Tensor;

/// A call whose one input is made by a linear map from spikes, as one node of libtorch's graph
/// together with the map. In the place of the input, the operands begin with what the map reads;
/// its weight (out, in) and its bias, if there is one, are the last.
final class FedFunction extends FusedFunction {
  /// Spikes of a row of the batch in a step up to which the current is made again rather than kept:
  /// so few take no longer than memory does, and leave the memory to others.
  private static final double RECOMPUTED = 3;

  private final SpikingCurrent current;
  private final int weightOperand;
  private final boolean hasBias;
  private final @Nullable RasterScan spikes;

  private FedFunction(
      Call call, ModelPlans plans, Arguments arguments, SpikeCurrent from, int weightOperand) {
    super(call, plans, arguments);
    current = from.spiking();
    this.weightOperand = weightOperand;
    hasBias = from.bias() != null;
    spikes =
        from.areSpikesRead() && call.plan().outputs.size() == 1
            ? new RasterScan(current.dtype(), current.rows(), current.out())
            : null;
  }

  /// A function and what it takes.
  record Applied(FedFunction function, List<Tensor> operands) {}

  static Applied of(Call call, ModelPlans plans, Arguments arguments, SpikeCurrent from) {
    List<Tensor> operands = FusedFunction.operands(arguments);
    operands.set(0, from.x());
    int weightOperand = operands.size();
    operands.add(from.weight());
    Tensor bias = from.bias();
    if (bias != null) {
      operands.add(bias);
    }
    return new Applied(new FedFunction(call, plans, arguments, from, weightOperand), operands);
  }

  @Override
  public String name() {
    return "linear map and " + super.name();
  }

  @Override
  boolean isWanted(FunctionContext context, int operand) {
    return operand != 0 ? super.isWanted(context, operand) : isCurrentWanted(context);
  }

  private boolean isCurrentWanted(FunctionContext context) {
    return context.needsInputGrad(0)
        || context.needsInputGrad(weightOperand)
        || (hasBias && context.needsInputGrad(weightOperand + 1));
  }

  @Override
  ForwardPass run(List<Tensor> operands, boolean checkpointed) {
    boolean keeps = checkpointed && !recomputes();
    Tensor whole = keeps ? call.geometry().emptyTimed() : null;
    ForwardPass pass = pass(operands, whole == null ? List.of() : List.of(whole), checkpointed);
    try {
      new FedForward(call, pass, FedChunks.of(call, current), whole, spikes).run();
    } finally {
      Reference.reachabilityFence(operands);
    }
    return pass;
  }

  /// {@return the spikes of the output, once this has run; null if they aren't known}
  @Nullable SpikeBits spikes() {
    return spikes == null ? null : spikes.found();
  }

  private boolean recomputes() {
    return current.density() * current.in() <= RECOMPUTED;
  }

  @Override
  void saveMore(FunctionContext context, List<Tensor> operands) {
    current.spikesKept().forEach(context::save);
    if (recomputes()) {
      context.save(current.weightsKept());
    }
    context.save(operands.get(weightOperand), operands.getFirst());
  }

  @Override
  List<@Nullable Tensor> run(FunctionContext context, BackwardPass pass, AdjointPlan plan) {
    Tensor weight = context.saved(context.savedCount() - 2);
    Tensor x = context.saved(context.savedCount() - 1);
    Tensor gradient;
    try {
      gradient = gradient(context, pass, plan);
    } finally {
      Reference.reachabilityFence(x);
    }
    List<@Nullable Tensor> gradients = new ArrayList<>(gradients(context, pass));
    if (gradient == null) {
      gradients.addAll(Collections.nCopies(hasBias ? 2 : 1, null));
      return gradients;
    }
    Tensor dy = gradient.view(current.rows(), current.out());
    gradients.set(
        0, context.needsInputGrad(0) ? Products.multiply(dy, weight).reshape(x.shape()) : null);
    Gradients own =
        current.gradients(
            dy,
            x,
            context.needsInputGrad(weightOperand),
            hasBias && context.needsInputGrad(weightOperand + 1));
    gradients.add(own.weight());
    if (hasBias) {
      gradients.add(own.bias());
    }
    return gradients;
  }

  /// {@return the gradient of the current, with time; null where no wanted gradient needs it}
  private @Nullable Tensor gradient(FunctionContext context, BackwardPass pass, AdjointPlan plan) {
    if (context.get("inputs", Integer.class) > 0) {
      pass.run();
      // the current that was kept, as large as the gradient that the weight makes of this one
      pass.discardInputs(context);
      return pass.inputs.get(call.model().inputs().getFirst());
    }
    FedBackward backward = new FedBackward(call, pass, plan, FedChunks.of(call, current));
    backward.run();
    return backward.gradient;
  }
}
