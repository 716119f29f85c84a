package org.nernst.engine.fused;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.nernst.engine.Layout;
import org.nernst.neuron.Adjoint;
import org.nernst.neuron.NeuronModel;
import org.nernst.tensor.CustomFunction;
import org.nernst.tensor.FlushedDenormals;
import org.nernst.tensor.FunctionContext;
import org.nernst.tensor.Functional;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;

/// A sequence of a neuron with recurrent linear maps as one node of libtorch's graph: in every step
/// the maps, then the kernel of the rest; back in time the adjoint kernel, then the maps
/// transposed; at the end the gradient of each weight by one product over all steps.
///
/// Its operands are the sequences, the states before the first step, the parameters that are
/// tensors, and the weights of the recurrent maps; its results the outputs, the recorded states,
/// and the states after the last step.
final class RecurrentFunction implements CustomFunction {
  private final Call call;
  private final ModelPlans plans;
  private final List<Recurrence.LinearMap> maps;
  private final List<String> sequences;
  private final Layout layout;
  private final List<String> stateNames;
  private final int[] record;

  /// For each parameter its place among the operands, -1 for numbers.
  private final int[] paramOperands;

  private final long[][] paramShapes;

  /// For each input of the rest its place among sequences, then maps.
  private final int[] inputPlaces;

  private final int firstWeight;

  /// @param call one step of the rest
  /// @param arguments of the first step
  /// @param sequences names of the inputs that are there for all steps
  /// @param layout of the sequences
  /// @param record indices of the states to record
  RecurrentFunction(
      Call call,
      ModelPlans plans,
      Arguments arguments,
      Recurrence recurrence,
      List<String> sequences,
      Layout layout,
      int[] record) {
    this.call = call;
    this.plans = plans;
    this.maps = recurrence.recurrent();
    this.sequences = sequences;
    this.layout = layout;
    this.record = record;
    stateNames = List.copyOf(call.model().next().keySet());
    int next = sequences.size() + stateNames.size();
    paramOperands = new int[arguments.params.length];
    paramShapes = new long[paramOperands.length][];
    for (int p = 0; p < paramOperands.length; p++) {
      Tensor param = arguments.params[p];
      paramOperands[p] = param == null ? -1 : next++;
      paramShapes[p] = param == null ? new long[0] : param.shape();
    }
    firstWeight = next;
    List<String> places = new ArrayList<>(sequences);
    maps.forEach(map -> places.add(map.name()));
    inputPlaces = call.model().inputs().stream().mapToInt(places::indexOf).toArray();
  }

  @Override
  public String name() {
    return "neuron " + call.model().name();
  }

  @Override
  public String whyOnlyOnce() {
    return "the fused engine has no second derivatives; choose Engine.EAGER";
  }

  private int timeDim() {
    return layout == Layout.STEP ? 0 : layout.timeDim();
  }

  /// One tensor for each step, dense.
  private List<Tensor> inSteps(Tensor sequence) {
    return switch (layout) {
      case STEP -> List.of(sequence.contiguous());
      case TIME_MAJOR -> sequence.contiguous().unbind(0);
      case BATCH_MAJOR -> sequence.transpose(0, 1).contiguous().unbind(0);
    };
  }

  private Tensor inTime(List<Tensor> steps) {
    return layout == Layout.STEP ? steps.getFirst() : Tensor.stack(steps, timeDim());
  }

  private Call at(int t) {
    return call.plan().leaves.streams.length == 0 || t == 0
        ? call
        : new Call(
            call.model(),
            call.plan(),
            call.geometry(),
            call.numbers(),
            call.dt(),
            call.randomKey(),
            call.firstStep() + t,
            call.blockSteps(),
            call.tileWidth());
  }

  @Override
  public List<Tensor> forward(FunctionContext context, List<Tensor> operands) {
    List<List<Tensor>> given = new ArrayList<>();
    for (int i = 0; i < sequences.size(); i++) {
      given.add(inSteps(operands.get(i)));
    }
    int steps = given.isEmpty() ? 1 : given.getFirst().size();
    Tensor[] states = new Tensor[stateNames.size()];
    for (int s = 0; s < states.length; s++) {
      states[s] = operands.get(sequences.size() + s).contiguous();
    }
    @Nullable Tensor[] params = new @Nullable Tensor[paramOperands.length];
    for (int p = 0; p < params.length; p++) {
      params[p] = paramOperands[p] < 0 ? null : operands.get(paramOperands[p]);
    }
    List<List<Tensor>> outputs = new ArrayList<>();
    call.plan().outputs.forEach(_ -> outputs.add(new ArrayList<>()));
    List<List<Tensor>> recorded = new ArrayList<>();
    for (int _ : record) {
      recorded.add(new ArrayList<>());
    }
    context.put("steps", steps);
    for (int t = 0; t < steps; t++) {
      try (Scope scope = Scope.open()) {
        List<Tensor> inputs = inputs(given, states, operands, t);
        ForwardPass pass = new ForwardPass(at(t), inputs, states, params, false);
        pass.run();
        if (t == 0) {
          pass.arrays.forEach(context::save);
        }
        inputs.forEach(context::save);
        context.save(states);
        states = pass.states;
        scope.keep(List.of(states));
        scope.keep(pass.outputs);
        for (int o = 0; o < outputs.size(); o++) {
          outputs.get(o).add(pass.outputs.get(o));
        }
        for (int r = 0; r < record.length; r++) {
          recorded.get(r).add(states[record[r]]);
        }
      }
    }
    for (int m = 0; m < maps.size(); m++) {
      context.save(operands.get(firstWeight + m));
    }
    List<Tensor> results = new ArrayList<>();
    outputs.forEach(own -> results.add(inTime(own)));
    recorded.forEach(own -> results.add(inTime(own)));
    for (Tensor state : states) {
      // a handle of its own, since the last record may be the same tensor
      results.add(state.expand(state.shape()));
    }
    return results;
  }

  private List<Tensor> inputs(
      List<List<Tensor>> given, Tensor[] states, List<Tensor> operands, int t) {
    List<Tensor> inputs = new ArrayList<>();
    for (int place : inputPlaces) {
      if (place < given.size()) {
        inputs.add(given.get(place).get(t));
      } else {
        int m = place - given.size();
        Tensor weight = operands.get(firstWeight + m);
        inputs.add(Functional.linear(states[maps.get(m).state()], weight, null));
      }
    }
    return inputs;
  }

  @Override
  public List<@Nullable Tensor> backward(
      FunctionContext context, List<@Nullable Tensor> gradOutputs) {
    return new Backward(context, gradOutputs).run();
  }

  /// One pass back in time.
  private final class Backward {
    private final FunctionContext context;
    private final int steps;
    private final int perStep = inputPlaces.length + stateNames.size();
    private final List<Tensor> arrays = new ArrayList<>();
    private final List<Tensor> weights = new ArrayList<>();
    private final @Nullable List<Tensor>[] outputGradients;
    private final @Nullable List<Tensor>[] recordGradients;

    /// Gradients of the states, towards the step before.
    private final Map<String, Tensor> carried = new LinkedHashMap<>();

    /// Gradients of sequences, then maps, step by step, the last first.
    private final Map<String, List<Tensor>> found = new LinkedHashMap<>();

    private final Map<String, Tensor> params = new LinkedHashMap<>();
    private final Set<String> wantedParams = new LinkedHashSet<>();
    private final Set<String> wantedInputs = new LinkedHashSet<>();

    @SuppressWarnings({"unchecked", "rawtypes"})
    Backward(FunctionContext context, List<@Nullable Tensor> gradOutputs) {
      this.context = context;
      steps = context.get("steps", Integer.class);
      int next = 0;
      for (boolean array : call.plan().arrays) {
        if (array) {
          arrays.add(context.saved(next++));
        }
      }
      for (int m = 0; m < maps.size(); m++) {
        weights.add(context.saved(arrays.size() + steps * perStep + m));
      }
      int outputs = call.plan().outputs.size();
      outputGradients = new List[outputs];
      for (int o = 0; o < outputs; o++) {
        outputGradients[o] = slices(gradOutputs.get(o));
      }
      recordGradients = new List[record.length];
      for (int r = 0; r < record.length; r++) {
        recordGradients[r] = slices(gradOutputs.get(outputs + r));
      }
      for (int s = 0; s < stateNames.size(); s++) {
        Tensor last = gradOutputs.get(outputs + record.length + s);
        if (last != null) {
          carried.put(stateNames.get(s), last);
        }
      }
      for (int i = 0; i < sequences.size(); i++) {
        if (context.needsInputGrad(i)) {
          wantedInputs.add(sequences.get(i));
        }
      }
      maps.forEach(map -> wantedInputs.add(map.name()));
      wantedInputs.forEach(name -> found.put(name, new ArrayList<>()));
      for (int p = 0; p < paramOperands.length; p++) {
        if (paramOperands[p] >= 0 && context.needsInputGrad(paramOperands[p])) {
          wantedParams.add(call.model().params().get(p).name());
        }
      }
    }

    private @Nullable List<Tensor> slices(@Nullable Tensor gradient) {
      return gradient == null ? null : inSteps(gradient);
    }

    private Tensor state(int t, int s) {
      return context.saved(arrays.size() + t * perStep + inputPlaces.length + s);
    }

    List<@Nullable Tensor> run() {
      for (int t = steps - 1; t >= 0; t--) {
        try (Scope scope = Scope.open()) {
          step(t);
          scope.keep(carried.values());
          scope.keep(params.values());
          found.values().forEach(scope::keep);
        }
      }
      return gradients();
    }

    private void step(int t) {
      Map<String, Tensor> arriving = new LinkedHashMap<>();
      for (int o = 0; o < outputGradients.length; o++) {
        List<Tensor> own = outputGradients[o];
        if (own != null) {
          arriving.put(call.plan().outputs.get(o), own.get(t));
        }
      }
      for (int r = 0; r < record.length; r++) {
        List<Tensor> own = recordGradients[r];
        if (own != null) {
          add(carried, stateNames.get(record[r]), own.get(t));
        }
      }
      Adjoint.Request request =
          new Adjoint.Request(
              Set.copyOf(arriving.keySet()),
              Set.of(),
              Set.copyOf(carried.keySet()),
              Set.copyOf(wantedInputs),
              Set.copyOf(stateNames),
              Set.copyOf(wantedParams),
              false);
      AdjointPlan plan = plans.adjoint(call.model(), call.plan(), request, List.of());
      List<Tensor> inputs = new ArrayList<>();
      for (int i = 0; i < inputPlaces.length; i++) {
        inputs.add(context.saved(arrays.size() + t * perStep + i));
      }
      @Nullable Tensor[] starts = new @Nullable Tensor[stateNames.size()];
      Arrays.setAll(starts, s -> state(t, s));
      var saved = new BackwardPass.Saved(inputs, starts, new double[starts.length], arrays, null);
      BackwardPass pass = new BackwardPass(at(t), plan, saved, arriving, Map.of(), carried);
      pass.run();
      found.forEach((name, own) -> own.add(Objects.requireNonNull(pass.inputs.get(name))));
      pass.params.forEach((name, own) -> add(params, name, own));
      carried.clear();
      carried.putAll(pass.states);
      for (int m = 0; m < maps.size(); m++) {
        Recurrence.LinearMap map = maps.get(m);
        Tensor gradient = Objects.requireNonNull(pass.inputs.get(map.name()));
        add(carried, stateNames.get(map.state()), product(gradient, weights.get(m)));
      }
    }

    private static void add(Map<String, Tensor> sums, String name, Tensor more) {
      Tensor sum = sums.get(name);
      sums.put(name, sum == null ? more : sum.add(more));
    }

    private List<@Nullable Tensor> gradients() {
      List<@Nullable Tensor> gradients = new ArrayList<>();
      for (String name : sequences) {
        List<Tensor> own = found.get(name);
        gradients.add(own == null ? null : inTime(own.reversed()));
      }
      for (int s = 0; s < stateNames.size(); s++) {
        boolean wanted = context.needsInputGrad(sequences.size() + s);
        gradients.add(wanted ? carried.get(stateNames.get(s)) : null);
      }
      for (int p = 0; p < paramOperands.length; p++) {
        if (paramOperands[p] >= 0) {
          NeuronModel.Param param = call.model().params().get(p);
          Tensor perNeuron = params.get(param.name());
          gradients.add(
              perNeuron == null
                  ? null
                  : ParamSums.reduce(perNeuron, call.geometry().shape, paramShapes[p]));
        }
      }
      for (int m = 0; m < maps.size(); m++) {
        gradients.add(context.needsInputGrad(firstWeight + m) ? weightGradient(m) : null);
      }
      return gradients;
    }

    /// The sum over steps and batch of gradient times what the map read, as one product.
    private Tensor weightGradient(int m) {
      Recurrence.LinearMap map = maps.get(m);
      List<Tensor> read = new ArrayList<>();
      for (int t = steps - 1; t >= 0; t--) {
        read.add(state(t, map.state()));
      }
      Tensor weight = weights.get(m);
      Tensor gradient =
          Tensor.stack(Objects.requireNonNull(found.get(map.name())), 0)
              .reshape(-1, weight.size(0));
      return product(gradient.t(), Tensor.stack(read, 0).reshape(-1, weight.size(1)));
    }

    /// Surrogates that fall off exponentially leave gradients that only slow the product down.
    private static Tensor product(Tensor a, Tensor b) {
      try (var _ = FlushedDenormals.open()) {
        return a.matmul(b);
      }
    }
  }
}
