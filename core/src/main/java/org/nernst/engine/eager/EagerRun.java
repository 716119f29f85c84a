package org.nernst.engine.eager;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nernst.engine.NeuronCall;
import org.nernst.engine.NeuronResult;
import org.nernst.memory.Layout;
import org.nernst.neuron.Leaf;
import org.nernst.neuron.NeuronModel;
import org.nernst.tensor.Autograd;
import org.nernst.tensor.NoGrad;
import org.nernst.tensor.Scope;
import org.nernst.tensor.Tensor;

/// One run: evaluates first what doesn't depend on time, then what depends on inputs alone, then
/// the rest step by step.
final class EagerRun {
  private final Plan plan;
  private final NeuronCall call;
  private final Arguments arguments;
  private final StepShapes shapes;
  private final Schedule schedule;
  private final Values values;
  private final Tensor[] states;

  /// What was handed on in each step: outputs in order of the schedule, then the states after the
  /// step.
  private final List<Tensor[]> history = new ArrayList<>();

  private final Map<Integer, List<Tensor>> slices = new LinkedHashMap<>();
  private @Nullable NoGrad guard;

  private EagerRun(Plan plan, NeuronCall call) {
    this.plan = plan;
    this.call = call;
    arguments = new Arguments(call);
    shapes = new StepShapes(plan, arguments);
    schedule = new Schedule(plan, call, arguments, shapes);
    values = new Values(plan, schedule, shapes, arguments, call.randomKey());
    states = new Tensor[plan.stateNodes.length];
  }

  static NeuronResult run(Plan plan, NeuronCall call) {
    try (Scope scope = Scope.open()) {
      EagerRun run = new EagerRun(plan, call);
      NeuronResult result = run.run();
      scope.keep(result.outputs().values());
      scope.keep(result.states().values());
      scope.keep(result.recorded().values());
      return result;
    }
  }

  private NeuronResult run() {
    try {
      once();
      sequence();
      startStates();
      for (int t = 0; t < arguments.steps; t++) {
        step(t);
      }
      return result();
    } finally {
      recording(true);
    }
  }

  /// Switches libtorch's recording on or off, if it was on when the run began.
  private void recording(boolean on) {
    NoGrad open = guard;
    if (on && open != null) {
      open.close();
      guard = null;
    } else if (!on && open == null) {
      guard = Autograd.noGrad();
    }
  }

  private void evaluate(int n) {
    if (schedule.guarded[n]) {
      recording(false);
    } else if (schedule.recorded[n]) {
      recording(true);
    }
    values.evaluate(n);
  }

  private void once() {
    Numbers numbers = Numbers.of(plan, arguments, call.dt());
    for (int n = 0; n < plan.nodes.length; n++) {
      if (schedule.when[n] != Schedule.When.ONCE) {
        continue;
      }
      Tensor number = numbers.get(n);
      if (number != null) {
        values.set(n, number);
        continue;
      }
      switch (plan.nodes[n]) {
        case Leaf.ParamRef p ->
            values.set(n, arguments.params[plan.paramIndex(p.paramName())].tensor(arguments.dtype));
        case Leaf.InputRef i -> values.set(n, input(i).select(call.layout().timeDim(), 0));
        default -> evaluate(n);
      }
    }
  }

  private Tensor input(Leaf.InputRef ref) {
    return arguments.inputs[plan.inputs.indexOf(ref.inputName())];
  }

  private void sequence() {
    for (int n = 0; n < plan.nodes.length; n++) {
      if (schedule.when[n] != Schedule.When.SEQUENCE) {
        continue;
      }
      if (plan.nodes[n] instanceof Leaf.InputRef i) {
        values.set(n, input(i));
      } else {
        evaluate(n);
      }
    }
    recording(true);
    for (int n : schedule.sliced()) {
      slices.put(n, values.get(n).unbind(call.layout().timeDim()));
    }
  }

  private void startStates() {
    for (int s = 0; s < states.length; s++) {
      Tensor given = arguments.states[s];
      Tensor start = given == null ? values.get(plan.initialNodes[s]) : given;
      states[s] = full(start, shapes.state(s));
    }
  }

  private static Tensor full(Tensor value, long[] shape) {
    return Arrays.equals(value.shape(), shape) ? value : value.expand(shape);
  }

  private void step(int t) {
    values.step(call.firstStep() + t);
    slices.forEach((n, steps) -> values.set(n, steps.get(t)));
    for (int s = 0; s < states.length; s++) {
      if (plan.stateNodes[s] >= 0) {
        values.set(plan.stateNodes[s], states[s]);
      }
    }
    for (int position = 0; position < schedule.stepNodes.length; position++) {
      int n = schedule.stepNodes[position];
      if (plan.nodes[n] instanceof Leaf.InputRef i) {
        values.set(n, input(i));
      } else {
        evaluate(n);
      }
      for (int dead : schedule.dying[position]) {
        values.close(dead);
      }
    }
    recording(true);
    Tensor[] handed = handOn();
    tidy(handed);
    advance(t, handed);
  }

  private Tensor[] handOn() {
    int count = schedule.outputs.length;
    Tensor[] handed = new Tensor[count + states.length];
    for (int o = 0; o < count; o++) {
      Tensor value = values.get(plan.outputNodes[schedule.outputs[o]]);
      handed[o] = plan.staged ? value : full(value, shapes.neurons());
    }
    for (int s = 0; s < states.length; s++) {
      handed[count + s] = full(values.get(plan.nextNodes[s]), shapes.state(s));
    }
    return handed;
  }

  /// Closes what the step leaves behind.
  private void tidy(Tensor[] handed) {
    for (int n : schedule.stepNodes) {
      Tensor value = values.peek(n);
      int original = plan.original[n];
      boolean ours = !(plan.nodes[original] instanceof Leaf) || value != values.peek(original);
      if (value != null
          && schedule.when[original] == Schedule.When.STEP
          && ours
          && !contains(handed, value)) {
        values.close(n);
      }
    }
    for (int n : schedule.stepNodes) {
      values.forget(n);
    }
  }

  private static boolean contains(Tensor[] tensors, Tensor wanted) {
    for (Tensor tensor : tensors) {
      if (tensor == wanted) {
        return true;
      }
    }
    return false;
  }

  /// Makes the next states the states. Those before are closed if no output and no record holds
  /// them.
  private void advance(int t, Tensor[] handed) {
    int count = schedule.outputs.length;
    history.add(handed);
    for (int s = 0; s < states.length; s++) {
      Tensor old = states[s];
      states[s] = handed[count + s];
      if (t > 0 && schedule.replaceable[s] && !contains(handed, old)) {
        old.close();
      }
    }
  }

  private NeuronResult result() {
    int count = schedule.outputs.length;
    Map<String, Tensor> outputs = new LinkedHashMap<>();
    for (int o = 0; o < count; o++) {
      outputs.put(plan.outputNames.get(schedule.outputs[o]), inTime(o));
    }
    Map<String, Tensor> recorded = new LinkedHashMap<>();
    Map<String, Tensor> last = new LinkedHashMap<>();
    for (int s = 0; s < states.length; s++) {
      NeuronModel.State state = plan.states.get(s);
      if (call.record().contains(state.name())) {
        recorded.put(state.name(), inTime(count + s));
      }
      last.put(state.name(), handle(states[s]));
    }
    return new NeuronResult(outputs, last, recorded);
  }

  private Tensor inTime(int index) {
    if (call.layout() == Layout.STEP) {
      return handle(history.getFirst()[index]);
    }
    return Tensor.stack(
        history.stream().map(step -> step[index]).toList(), call.layout().timeDim());
  }

  /// A handle of the result's own, since the same tensor may be an output and a state, or the
  /// caller's.
  private static Tensor handle(Tensor tensor) {
    return tensor.expand(tensor.shape());
  }
}
