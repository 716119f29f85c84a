package org.nernst.neuron;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A neuron: its states, parameters, inputs, and the equations of one time step, with no tensor in
/// it. From one definition engines run it and differentiate it, and its documentation is printed.
///
/// A neuron of one's own takes about ten lines. This leaky integrator with a threshold that rises
/// with each spike and relaxes between them is complete:
///
/// ```java
/// NeuronModel tired = NeuronModel.define("tired", n -> {
///   Expr v = n.state("v");                                            // starts at 0
///   Expr fatigue = n.state("fatigue");
///   Expr threshold = n.param("v_th", 1.0, "mV", "threshold of a rested neuron").plus(fatigue).named("threshold");
///   Expr charged = v.times(n.param("decay", 0.9, "", "of v in a step")).plus(n.input("current")).named("charged");
///   Expr z = n.spike(step(charged.minus(threshold)), Surrogates.superSpike(10).at(charged, threshold)).named("z");
///   n.next(v, blend(z.detach(), constant(0), charged));               // detached: no gradient through the reset
///   n.next(fatigue, fatigue.times(0.95).plus(z.times(n.param("rise", 0.2, "mV", "of the threshold at a spike"))));
///   n.output("spikes", z);
/// });
/// System.out.println(tired.equations());
/// ```
///
/// Each state needs a [next][Builder#next(Expr, Expr)] value; expressions on the right are those of
/// the step that begins, so the order of statements doesn't matter. All arithmetic runs in one
/// dtype, the input's, and every operation is element-wise over the neurons, but for
/// [Builder#linear]. Recurrence is `linear` of a state that holds the previous spikes.
public final class NeuronModel {
  private final String name;
  private final List<State> states;
  private final List<String> inputs;
  private final List<Param> params;
  private final Map<String, Expr> next;
  private final Map<String, Expr> outputs;
  private final List<Operation.Linear> linears;
  private final Set<String> paramNames;
  private final Set<String> weightNames;

  /// A state.
  ///
  /// @param name of the state
  /// @param initially its value before the first step when the caller gives none: an expression of
  ///   parameters, numbers and dt
  public record State(String name, Expr initially) {}

  /// A parameter.
  ///
  /// @param name of the parameter
  /// @param defaultValue what it is when the caller gives none; null if it must be given
  /// @param unit for the documentation, empty if it has none
  /// @param doc what it means
  public record Param(String name, @Nullable Double defaultValue, String unit, String doc) {}

  NeuronModel(
      String name,
      List<State> states,
      List<String> inputs,
      List<Param> params,
      Map<String, Expr> next,
      Map<String, Expr> outputs) {
    this.name = name;
    this.states = List.copyOf(states);
    this.inputs = List.copyOf(inputs);
    this.params = List.copyOf(params);
    this.next = Collections.unmodifiableMap(new LinkedHashMap<>(next));
    this.outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
    this.linears =
        Graph.order(roots()).stream()
            .filter(Operation.Linear.class::isInstance)
            .map(Operation.Linear.class::cast)
            .toList();
    Set<String> ownParams = new LinkedHashSet<>();
    this.params.forEach(param -> ownParams.add(param.name()));
    paramNames = Collections.unmodifiableSet(ownParams);
    Set<String> ownWeights = new LinkedHashSet<>();
    linears.forEach(linear -> ownWeights.add(linear.weightName()));
    weightNames = Collections.unmodifiableSet(ownWeights);
  }

  /// {@return a neuron made by the recipe}
  ///
  /// @param name for messages and documentation
  /// @param recipe declares states, inputs and parameters and gives each state's next value and the
  ///   outputs
  /// @throws IllegalArgumentException for names used twice, a state without a next value, no input
  ///   or no output, or parts of another model
  public static NeuronModel define(String name, Consumer<Builder> recipe) {
    Builder builder = new Builder(name);
    recipe.accept(builder);
    return builder.build();
  }

  /// {@return its name}
  public String name() {
    return name;
  }

  /// {@return the states in order of declaration}
  public List<State> states() {
    return states;
  }

  /// {@return the names of the inputs in order of declaration}
  public List<String> inputs() {
    return inputs;
  }

  /// {@return the parameters: those declared, in order, then those that surrogates and resets
  /// brought along}
  public List<Param> params() {
    return params;
  }

  /// {@return the value of each state after the step}
  public Map<String, Expr> next() {
    return next;
  }

  /// {@return what the neuron hands on in the step}
  public Map<String, Expr> outputs() {
    return outputs;
  }

  /// {@return the linear maps within, in the order in which a step evaluates them}
  public List<Operation.Linear> linears() {
    return linears;
  }

  /// {@return the names of the parameters in order of declaration}
  public Set<String> paramNames() {
    return paramNames;
  }

  /// {@return the names of the linear maps' weights}
  public Set<String> weightNames() {
    return weightNames;
  }

  /// {@return whether there are linear maps, so that a step consists of stages}
  public boolean isStaged() {
    return !linears.isEmpty();
  }

  /// {@return where the equations end: outputs, next states, and initial states}
  public List<Expr> roots() {
    List<Expr> roots = new ArrayList<>(outputs.values());
    roots.addAll(next.values());
    states.forEach(state -> roots.add(state.initially()));
    return roots;
  }

  /// {@return the update of one step as text, a line per named or shared expression} `x(0)` is the
  /// initial value of state x, `x'` its value after the step.
  public String equations() {
    return Equations.of(this);
  }

  /// {@return the adjoint of one step as text: the gradient that leaves by each input, state and
  /// parameter, made of those that arrive} `d.v` is what leaves by state v, `d.v.next` what arrives
  /// at its value after the step, `d.z` what arrives at output z.
  ///
  /// @throws IllegalArgumentException for a neuron with linear maps
  public String adjointEquations() {
    return Equations.of(Adjoint.of(this));
  }

  /// The same neuron with smooth spikes, for comparing gradients with finite differences: a spike's
  /// value is `sigmoid(k * argument)` with its true derivative, `blend` computes `z*a + (1-z)*b`,
  /// nothing is detached.
  ///
  /// @param k steepness, positive
  /// @return a neuron whose values differ and whose gradients are derivatives of its values
  public NeuronModel smooth(double k) {
    if (!(k > 0) || Double.isInfinite(k)) {
      throw new IllegalArgumentException("expected a steepness k > 0, got " + k);
    }
    return rewritten(
        name + " (smooth)", (node, operands) -> SmoothSpikes.smoothed(node, operands, k));
  }

  /// {@return the element-wise neuron of one step, in which each linear map is an input, by its
  /// place in [#linears()]: see [#linearInput]} Inputs that only linear maps read are gone.
  public NeuronModel unstaged() {
    Map<Expr, String> names = new HashMap<>();
    for (int k = 0; k < linears.size(); k++) {
      names.put(linears.get(k), linearInput(k));
    }
    NeuronModel rebuilt =
        rewritten(
            name,
            (node, operands) -> {
              String input = names.get(node);
              return input == null ? Graph.rebuilt(node, operands) : new Leaf.InputRef(input);
            });
    List<String> read =
        Graph.order(rebuilt.roots()).stream()
            .filter(Leaf.InputRef.class::isInstance)
            .map(node -> ((Leaf.InputRef) node).inputName())
            .toList();
    List<String> left = new ArrayList<>(inputs);
    left.addAll(linears.stream().map(names::get).toList());
    left.retainAll(read);
    return new NeuronModel(name, rebuilt.states, left, params, rebuilt.next, rebuilt.outputs);
  }

  /// {@return the name of the input that stands for a linear map in [#unstaged()]}
  ///
  /// @param index of the map in [#linears()]
  public static String linearInput(int index) {
    return "linear." + index;
  }

  /// {@return this neuron with one state more, which after each step holds the sum of an output
  /// over all steps or its value in the last: see [Reading#stateName]}
  ///
  /// @throws IllegalArgumentException if there is no such output, or for a reading of every step
  public NeuronModel collecting(String output, Reading reading) {
    return reading.collectedBy(this, output);
  }

  /// {@return the neuron whose states after a step are their initial values, so that a step of it
  /// tells what they are before the first}
  public NeuronModel atRest() {
    Map<String, Expr> initial = new LinkedHashMap<>();
    states.forEach(state -> initial.put(state.name(), state.initially()));
    return new NeuronModel(name + " (at rest)", states, inputs, params, initial, outputs);
  }

  /// {@return this neuron with its graph rebuilt by a rule}
  ///
  /// @param newName of the result
  /// @param rule gets each node with its rebuilt operands; states, inputs and parameters stay
  public NeuronModel rewritten(String newName, BiFunction<Expr, List<Expr>, Expr> rule) {
    Map<Expr, Expr> replaced = Graph.rewrite(roots(), rule);
    UnaryOperator<Expr> replace = expr -> Objects.requireNonNull(replaced.get(expr));
    List<State> newStates =
        states.stream()
            .map(state -> new State(state.name(), replace.apply(state.initially())))
            .toList();
    Map<String, Expr> newNext = new LinkedHashMap<>(next);
    newNext.replaceAll((_, expr) -> replace.apply(expr));
    Map<String, Expr> newOutputs = new LinkedHashMap<>(outputs);
    newOutputs.replaceAll((_, expr) -> replace.apply(expr));
    return new NeuronModel(newName, newStates, inputs, params, newNext, newOutputs);
  }

  /// {@return name, inputs, states and parameters in a line}
  @Override
  public String toString() {
    return "NeuronModel("
        + name
        + ", inputs "
        + inputs
        + ", states "
        + next.keySet()
        + ", params "
        + params.stream().map(Param::name).toList()
        + ", outputs "
        + outputs.keySet()
        + ")";
  }

  /// Takes down a neuron's parts; only for the recipe of [NeuronModel#define].
  public static final class Builder {
    private final String name;
    private final Leaf.Dt dt = new Leaf.Dt();
    private final Map<String, Leaf.StateRef> states = new LinkedHashMap<>();
    private final Map<String, Expr> initially = new LinkedHashMap<>();
    private final Map<String, Leaf.InputRef> inputs = new LinkedHashMap<>();
    private final Map<String, Leaf.ParamRef> paramRefs = new LinkedHashMap<>();
    private final Map<String, Param> params = new LinkedHashMap<>();
    private final Map<String, Expr> next = new LinkedHashMap<>();
    private final Map<String, Expr> outputs = new LinkedHashMap<>();
    private boolean built;

    Builder(String name) {
      this.name = name;
    }

    /// {@return a new state, as it is before the step; 0 at first unless
    /// [Leaf.StateRef#initially(Expr)] says otherwise}
    public Leaf.StateRef state(String state) {
      open();
      unused("state", state);
      Leaf.StateRef ref = new Leaf.StateRef(state, this);
      states.put(state, ref);
      return ref;
    }

    /// {@return the input of this name} Asking again gives the same.
    public Expr input(String input) {
      open();
      if (!inputs.containsKey(input)) {
        unused("input", input);
      }
      return inputs.computeIfAbsent(input, Leaf.InputRef::new);
    }

    /// {@return the parameter of this name} Asking again gives the same. Without a declared default
    /// the run must give it.
    public Expr param(String param) {
      open();
      if (!params.containsKey(param)) {
        declare(new Param(param, null, "", ""));
      }
      return Objects.requireNonNull(paramRefs.get(param));
    }

    /// {@return a new parameter with documentation}
    ///
    /// @param defaultValue what it is when the run doesn't give it
    /// @param unit empty if it has none
    /// @param doc what it means
    public Expr param(String param, double defaultValue, String unit, String doc) {
      open();
      if (params.containsKey(param)) {
        throw new IllegalArgumentException(name + ": parameter " + param + " is declared already");
      }
      return declare(new Param(param, defaultValue, unit, doc));
    }

    private Expr declare(Param param) {
      unused("parameter", param.name());
      Leaf.ParamRef ref = new Leaf.ParamRef(param.name());
      params.put(param.name(), param);
      paramRefs.put(param.name(), ref);
      return ref;
    }

    /// {@return the length of a time step}
    public Expr dt() {
      return dt;
    }

    /// {@return `x Wᵀ` over the last axis of x} The one operation that isn't element-wise:
    /// recurrence is `linear` of a state that holds the previous output.
    ///
    /// @param weightName of a matrix (out, in) that the run gives; row = receiving neuron
    public Expr linear(String weightName, Expr x) {
      open();
      return Expr.linear(weightName, x);
    }

    /// {@return spikes with a surrogate gradient} The same as [Expr#spike(Expr,
    /// SurrogateGradient)].
    public Expr spike(Expr forward, SurrogateGradient surrogate) {
      return Expr.spike(forward, surrogate);
    }

    /// {@return spikes with a surrogate gradient} The same as [Expr#spike(Expr, Expr, Expr)].
    public Expr spike(Expr forward, Expr argument, Expr derivative) {
      return Expr.spike(forward, argument, derivative);
    }

    /// Gives the value of a state after the step.
    ///
    /// @param state what [#state] returned
    public void next(Expr state, Expr value) {
      open();
      if (!(state instanceof Leaf.StateRef ref) || states.get(ref.stateName()) != ref) {
        throw new IllegalArgumentException(
            name + ": expected as first argument of next a state of this neuron, got " + state);
      }
      if (next.putIfAbsent(ref.stateName(), value) != null) {
        throw new IllegalArgumentException(
            name + ": state " + ref.stateName() + " has a next value already");
      }
    }

    /// Declares what the neuron hands on.
    public void output(String output, Expr value) {
      open();
      Expr.checkName("output", output);
      if (outputs.putIfAbsent(output, value) != null) {
        throw new IllegalArgumentException(name + ": output " + output + " is declared already");
      }
    }

    void initially(Leaf.StateRef state, Expr value) {
      open();
      if (initially.putIfAbsent(state.stateName(), value) != null) {
        throw new IllegalArgumentException(
            name + ": state " + state.stateName() + " has an initial value already");
      }
    }

    private void open() {
      if (built) {
        throw new IllegalStateException("neuron " + name + " is complete and can't be changed");
      }
    }

    private void unused(String what, String wanted) {
      String kind =
          states.containsKey(wanted)
              ? "state"
              : inputs.containsKey(wanted)
                  ? "input"
                  : params.containsKey(wanted)
                      ? "parameter"
                      : wanted.equals("dt") ? "time step" : null;
      if (kind != null) {
        throw new IllegalArgumentException(
            name
                + ": "
                + wanted
                + " is the name of a "
                + kind
                + " already and can't name a "
                + what);
      }
    }

    private NeuronModel build() {
      for (String state : states.keySet()) {
        if (!next.containsKey(state)) {
          throw new IllegalArgumentException(name + ": state " + state + " has no next value");
        }
      }
      if (inputs.isEmpty()) {
        throw new IllegalArgumentException(name + ": expected at least one input, got none");
      }
      if (outputs.isEmpty()) {
        throw new IllegalArgumentException(name + ": expected at least one output, got none");
      }
      List<State> declared = new ArrayList<>();
      states
          .keySet()
          .forEach(
              state ->
                  declared.add(new State(state, initially.getOrDefault(state, Expr.constant(0)))));
      declared.forEach(this::checkInitially);
      List<Expr> roots = new ArrayList<>(outputs.values());
      roots.addAll(next.values());
      declared.forEach(state -> roots.add(state.initially()));
      Graph.order(roots).forEach(this::adopt);
      Map<String, Expr> orderedNext = new LinkedHashMap<>();
      states
          .keySet()
          .forEach(state -> orderedNext.put(state, Objects.requireNonNull(next.get(state))));
      built = true;
      NeuronModel written =
          new NeuronModel(
              name,
              declared,
              List.copyOf(inputs.keySet()),
              List.copyOf(params.values()),
              orderedNext,
              outputs);
      Map<Expr, Expr> merged = Graph.merge(roots);
      return written.rewritten(name, (node, _) -> Objects.requireNonNull(merged.get(node)));
    }

    private void checkInitially(State state) {
      for (Expr node : Graph.order(List.of(state.initially()))) {
        if (node instanceof Leaf.StateRef
            || node instanceof Leaf.InputRef
            || node instanceof Leaf.Uniform
            || node instanceof Operation.Linear) {
          throw new IllegalArgumentException(
              name
                  + ": expected the initial value of state "
                  + state.name()
                  + " to be made of parameters, numbers and dt, got "
                  + node);
        }
      }
    }

    private void adopt(Expr node) {
      switch (node) {
        case Leaf.StateRef s when states.get(s.stateName()) != s ->
            throw new IllegalArgumentException(
                name + ": state " + s.stateName() + " belongs to another neuron");
        case Leaf.InputRef i when inputs.get(i.inputName()) != i ->
            throw new IllegalArgumentException(
                name + ": input " + i.inputName() + " belongs to another neuron");
        case Leaf.ParamRef p when !params.containsKey(p.paramName()) ->
            declare(new Param(p.paramName(), null, "", ""));
        default -> {}
      }
    }
  }
}
