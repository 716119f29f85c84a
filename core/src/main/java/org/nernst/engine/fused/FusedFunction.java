package org.nernst.engine.fused;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.nernst.neuron.Adjoint;
import org.nernst.neuron.Expr;
import org.nernst.neuron.NeuronModel;
import org.nernst.tensor.CustomFunction;
import org.nernst.tensor.FunctionContext;
import org.nernst.tensor.Tensor;

/// A call as one node of libtorch's graph. Its operands are the inputs, then the states that were
/// given, then the parameters that are tensors; its results the outputs, the recorded states, the
/// states after the last step.
class FusedFunction implements CustomFunction {
  final Call call;
  private final ModelPlans plans;

  /// For each state and parameter its place among the operands, -1 for none.
  private final int[] stateOperands;

  private final int[] paramOperands;
  private final long[][] paramShapes;

  FusedFunction(Call call, ModelPlans plans, Arguments arguments) {
    this.call = call;
    this.plans = plans;
    int next = arguments.inputs.length;
    stateOperands = new int[arguments.states.length];
    for (int s = 0; s < stateOperands.length; s++) {
      stateOperands[s] = arguments.states[s] == null ? -1 : next++;
    }
    paramOperands = new int[arguments.params.length];
    paramShapes = new long[paramOperands.length][];
    for (int p = 0; p < paramOperands.length; p++) {
      Tensor param = arguments.params[p];
      paramOperands[p] = param == null ? -1 : next++;
      paramShapes[p] = param == null ? new long[0] : param.shape();
    }
  }

  /// {@return what [#forward] takes}
  static List<Tensor> operands(Arguments arguments) {
    List<Tensor> operands = new ArrayList<>(List.of(arguments.inputs));
    addPresent(operands, arguments.states);
    addPresent(operands, arguments.params);
    return operands;
  }

  private static void addPresent(List<Tensor> operands, @Nullable Tensor[] tensors) {
    for (Tensor tensor : tensors) {
      if (tensor != null) {
        operands.add(tensor);
      }
    }
  }

  @Override
  public String name() {
    return "neuron " + call.model().name();
  }

  @Override
  public String whyOnlyOnce() {
    return "the fused engine has no second derivatives; choose Engine.EAGER";
  }

  @Override
  public final List<Tensor> forward(FunctionContext context, List<Tensor> operands) {
    ForwardPass pass = run(operands, true);
    context.put("inputs", pass.held.size());
    pass.held.forEach(context::save);
    for (Tensor start : pass.starts) {
      if (start != null) {
        context.save(start);
      }
    }
    pass.arrays.forEach(context::save);
    Tensor checkpoints = pass.checkpoints;
    context.put("checkpointed", checkpoints != null);
    if (checkpoints != null) {
      context.save(checkpoints);
    }
    saveMore(context, operands);
    boolean[] dense = new boolean[pass.starts.length];
    for (int s = 0; s < dense.length; s++) {
      dense[s] = pass.starts[s] != null;
    }
    context.put("dense starts", dense);
    context.put("start numbers", pass.startNumbers);
    markConstant(context);
    return results(pass);
  }

  /// Keeps what a subclass needs besides.
  void saveMore(FunctionContext context, List<Tensor> operands) {}

  /// Whether the gradient of an input, a state or a parameter is wanted.
  ///
  /// @param operand its place among the operands
  boolean isWanted(FunctionContext context, int operand) {
    return context.needsInputGrad(operand);
  }

  /// Results to which no wanted gradient leads require none.
  private void markConstant(FunctionContext context) {
    int inputs = call.model().inputs().size();
    int all = inputs + stateOperands.length + paramOperands.length;
    BitSet needed = new BitSet(all);
    for (int k = 0; k < all; k++) {
      int operand = operand(k, inputs);
      needed.set(k, operand >= 0 && isWanted(context, operand));
    }
    plans
        .constant(
            call.plan(),
            needed,
            missing(),
            call.geometry().steps > 1,
            () -> constantResults(wanted(context)))
        .stream()
        .forEach(context::markNonDifferentiable);
  }

  /// The place among the operands of the k-th of the model's inputs, states and parameters; -1 for
  /// none.
  private int operand(int k, int inputs) {
    if (k < inputs) {
      return k;
    }
    int state = k - inputs;
    return state < stateOperands.length
        ? stateOperands[state]
        : paramOperands[state - stateOperands.length];
  }

  private BitSet constantResults(Wanted wanted) {
    NeuronModel model = call.model();
    Set<String> missing = Set.copyOf(missing());
    Set<String> given = new LinkedHashSet<>(wanted.states);
    given.removeAll(missing);
    Set<Expr> reaching =
        plans.reaching(
            model, wanted.inputs, given, missing, wanted.params, call.geometry().steps > 1);
    List<Expr> next = List.copyOf(model.next().values());
    List<Expr> results = new ArrayList<>();
    call.plan().outputs.forEach(name -> results.add(model.outputs().get(name)));
    for (int s : call.plan().recorded) {
      results.add(next.get(s));
    }
    results.addAll(next);
    BitSet constant = new BitSet(results.size());
    for (int r = 0; r < results.size(); r++) {
      constant.set(r, !reaching.contains(results.get(r)));
    }
    return constant;
  }

  private List<String> missing() {
    List<String> missing = new ArrayList<>();
    for (int s = 0; s < stateOperands.length; s++) {
      if (stateOperands[s] < 0) {
        missing.add(call.model().states().get(s).name());
      }
    }
    return missing;
  }

  /// Runs the call forward.
  ///
  /// @param checkpointed whether a backward pass may follow
  ForwardPass run(List<Tensor> operands, boolean checkpointed) {
    ForwardPass pass =
        pass(operands, operands.subList(0, call.model().inputs().size()), checkpointed);
    pass.run();
    return pass;
  }

  /// {@return a pass to be run}
  final ForwardPass pass(List<Tensor> operands, List<Tensor> inputs, boolean checkpointed) {
    return new ForwardPass(
        call,
        inputs,
        present(operands, stateOperands),
        present(operands, paramOperands),
        checkpointed);
  }

  static List<Tensor> results(ForwardPass pass) {
    List<Tensor> results = new ArrayList<>(pass.outputs);
    results.addAll(pass.recorded);
    results.addAll(List.of(pass.states));
    return results;
  }

  private static @Nullable Tensor[] present(List<Tensor> operands, int[] places) {
    @Nullable Tensor[] found = new @Nullable Tensor[places.length];
    for (int k = 0; k < places.length; k++) {
      found[k] = places[k] < 0 ? null : operands.get(places[k]);
    }
    return found;
  }

  @Override
  public final List<@Nullable Tensor> backward(
      FunctionContext context, List<@Nullable Tensor> gradOutputs) {
    NeuronModel model = call.model();
    StepPlan forward = call.plan();
    Map<String, Tensor> arriving = new LinkedHashMap<>();
    Map<String, Tensor> recorded = new LinkedHashMap<>();
    Map<String, Tensor> finals = new LinkedHashMap<>();
    List<String> stateNames = List.copyOf(model.next().keySet());
    int next = 0;
    for (String output : forward.outputs) {
      putPresent(arriving, output, gradOutputs.get(next++));
    }
    for (int s : forward.recorded) {
      putPresent(recorded, stateNames.get(s), gradOutputs.get(next++));
    }
    for (String state : stateNames) {
      putPresent(finals, state, gradOutputs.get(next++));
    }
    Wanted wanted = wanted(context);
    Adjoint.Request request =
        new Adjoint.Request(
            Set.copyOf(arriving.keySet()),
            Set.copyOf(recorded.keySet()),
            Set.copyOf(finals.keySet()),
            wanted.inputs,
            wanted.states,
            wanted.params,
            call.geometry().steps > 1);
    AdjointPlan plan = plans.adjoint(call.model(), forward, request, missing());
    BackwardPass pass =
        new BackwardPass(
            call, plan, saved(context), arriving, recorded, finals, context::mayOverwrite);
    return run(context, pass, plan);
  }

  /// Runs the call backward.
  ///
  /// @return a gradient for each operand
  List<@Nullable Tensor> run(FunctionContext context, BackwardPass pass, AdjointPlan plan) {
    pass.run();
    return gradients(context, pass);
  }

  private static void putPresent(
      Map<String, Tensor> gradients, String name, @Nullable Tensor gradient) {
    if (gradient != null) {
      gradients.put(name, gradient);
    }
  }

  private record Wanted(Set<String> inputs, Set<String> states, Set<String> params) {}

  private Wanted wanted(FunctionContext context) {
    NeuronModel model = call.model();
    Set<String> inputs = new LinkedHashSet<>();
    for (int i = 0; i < model.inputs().size(); i++) {
      if (isWanted(context, i)) {
        inputs.add(model.inputs().get(i));
      }
    }
    Set<String> params = new LinkedHashSet<>();
    for (int p = 0; p < paramOperands.length; p++) {
      if (paramOperands[p] >= 0 && context.needsInputGrad(paramOperands[p])) {
        params.add(model.params().get(p).name());
      }
    }
    Set<String> states = new LinkedHashSet<>();
    for (int s = 0; s < stateOperands.length; s++) {
      NeuronModel.State state = model.states().get(s);
      boolean wanted =
          stateOperands[s] >= 0
              ? context.needsInputGrad(stateOperands[s])
              : plans.reachesParam(state, params);
      if (wanted) {
        states.add(state.name());
      }
    }
    return new Wanted(inputs, states, params);
  }

  private BackwardPass.Saved saved(FunctionContext context) {
    int next = 0;
    List<Tensor> inputs = new ArrayList<>();
    while (next < context.get("inputs", Integer.class)) {
      inputs.add(context.saved(next++));
    }
    boolean[] dense = context.get("dense starts", boolean[].class);
    @Nullable Tensor[] starts = new @Nullable Tensor[dense.length];
    for (int s = 0; s < dense.length; s++) {
      starts[s] = dense[s] ? context.saved(next++) : null;
    }
    List<Tensor> arrays = new ArrayList<>();
    for (boolean array : call.plan().arrays) {
      if (array) {
        arrays.add(context.saved(next++));
      }
    }
    Tensor checkpoints = context.get("checkpointed", Boolean.class) ? context.saved(next) : null;
    return new BackwardPass.Saved(
        inputs, starts, context.get("start numbers", double[].class), arrays, checkpoints);
  }

  /// {@return what a pass found for inputs, states and parameters}
  final List<@Nullable Tensor> gradients(FunctionContext context, BackwardPass pass) {
    List<@Nullable Tensor> gradients = new ArrayList<>();
    NeuronModel model = call.model();
    List<String> stateNames = List.copyOf(model.next().keySet());
    model.inputs().forEach(name -> gradients.add(pass.inputs.get(name)));
    for (int s = 0; s < stateOperands.length; s++) {
      if (stateOperands[s] >= 0) {
        gradients.add(pass.states.get(stateNames.get(s)));
      }
    }
    for (int p = 0; p < paramOperands.length; p++) {
      if (paramOperands[p] >= 0) {
        Tensor perNeuron = pass.params.get(model.params().get(p).name());
        boolean wanted = perNeuron != null && context.needsInputGrad(paramOperands[p]);
        gradients.add(
            wanted
                ? ParamSums.reduce(
                    Objects.requireNonNull(perNeuron), call.geometry().shape, paramShapes[p])
                : null);
      }
    }
    return gradients;
  }
}
