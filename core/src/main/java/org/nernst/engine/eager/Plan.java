package org.nernst.engine.eager;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.nernst.neuron.Expr;
import org.nernst.neuron.Graph;
import org.nernst.neuron.Leaf;
import org.nernst.neuron.NeuronModel;
import org.nernst.neuron.Operation;
import org.nernst.neuron.TernaryOp;
import org.nernst.neuron.UnaryOp;

/// What is known of a model before it is run: its nodes by number, operands before users, and how
/// gradients can flow between them.
final class Plan {
  private static final int[] NONE = {};

  // No reference to the model itself, whose plan is kept as long as the model is in use.
  final String name;
  final List<String> inputs;
  final List<NeuronModel.State> states;
  final List<NeuronModel.Param> params;
  final boolean staged;
  final Expr[] nodes;
  final int[][] operands;

  /// The operands of a node that a gradient arriving at it can reach.
  final int[][] differentiable;

  /// Node of each state's value before the step, -1 where nothing reads it; in order of the model's
  /// states, as are the next two.
  final int[] stateNodes;

  final int[] nextNodes;
  final int[] initialNodes;
  final int[] outputNodes;
  final List<String> outputNames;

  /// Whether a gradient that arrives at an output or a next state can reach the node.
  final boolean[] wanted;

  /// Whether the value is known to be 0 or 1.
  final boolean[] binary;

  /// The node whose tensor object this one's value may be.
  final int[] original;

  private final Map<String, Integer> paramIndices;
  private final Map<String, Integer> stateIndices;

  /// Values that depend on numbers alone, as the last run left them.
  volatile @Nullable Numbers numbers;

  Plan(NeuronModel model) {
    name = model.name();
    inputs = model.inputs();
    states = model.states();
    params = model.params();
    staged = model.isStaged();
    nodes = Graph.order(model.roots()).toArray(Expr[]::new);
    IdentityHashMap<Expr, Integer> numbered = new IdentityHashMap<>();
    IntStream.range(0, nodes.length).forEach(n -> numbered.put(nodes[n], n));
    operands = new int[nodes.length][];
    differentiable = new int[nodes.length][];
    for (int n = 0; n < nodes.length; n++) {
      operands[n] = nodes[n].operands().stream().mapToInt(numbered::get).toArray();
      differentiable[n] = differentiable(nodes[n], operands[n]);
    }
    List<String> stateNames = states.stream().map(NeuronModel.State::name).toList();
    paramIndices = indices(params.stream().map(NeuronModel.Param::name).toList());
    stateIndices = indices(stateNames);
    stateNodes = stateNames.stream().mapToInt(this::stateNode).toArray();
    nextNodes = stateNames.stream().mapToInt(name -> of(numbered, model.next(), name)).toArray();
    initialNodes = states.stream().mapToInt(s -> numbered.get(s.initially())).toArray();
    outputNames = List.copyOf(model.outputs().keySet());
    outputNodes =
        outputNames.stream().mapToInt(name -> of(numbered, model.outputs(), name)).toArray();
    wanted = wanted();
    binary = binary();
    original = original();
  }

  int paramIndex(String name) {
    return Objects.requireNonNull(paramIndices.get(name));
  }

  int stateIndex(String name) {
    return Objects.requireNonNull(stateIndices.get(name));
  }

  private static Map<String, Integer> indices(List<String> names) {
    Map<String, Integer> indices = new HashMap<>();
    names.forEach(name -> indices.put(name, indices.size()));
    return indices;
  }

  private static int of(Map<Expr, Integer> numbered, Map<String, Expr> named, String name) {
    return Objects.requireNonNull(numbered.get(named.get(name)));
  }

  private int stateNode(String name) {
    for (int n = 0; n < nodes.length; n++) {
      if (nodes[n] instanceof Leaf.StateRef ref && ref.stateName().equals(name)) {
        return n;
      }
    }
    return -1;
  }

  private static int[] differentiable(Expr node, int[] operands) {
    return switch (node) {
      case Leaf _ -> NONE;
      case Operation.Unary u ->
          switch (u.op()) {
            case STEP, STEP_INCLUSIVE, DETACH, FLOOR, TRUNC, SIGN -> NONE;
            case NEG, ABS, EXP, LOG, TANH, SIGMOID, SQRT, RELU -> operands;
          };
      case Operation.Binary b -> b.op().isComparison() ? NONE : operands;
      case Operation.Ternary t ->
          switch (t.op()) {
            case SELECT -> new int[] {operands[1], operands[2]};
            case BLEND, CLAMP -> operands;
            case SPIKE -> isZero(t.third()) ? NONE : new int[] {operands[1]};
          };
      case Operation.Linear _ -> operands;
    };
  }

  private static boolean isZero(Expr expr) {
    return expr instanceof Leaf.Constant c && c.value() == 0;
  }

  private boolean[] wanted() {
    boolean[] reached = new boolean[nodes.length];
    for (int n : outputNodes) {
      reached[n] = true;
    }
    for (int n : nextNodes) {
      reached[n] = true;
    }
    for (int n = nodes.length - 1; n >= 0; n--) {
      for (int operand : reached[n] ? differentiable[n] : NONE) {
        reached[operand] = true;
      }
    }
    for (int s = 0; s < stateNodes.length; s++) {
      reached[initialNodes[s]] |= stateNodes[s] >= 0 && reached[stateNodes[s]];
    }
    for (int n = nodes.length - 1; n >= 0; n--) {
      for (int operand : reached[n] ? differentiable[n] : NONE) {
        reached[operand] = true;
      }
    }
    return reached;
  }

  private boolean[] binary() {
    boolean[] known = new boolean[nodes.length];
    for (int n = 0; n < nodes.length; n++) {
      int[] of = operands[n];
      known[n] =
          switch (nodes[n]) {
            case Leaf.Constant c -> c.value() == 0 || c.value() == 1;
            case Leaf _ -> false;
            case Operation.Unary u ->
                switch (u.op()) {
                  case STEP, STEP_INCLUSIVE -> true;
                  case DETACH, RELU, ABS, FLOOR, TRUNC, SIGN -> known[of[0]];
                  case NEG, EXP, LOG, TANH, SIGMOID, SQRT -> false;
                };
            case Operation.Binary b ->
                b.op().isComparison()
                    || switch (b.op()) {
                      case TIMES, MIN, MAX -> known[of[0]] && known[of[1]];
                      default -> false;
                    };
            case Operation.Ternary t ->
                switch (t.op()) {
                  case SELECT, BLEND -> known[of[1]] && known[of[2]];
                  case SPIKE -> known[of[0]];
                  case CLAMP -> false;
                };
            case Operation.Linear _ -> false;
          };
    }
    return known;
  }

  private int[] original() {
    int[] first = new int[nodes.length];
    for (int n = 0; n < nodes.length; n++) {
      boolean same =
          nodes[n] instanceof Operation.Ternary t && t.op() == TernaryOp.SPIKE
              || nodes[n] instanceof Operation.Unary u && u.op() == UnaryOp.DETACH;
      first[n] = same ? first[operands[n][0]] : n;
    }
    return first;
  }
}
