package org.nernst.engine.eager;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.nernst.neuron.Expr;
import org.nernst.neuron.Leaf;
import org.nernst.neuron.Operation;
import org.nernst.tensor.Tensor;

/// The shape of every node's value in one step of a call.
final class StepShapes {
  private static final long[] SCALAR = {};

  private final Plan plan;
  private final Arguments arguments;
  private final long[][] nodes;
  private final long[][] states;
  private long[] neurons = SCALAR;

  StepShapes(Plan plan, Arguments arguments) {
    this.plan = plan;
    this.arguments = arguments;
    nodes = new long[plan.nodes.length][];
    states = new long[plan.stateNodes.length][];
    startStates();
    grow();
  }

  long[] of(int node) {
    return nodes[node];
  }

  /// The full shape of a state.
  long[] state(int state) {
    return states[state];
  }

  /// The shape of the one population of a neuron without linear maps; of all states together in one
  /// with them.
  long[] neurons() {
    return neurons;
  }

  private void startStates() {
    for (int s = 0; s < states.length; s++) {
      Tensor given = arguments.states[s];
      states[s] = given == null ? SCALAR : given.shape();
    }
    if (plan.staged) {
      return;
    }
    for (int i = 0; i < arguments.stepShapes.length; i++) {
      neurons = join(neurons, arguments.stepShapes[i], "input", plan.inputs.get(i));
    }
    for (int p = 0; p < arguments.params.length; p++) {
      String name = plan.params.get(p).name();
      neurons = join(neurons, arguments.params[p].shape(), "parameter", name);
    }
    for (int s = 0; s < states.length; s++) {
      neurons = join(neurons, states[s], "state", stateName(s));
    }
    Arrays.fill(states, neurons);
  }

  /// States take the shape of what becomes of them, until that changes nothing.
  private void grow() {
    boolean grown = true;
    while (grown) {
      grown = false;
      for (int n = 0; n < nodes.length; n++) {
        nodes[n] = shape(n);
      }
      for (int s = 0; s < states.length; s++) {
        long[] wider = join(states[s], nodes[plan.nextNodes[s]], "state", stateName(s));
        if (arguments.states[s] == null) {
          wider = join(wider, nodes[plan.initialNodes[s]], "state", stateName(s));
        }
        grown |= wider.length != states[s].length || !Arrays.equals(wider, states[s]);
        states[s] = wider;
      }
    }
    if (plan.staged) {
      for (int s = 0; s < states.length; s++) {
        neurons = common(neurons, states[s]);
      }
    }
  }

  private static long[] common(long[] a, long[] b) {
    long[] joined = broadcast(a, b);
    return joined == null ? a : joined;
  }

  private String stateName(int s) {
    return plan.states.get(s).name();
  }

  private long[] shape(int n) {
    Expr node = plan.nodes[n];
    return switch (node) {
      case Leaf.Constant _, Leaf.Dt _ -> SCALAR;
      case Leaf.InputRef i -> arguments.stepShapes[plan.inputs.indexOf(i.inputName())];
      case Leaf.ParamRef p -> arguments.params[paramIndex(p)].shape();
      case Leaf.StateRef s -> states[stateIndex(s)];
      case Leaf.Uniform _ -> neurons;
      case Operation.Linear l -> linear(l, nodes[plan.operands[n][0]]);
      case Operation _ -> {
        long[] all = SCALAR;
        for (int operand : plan.operands[n]) {
          long[] joined = broadcast(all, nodes[operand]);
          all =
              joined == null ? refuse(all, nodes[operand], "operand", plan.nodes[operand]) : joined;
        }
        yield all;
      }
    };
  }

  private int paramIndex(Leaf.ParamRef ref) {
    return plan.paramIndex(ref.paramName());
  }

  private int stateIndex(Leaf.StateRef ref) {
    return plan.stateIndex(ref.stateName());
  }

  private long[] linear(Operation.Linear linear, long[] operand) {
    long[] weight = arguments.weight(linear.weightName()).shape();
    if (operand.length == 0) {
      return new long[] {weight[0]};
    }
    long features = operand[operand.length - 1];
    if (features != weight[1]) {
      throw new IllegalArgumentException(
          "neuron %s: expected weight %s (out, %d) for %s of shape %s, got %s"
              .formatted(
                  plan.name,
                  linear.weightName(),
                  features,
                  linear.operand(),
                  Tensor.shapeText(operand),
                  Tensor.shapeText(weight)));
    }
    long[] mapped = operand.clone();
    mapped[mapped.length - 1] = weight[0];
    return mapped;
  }

  private long[] join(long[] all, long[] own, String what, String name) {
    long[] joined = broadcast(all, own);
    return joined == null ? refuse(all, own, what, name) : joined;
  }

  private long[] refuse(long[] all, long[] own, String what, Object which) {
    throw new IllegalArgumentException(
        "neuron %s: expected %s %s of a shape that broadcasts with %s, got %s"
            .formatted(plan.name, what, which, Tensor.shapeText(all), Tensor.shapeText(own)));
  }

  /// The common shape, one of the arguments where possible; null if there is none.
  private static long @Nullable [] broadcast(long[] a, long[] b) {
    if (b.length == 0 || Arrays.equals(a, b)) {
      return a;
    }
    if (a.length == 0) {
      return b;
    }
    long[] longer = a.length >= b.length ? a : b;
    long[] shorter = a.length >= b.length ? b : a;
    long[] joined = longer.clone();
    int shift = longer.length - shorter.length;
    for (int d = 0; d < shorter.length; d++) {
      long size = shorter[d];
      if (size == 1 || size == joined[d + shift]) {
        continue;
      }
      if (joined[d + shift] != 1) {
        return null;
      }
      joined[d + shift] = size;
    }
    return joined;
  }
}
