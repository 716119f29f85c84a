package org.nernst.engine.eager;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.nernst.engine.NeuronCall;
import org.nernst.memory.Layout;
import org.nernst.neuron.Expr;
import org.nernst.neuron.Leaf;
import org.nernst.neuron.Operation;
import org.nernst.neuron.TernaryOp;
import org.nernst.tensor.Autograd;
import org.nernst.tensor.Tensor;

/// When each node of a call is evaluated, whether libtorch records it for backward, and when its
/// value is let go.
final class Schedule {
  /// How often a node is evaluated.
  enum When {
    /// Nobody asks for the value.
    NEVER,
    /// Once: it doesn't depend on time.
    ONCE,
    /// Once, over all steps together: it depends on inputs alone. Linear maps become one product
    /// over the whole sequence.
    SEQUENCE,
    /// In every step.
    STEP
  }

  private static final int[] NONE = {};

  final When[] when;

  /// Whether libtorch records the node.
  final boolean[] recorded;

  /// Whether recording must be off because an operand is recorded and the node isn't.
  final boolean[] guarded;

  /// The nodes of a step, in order.
  final int[] stepNodes;

  /// By position in the step: nodes whose values nobody uses any more.
  final int[][] dying;

  /// Outputs wanted, as indices into the plan's.
  final int[] outputs;

  /// Whether a state's value may be closed when the next one is there: no output and no record
  /// shares it.
  final boolean[] replaceable;

  private final Plan plan;
  private final NeuronCall call;
  private final Arguments arguments;

  Schedule(Plan plan, NeuronCall call, Arguments arguments, StepShapes shapes) {
    this.plan = plan;
    this.call = call;
    this.arguments = arguments;
    int count = plan.nodes.length;
    outputs =
        IntStream.range(0, plan.outputNodes.length)
            .filter(o -> call.outputs().contains(plan.outputNames.get(o)))
            .toArray();
    when = new When[count];
    Arrays.fill(when, When.NEVER);
    recorded = new boolean[count];
    guarded = new boolean[count];
    if (Autograd.isEnabled()) {
      record();
    }
    boolean[] needed = needed();
    for (int n = 0; n < count; n++) {
      if (needed[n]) {
        when[n] = when(n, shapes);
      }
    }
    stepNodes =
        IntStream.range(0, count)
            .filter(n -> when[n] == When.STEP && !(plan.nodes[n] instanceof Leaf.StateRef))
            .toArray();
    dying = dying();
    replaceable = replaceable();
  }

  private boolean[] needed() {
    boolean[] needed = new boolean[plan.nodes.length];
    for (int o : outputs) {
      needed[plan.outputNodes[o]] = true;
    }
    for (int s = 0; s < plan.nextNodes.length; s++) {
      needed[plan.nextNodes[s]] = true;
      needed[plan.initialNodes[s]] |= arguments.states[s] == null;
    }
    for (int n = needed.length - 1; n >= 0; n--) {
      for (int operand : needed[n] ? used(n) : NONE) {
        needed[operand] = true;
      }
    }
    return needed;
  }

  /// The operands that a node's evaluation reads: of a spike without gradient only its value.
  private int[] used(int n) {
    int[] operands = plan.operands[n];
    return !recorded[n] && plan.nodes[n] instanceof Operation.Ternary t && t.op() == TernaryOp.SPIKE
        ? new int[] {operands[0]}
        : operands;
  }

  private When when(int n, StepShapes shapes) {
    Expr node = plan.nodes[n];
    return switch (node) {
      case Leaf.Constant _, Leaf.Dt _, Leaf.ParamRef _ -> When.ONCE;
      case Leaf.StateRef _, Leaf.Uniform _ -> When.STEP;
      case Leaf.InputRef i -> input(plan.inputs.indexOf(i.inputName()));
      case Operation operation -> operation(operation, n, shapes);
    };
  }

  private When input(int i) {
    if (call.layout() == Layout.STEP) {
      return When.STEP;
    }
    return isConstant(arguments.inputs[i]) ? When.ONCE : When.SEQUENCE;
  }

  /// An input expanded in time is read once, unless every step's own gradient is asked for.
  private boolean isConstant(Tensor input) {
    return arguments.steps > 1
        && input.strides()[call.layout().timeDim()] == 0
        && !(input.requiresGrad() && Autograd.isEnabled());
  }

  private When operation(Operation node, int n, StepShapes shapes) {
    When latest = When.ONCE;
    int rank = -1;
    boolean aligned = true;
    for (int operand : used(n)) {
      When own = when[operand];
      latest = own.compareTo(latest) > 0 ? own : latest;
      int ownRank = shapes.of(operand).length;
      if (own == When.SEQUENCE) {
        aligned &= rank < 0 || rank == ownRank;
        rank = ownRank;
      } else {
        aligned &= ownRank == 0;
      }
    }
    if (latest != When.SEQUENCE) {
      return latest;
    }
    if (node instanceof Operation.Linear) {
      // The axis of features must not be the batch axis, which time has moved away from the end.
      aligned &= rank > (call.layout() == Layout.BATCH_MAJOR ? 1 : 0);
    }
    if (recorded[n] && node instanceof Operation.Ternary t && t.op() == TernaryOp.SPIKE) {
      int[] of = plan.operands[n];
      aligned &= Arrays.equals(shapes.of(of[0]), shapes.of(n)) && when[of[0]] == When.SEQUENCE;
      aligned &= Arrays.equals(shapes.of(of[1]), shapes.of(n)) && when[of[1]] == When.SEQUENCE;
    }
    return aligned ? When.SEQUENCE : When.STEP;
  }

  private void record() {
    boolean grown = true;
    while (grown) {
      grown = false;
      for (int n = 0; n < recorded.length; n++) {
        boolean was = recorded[n];
        // What the caller hands in may require a gradient that no path asks for.
        recorded[n] = (plan.wanted[n] || plan.nodes[n] instanceof Leaf) && records(n);
        grown |= was != recorded[n];
      }
    }
    for (int n = 0; n < recorded.length; n++) {
      for (int operand : recorded[n] ? NONE : plan.operands[n]) {
        guarded[n] |= recorded[operand];
      }
      // A weight is no operand of the graph.
      guarded[n] |= !recorded[n] && plan.nodes[n] instanceof Operation.Linear l && weightRecords(l);
    }
  }

  private boolean records(int n) {
    Expr node = plan.nodes[n];
    return switch (node) {
      case Leaf.InputRef i -> arguments.inputs[plan.inputs.indexOf(i.inputName())].requiresGrad();
      case Leaf.ParamRef p -> arguments.records(plan.paramIndex(p.paramName()));
      case Leaf.StateRef s -> stateRecords(plan.stateIndex(s.stateName()));
      case Leaf _ -> false;
      case Operation operation -> {
        boolean any = operation instanceof Operation.Linear l && weightRecords(l);
        for (int operand : plan.differentiable[n]) {
          any |= recorded[operand];
        }
        yield any;
      }
    };
  }

  private boolean stateRecords(int s) {
    Tensor given = arguments.states[s];
    boolean first = given == null ? recorded[plan.initialNodes[s]] : given.requiresGrad();
    return first || (call.layout() != Layout.STEP && recorded[plan.nextNodes[s]]);
  }

  private boolean weightRecords(Operation.Linear linear) {
    return arguments.weight(linear.weightName()).requiresGrad();
  }

  /// Nodes may share a tensor with their original; it dies after the last use of any of them. Roots
  /// don't die within the step.
  private int[][] dying() {
    int count = plan.nodes.length;
    int[] lastUse = new int[count];
    Arrays.fill(lastUse, -1);
    for (int position = 0; position < stepNodes.length; position++) {
      int node = stepNodes[position];
      lastUse[plan.original[node]] = position;
      for (int operand : used(node)) {
        lastUse[plan.original[operand]] = position;
      }
    }
    boolean[] root = rootOriginals();
    int[][] dying = new int[stepNodes.length][];
    Arrays.fill(dying, NONE);
    for (int node : stepNodes) {
      int original = plan.original[node];
      if (when[original] == When.STEP
          && !(plan.nodes[original] instanceof Leaf)
          && !root[original]) {
        int position = lastUse[original];
        dying[position] = Arrays.copyOf(dying[position], dying[position].length + 1);
        dying[position][dying[position].length - 1] = node;
      }
    }
    return dying;
  }

  private boolean[] rootOriginals() {
    boolean[] root = new boolean[plan.nodes.length];
    for (int next : plan.nextNodes) {
      root[plan.original[next]] = true;
    }
    for (int o : outputs) {
      root[plan.original[plan.outputNodes[o]]] = true;
    }
    return root;
  }

  /// {@return the nodes evaluated over all steps together of which each step takes its slice}
  int[] sliced() {
    boolean[] used = new boolean[when.length];
    for (int node : stepNodes) {
      for (int operand : used(node)) {
        used[operand] = true;
      }
    }
    for (int next : plan.nextNodes) {
      used[next] = true;
    }
    for (int o : outputs) {
      used[plan.outputNodes[o]] = true;
    }
    return IntStream.range(0, used.length)
        .filter(n -> used[n] && when[n] == When.SEQUENCE)
        .toArray();
  }

  private boolean[] replaceable() {
    List<String> names = plan.states.stream().map(s -> s.name()).toList();
    boolean[] shared = new boolean[plan.nodes.length];
    for (int o : outputs) {
      shared[plan.original[plan.outputNodes[o]]] = true;
    }
    for (int s = 0; s < plan.nextNodes.length; s++) {
      shared[plan.original[plan.nextNodes[s]]] |= call.record().contains(names.get(s));
    }
    boolean[] replaceable = new boolean[plan.nextNodes.length];
    for (int s = 0; s < replaceable.length; s++) {
      int original = plan.original[plan.nextNodes[s]];
      replaceable[s] =
          !shared[original]
              && when[original] == When.STEP
              && !(plan.nodes[original] instanceof Leaf);
    }
    return replaceable;
  }
}
