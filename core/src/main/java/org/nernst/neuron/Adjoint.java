package org.nernst.neuron;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// The reverse-mode derivative of one step of a neuron, as expressions over the values before the
/// step and the gradients that arrive at what the step makes.
///
/// Over many steps the gradient that leaves by a state is what arrives at that state's value after
/// the step before: it is carried. Only what reaches a wanted gradient is carried.
///
/// @param model the neuron
/// @param arriving by name of the output, the gradient that arrives at it
/// @param carried by state, the gradient that arrives at its value after the step
/// @param recorded by state, what arrives in addition at its recorded value after the step
/// @param inputs by name, the gradient of each wanted input that one reaches
/// @param states by name, the gradient of each state before the step that is wanted or carried
/// @param params by name, the gradient of each wanted parameter that one reaches
public record Adjoint(
    NeuronModel model,
    Map<String, Expr> arriving,
    Map<String, Expr> carried,
    Map<String, Expr> recorded,
    Map<String, Expr> inputs,
    Map<String, Expr> states,
    Map<String, Expr> params) {

  /// Which gradients arrive and which are wanted.
  ///
  /// @param outputs at which a gradient arrives
  /// @param recorded states at whose record one arrives
  /// @param finals states at whose last value one arrives
  /// @param inputs wanted
  /// @param states whose initial value's is wanted
  /// @param params wanted
  /// @param manySteps whether there is more than one step, so that gradients are carried
  public record Request(
      Set<String> outputs,
      Set<String> recorded,
      Set<String> finals,
      Set<String> inputs,
      Set<String> states,
      Set<String> params,
      boolean manySteps) {}

  /// {@return the adjoint of a step when gradients arrive everywhere and all are wanted}
  public static Adjoint of(NeuronModel model) {
    Set<String> states = model.next().keySet();
    Set<String> params = new LinkedHashSet<>();
    model.params().forEach(param -> params.add(param.name()));
    return of(
        model,
        new Request(
            model.outputs().keySet(),
            Set.of(),
            states,
            new LinkedHashSet<>(model.inputs()),
            states,
            params,
            false));
  }

  /// {@return the adjoint of a step for what arrives and what is wanted}
  ///
  /// @throws IllegalArgumentException for a neuron with linear maps
  public static Adjoint of(NeuronModel model, Request request) {
    return new Builder(model, request).build();
  }

  /// {@return the gradient expressions in a fixed order: inputs, states, parameters}
  public List<Expr> roots() {
    List<Expr> roots = new ArrayList<>(inputs.values());
    roots.addAll(states.values());
    roots.addAll(params.values());
    return roots;
  }

  private static final class Builder {
    private final NeuronModel model;
    private final Request request;
    private final Map<String, Expr> arriving = new LinkedHashMap<>();
    private final Map<String, Expr> carries = new LinkedHashMap<>();
    private final Map<String, Expr> recorded = new LinkedHashMap<>();
    private final Map<String, Expr> stateLeaves = new LinkedHashMap<>();
    private final Map<String, Expr> inputLeaves = new LinkedHashMap<>();
    private final Map<String, Expr> paramLeaves = new LinkedHashMap<>();

    Builder(NeuronModel model, Request request) {
      this.model = model;
      this.request = request;
      for (Expr node : Graph.order(model.roots())) {
        switch (node) {
          case Leaf.StateRef s -> stateLeaves.put(s.stateName(), s);
          case Leaf.InputRef i -> inputLeaves.put(i.inputName(), i);
          case Leaf.ParamRef p -> paramLeaves.put(p.paramName(), p);
          default -> {}
        }
      }
      Set<String> taken = new HashSet<>(inputLeaves.keySet());
      taken.addAll(stateLeaves.keySet());
      taken.addAll(paramLeaves.keySet());
      for (String output : model.outputs().keySet()) {
        if (request.outputs().contains(output)) {
          arriving.put(output, stand("d." + output, taken));
        }
      }
      for (String state : model.next().keySet()) {
        carries.put(state, stand("d." + state + ".next", taken));
        if (request.recorded().contains(state)) {
          recorded.put(state, stand("d." + state + ".record", taken));
        }
      }
    }

    private static Expr stand(String wish, Set<String> taken) {
      String name = wish;
      while (!taken.add(name)) {
        name += "_";
      }
      return Gradients.arriving(name);
    }

    Adjoint build() {
      Set<String> carried = new LinkedHashSet<>(request.finals());
      Map<Expr, Expr> gradients = differentiate(carried);
      while (request.manySteps()) {
        boolean grown = false;
        for (String state : model.next().keySet()) {
          Expr leaf = stateLeaves.get(state);
          grown |= leaf != null && gradients.containsKey(leaf) && carried.add(state);
        }
        if (!grown) {
          break;
        }
        gradients = differentiate(carried);
      }
      return select(gradients, carried);
    }

    private Map<Expr, Expr> differentiate(Set<String> carried) {
      // expressions have identity equality, so that a hash map keyed by them goes by identity
      Map<Expr, Expr> seeds = new LinkedHashMap<>();
      arriving.forEach(
          (output, gradient) -> seeds.merge(named(model.outputs(), output), gradient, Expr::plus));
      for (String state : model.next().keySet()) {
        Expr next = named(model.next(), state);
        if (carried.contains(state)) {
          seeds.merge(next, named(carries, state), Expr::plus);
        }
        if (recorded.containsKey(state)) {
          seeds.merge(next, named(recorded, state), Expr::plus);
        }
      }
      List<Expr> wanted = new ArrayList<>();
      wanted(wanted, inputLeaves, request.inputs());
      wanted(wanted, paramLeaves, request.params());
      wanted(wanted, stateLeaves, request.manySteps() ? stateLeaves.keySet() : request.states());
      return Gradients.of(seeds, wanted);
    }

    private static Expr named(Map<String, Expr> exprs, String name) {
      return Objects.requireNonNull(exprs.get(name));
    }

    private static void wanted(List<Expr> all, Map<String, Expr> leaves, Set<String> names) {
      leaves.forEach(
          (name, leaf) -> {
            if (names.contains(name)) {
              all.add(leaf);
            }
          });
    }

    /// Keeps the gradients that are wanted and those that are carried to them.
    private Adjoint select(Map<Expr, Expr> gradients, Set<String> carried) {
      Map<String, Expr> inputs = named(gradients, inputLeaves, request.inputs());
      Map<String, Expr> params = named(gradients, paramLeaves, request.params());
      Map<String, Expr> states = named(gradients, stateLeaves, request.states());
      Map<String, Expr> live = new LinkedHashMap<>();
      boolean grown = true;
      while (grown) {
        grown = false;
        List<Expr> roots = new ArrayList<>(inputs.values());
        roots.addAll(params.values());
        roots.addAll(states.values());
        Set<Expr> reached = Collections.newSetFromMap(new IdentityHashMap<>());
        reached.addAll(Graph.order(roots));
        for (String state : carried) {
          Expr carry = named(carries, state);
          if (!reached.contains(carry) || live.putIfAbsent(state, carry) != null) {
            continue;
          }
          if (request.manySteps()) {
            // a state on which nothing depends carries nothing on
            states.putIfAbsent(
                state,
                gradients.getOrDefault(stateLeaves.getOrDefault(state, carry), Expr.constant(0)));
            grown = true;
          }
        }
      }
      return new Adjoint(
          model,
          arriving,
          Collections.unmodifiableMap(live),
          recorded,
          Collections.unmodifiableMap(inputs),
          Collections.unmodifiableMap(states),
          Collections.unmodifiableMap(params));
    }

    private static Map<String, Expr> named(
        Map<Expr, Expr> gradients, Map<String, Expr> leaves, Set<String> names) {
      Map<String, Expr> result = new LinkedHashMap<>();
      leaves.forEach(
          (name, leaf) -> {
            Expr gradient = gradients.get(leaf);
            if (names.contains(name) && gradient != null) {
              result.put(name, gradient);
            }
          });
      return result;
    }
  }
}
