package org.nernst.engine.fused;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.nernst.memory.Layout;
import org.nernst.neuron.Adjoint;
import org.nernst.neuron.NeuronModel;
import org.nernst.synapse.EventGradient;
import org.nernst.synapse.SpikeHistory;
import org.nernst.tensor.CustomFunction;
import org.nernst.tensor.FunctionContext;
import org.nernst.tensor.Tensor;

/// A sequence of a neuron with recurrent linear maps as one node of libtorch's graph: forward by
/// [RecurrentForward], backward by [RecurrentBackward], and at the end the gradient of each weight
/// by one product over all steps.
///
/// Its operands are the sequences, the states before the first step, the parameters that are
/// tensors, and the weights of the recurrent maps; its results the outputs, the recorded states,
/// and the states after the last step.
final class RecurrentFunction implements CustomFunction {
  /// For each map the spikes that it read, empty for one that reads any numbers.
  private record Histories(List<Optional<SpikeHistory>> ofMaps) {
    static Histories of(Feedback[] feedbacks) {
      return new Histories(
          Arrays.stream(feedbacks).map(f -> Optional.ofNullable(f.spikes())).toList());
    }
  }

  private final Call call;
  private final ModelPlans plans;
  private final List<Recurrence.LinearMap> maps;
  private final List<String> sequences;
  private final Layout layout;
  private final List<String> stateNames;

  /// For each parameter its place among the operands, -1 for numbers.
  private final int[] paramOperands;

  private final long[][] paramShapes;

  /// For each input of the rest its place among sequences, then maps.
  private final int[] inputPlaces;

  private final int firstWeight;

  /// The parameters that are arrays and count from the second step on only.
  private final LateArrays late;

  /// @param call one step of the rest
  /// @param arguments of the first step
  /// @param sequences names of the inputs that are there for all steps
  /// @param layout of the sequences
  RecurrentFunction(
      Call call,
      ModelPlans plans,
      Arguments arguments,
      Recurrence recurrence,
      List<String> sequences,
      Layout layout) {
    this.call = call;
    this.plans = plans;
    this.maps = recurrence.recurrent();
    this.sequences = sequences;
    this.layout = layout;
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
    late = LateArrays.of(arguments);
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

  private RecurrentInputs inputs(Tensor[] given) {
    int[] mapStates = maps.stream().mapToInt(Recurrence.LinearMap::state).toArray();
    return new RecurrentInputs(given, mapStates, inputPlaces);
  }

  private BatchRows rows(Geometry geometry) {
    long[] shape = geometry.shape;
    return new BatchRows(geometry, Math.toIntExact(shape[shape.length - 1]));
  }

  @Override
  public List<Tensor> forward(FunctionContext context, List<Tensor> operands) {
    Tensor[] given = operands.subList(0, sequences.size()).toArray(Tensor[]::new);
    int steps = layout == Layout.STEP ? 1 : Math.toIntExact(given[0].size(layout.timeDim()));
    Geometry geometry =
        new Geometry(call.geometry().dtype, layout, steps, call.geometry().shape, given);
    Tensor[] starts = new Tensor[stateNames.size()];
    for (int s = 0; s < starts.length; s++) {
      starts[s] = Geometry.compact(operands.get(sequences.size() + s));
    }
    @Nullable Tensor[] params = new @Nullable Tensor[paramOperands.length];
    for (int p = 0; p < params.length; p++) {
      params[p] = paramOperands[p] < 0 ? null : operands.get(paramOperands[p]);
    }
    List<Tensor> arrays = ForwardPass.arrays(call.plan(), geometry, params);
    boolean wanted = false;
    for (int k = 0; k < operands.size(); k++) {
      wanted |= context.needsInputGrad(k);
    }
    BatchRows rows = rows(geometry);
    Feedback[] feedbacks = new Feedback[maps.size()];
    for (int m = 0; m < feedbacks.length; m++) {
      Tensor weight = operands.get(firstWeight + m);
      feedbacks[m] = Feedback.of(call.model(), maps.get(m), weight, rows, wanted);
    }
    RecurrentPlan plan = wanted ? plan(context) : null;
    RecurrentForward pass =
        new RecurrentForward(
            call.stepByStep(geometry), inputs(given), starts, arrays, late, feedbacks, plan);
    pass.run(rows);
    if (plan != null) {
      context.put("plan", plan);
      context.put("spikes", Histories.of(feedbacks));
      context.put("geometry", geometry);
      context.save(given);
      arrays.forEach(context::save);
      Arrays.stream(pass.kept).forEach(kept -> context.save(kept.tensor));
      Arrays.stream(feedbacks).forEach(feedback -> context.save(feedback.kept()));
      operands.subList(firstWeight, operands.size()).forEach(context::save);
    }
    List<Tensor> results = new ArrayList<>(Arrays.asList(pass.outputs));
    results.addAll(Arrays.asList(pass.recorded));
    results.addAll(Arrays.asList(pass.states));
    return results;
  }

  /// Kernels for all gradients that may arrive or be asked for.
  private RecurrentPlan plan(FunctionContext context) {
    Set<String> recorded = new LinkedHashSet<>();
    for (int s : call.plan().recorded) {
      recorded.add(stateNames.get(s));
    }
    Adjoint.Request widest = request(context, Set.copyOf(call.plan().outputs), recorded);
    return plans.recurrent(call.model(), call.plan(), widest, mapNames());
  }

  private List<String> mapNames() {
    return maps.stream().map(Recurrence.LinearMap::name).toList();
  }

  /// @param outputs at which a gradient arrives
  /// @param recorded states at whose record one arrives
  private Adjoint.Request request(
      FunctionContext context, Set<String> outputs, Set<String> recorded) {
    Set<String> inputs = new LinkedHashSet<>(mapNames());
    for (int i = 0; i < sequences.size(); i++) {
      if (context.needsInputGrad(i)) {
        inputs.add(sequences.get(i));
      }
    }
    Set<String> params = new LinkedHashSet<>();
    for (int p = 0; p < paramOperands.length; p++) {
      if (paramOperands[p] >= 0 && context.needsInputGrad(paramOperands[p])) {
        params.add(call.model().params().get(p).name());
      }
    }
    Set<String> states = Set.copyOf(stateNames);
    return new Adjoint.Request(outputs, recorded, states, inputs, states, params, false);
  }

  private RecurrentBackward.Saved saved(FunctionContext context) {
    List<Tensor> all = new ArrayList<>();
    for (int k = 0; k < context.savedCount(); k++) {
      all.add(context.saved(k));
    }
    int read = all.size() - 2 * maps.size();
    int kept = read - context.get("plan", RecurrentPlan.class).kept();
    return new RecurrentBackward.Saved(
        inputs(all.subList(0, sequences.size()).toArray(Tensor[]::new)),
        all.subList(sequences.size(), kept),
        all.subList(kept, read),
        all.subList(read + maps.size(), all.size()));
  }

  @Override
  public List<@Nullable Tensor> backward(
      FunctionContext context, List<@Nullable Tensor> gradOutputs) {
    Geometry geometry = context.get("geometry", Geometry.class);
    RecurrentBackward.Saved saved = saved(context);
    Set<String> outputs = new LinkedHashSet<>();
    Set<String> recorded = new LinkedHashSet<>();
    List<Tensor> arriving = new ArrayList<>();
    List<Tensor> records = new ArrayList<>();
    int next = 0;
    for (String output : call.plan().outputs) {
      add(outputs, arriving, output, gradOutputs.get(next++));
    }
    for (int s : call.plan().recorded) {
      add(recorded, records, stateNames.get(s), gradOutputs.get(next++));
    }
    @Nullable Tensor[] finals =
        gradOutputs.subList(next, gradOutputs.size()).toArray(new @Nullable Tensor[0]);
    Adjoint.Request request = request(context, outputs, recorded);
    RecurrentBackward pass =
        new RecurrentBackward(
            call.stepByStep(geometry),
            context.get("plan", RecurrentPlan.class).adjoint(call.model(), request),
            saved,
            late,
            rows(geometry),
            mapNames(),
            arriving,
            records,
            finals);
    pass.run();
    return gradients(context, pass);
  }

  private static void add(
      Set<String> names, List<Tensor> gradients, String name, @Nullable Tensor gradient) {
    if (gradient != null) {
      names.add(name);
      gradients.add(gradient);
    }
  }

  private List<@Nullable Tensor> gradients(FunctionContext context, RecurrentBackward pass) {
    List<@Nullable Tensor> gradients = new ArrayList<>();
    sequences.forEach(name -> gradients.add(pass.inputs.get(name)));
    stateNames.forEach(name -> gradients.add(pass.states.get(name)));
    for (int p = 0; p < paramOperands.length; p++) {
      if (paramOperands[p] >= 0) {
        NeuronModel.Param param = call.model().params().get(p);
        Tensor perNeuron = pass.params.get(param.name());
        gradients.add(
            perNeuron == null
                ? null
                : ParamSums.reduce(perNeuron, call.geometry().shape, paramShapes[p]));
      }
    }
    for (int m = 0; m < maps.size(); m++) {
      Tensor made = pass.made.get(maps.get(m).name());
      boolean wanted = made != null && context.needsInputGrad(firstWeight + m);
      gradients.add(wanted ? weightGradient(context, m, Objects.requireNonNull(made)) : null);
    }
    return gradients;
  }

  /// The sum over steps and batch of gradient times what the map read.
  private Tensor weightGradient(FunctionContext context, int map, Tensor made) {
    long width = made.size(-1);
    Tensor rows = made.reshape(-1, width);
    Tensor read = context.saved(context.savedCount() - 2 * maps.size() + map);
    Histories histories = context.get("spikes", Histories.class);
    SpikeHistory spikes = histories.ofMaps.get(map).orElse(null);
    return spikes == null
        ? EventGradient.of(read.reshape(-1, width), rows)
        : EventGradient.of(spikes.with(read), rows);
  }
}
