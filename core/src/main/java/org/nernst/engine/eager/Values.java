package org.nernst.engine.eager;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.nernst.neuron.CounterRandom;
import org.nernst.neuron.Expr;
import org.nernst.neuron.Leaf;
import org.nernst.neuron.Operation;
import org.nernst.tensor.Autograd;
import org.nernst.tensor.DType;
import org.nernst.tensor.Functional;
import org.nernst.tensor.NoGrad;
import org.nernst.tensor.Tensor;

/// The values of a plan's nodes, evaluated one by one in order.
///
/// Two nodes need what no operation of libtorch's does alone: a value that isn't computed from what
/// the gradient flows to. Their graph node comes from an operation with the right derivative, whose
/// result is then replaced: `spike` from `argument * derivative`, whose gradient is `g *
/// derivative` exactly; `blend` from `lerp(b, a, z)`, whose gradients are those of `z*a + (1-z)*b`.
/// Neither saves its result, so the graph doesn't see the replacement, and spikes are exactly 0, 1
/// or counts, whatever infinities the operands hold.
final class Values {
  private final Plan plan;
  private final Schedule schedule;
  private final StepShapes shapes;
  private final Arguments arguments;
  private final long randomKey;
  private final @Nullable Tensor[] values;

  /// Comparisons as booleans, which selections need; their numbers are made only when asked for.
  private final @Nullable Tensor[] truths;

  private long step;
  private boolean stepping;

  Values(Plan plan, Schedule schedule, StepShapes shapes, Arguments arguments, long randomKey) {
    this.plan = plan;
    this.schedule = schedule;
    this.shapes = shapes;
    this.arguments = arguments;
    this.randomKey = randomKey;
    values = new @Nullable Tensor[plan.nodes.length];
    truths = new @Nullable Tensor[plan.nodes.length];
  }

  /// Says which step the following evaluations belong to.
  void step(long number) {
    step = number;
    stepping = true;
  }

  void set(int node, Tensor value) {
    forget(node);
    values[node] = value;
  }

  /// The value of a node that was evaluated.
  Tensor get(int n) {
    Tensor value = values[n];
    if (value == null) {
      value = late(n);
      values[n] = value;
    }
    return value;
  }

  @Nullable Tensor peek(int n) {
    return values[n];
  }

  private Tensor late(int n) {
    Tensor truth = truths[n];
    if (truth != null) {
      return truth.to(arguments.dtype);
    }
    if (plan.original[n] == n) {
      throw new IllegalStateException("not evaluated: " + plan.nodes[n]);
    }
    int of = plan.operands[n][0];
    return schedule.recorded[of] ? get(of).detach() : get(of);
  }

  void close(int n) {
    Tensor value = values[n];
    if (value != null) {
      value.close();
      values[n] = null;
    }
  }

  void forget(int n) {
    values[n] = null;
    Tensor truth = truths[n];
    if (truth != null) {
      truth.close();
      truths[n] = null;
    }
  }

  private Tensor operand(int n, int k) {
    return get(plan.operands[n][k]);
  }

  /// Evaluates a node that isn't an input, a state or a parameter.
  void evaluate(int n) {
    Expr node = plan.nodes[n];
    if (Operations.isTruth(node)) {
      Tensor left = operand(n, 0);
      truths[n] = Operations.truth(node, left, plan.operands[n].length > 1 ? operand(n, 1) : left);
      return;
    }
    switch (node) {
      case Leaf.Uniform u -> values[n] = uniform(u);
      case Leaf leaf -> throw new IllegalStateException("not given: " + leaf);
      case Operation.Unary u -> {
        if (plan.original[n] == n) {
          values[n] = Operations.unary(u, operand(n, 0));
        }
      }
      case Operation.Binary b -> values[n] = Operations.binary(b, operand(n, 0), operand(n, 1));
      case Operation.Ternary t -> ternary(t, n);
      case Operation.Linear l -> values[n] = linear(l, operand(n, 0));
    }
  }

  private void ternary(Operation.Ternary t, int n) {
    switch (t.op()) {
      case SELECT ->
          values[n] = Tensor.where(truth(plan.operands[n][0]), operand(n, 1), operand(n, 2));
      case CLAMP -> values[n] = Operations.clamp(t, operand(n, 0), operand(n, 1), operand(n, 2));
      case BLEND -> values[n] = blend(n);
      case SPIKE -> {
        if (schedule.recorded[n]) {
          values[n] = spike(n);
        }
      }
    }
  }

  private Tensor blend(int n) {
    int z = plan.operands[n][0];
    Tensor a = operand(n, 1);
    Tensor b = operand(n, 2);
    boolean chosenOnly = !schedule.recorded[n] || (plan.binary[z] && !schedule.recorded[z]);
    if (chosenOnly) {
      return Tensor.where(truth(z), a, b);
    }
    Tensor blended = b.lerp(a, get(z));
    try (NoGrad _ = Autograd.noGrad();
        Tensor chosen = Tensor.where(truth(z), a, b)) {
      blended.setData(chosen);
    }
    return blended;
  }

  private Tensor spike(int n) {
    int[] of = plan.operands[n];
    Tensor argument = get(of[1]);
    Tensor derivative = schedule.recorded[of[2]] ? get(of[2]).detach() : get(of[2]);
    Tensor forward = schedule.recorded[of[0]] ? get(of[0]).detach() : get(of[0]);
    Tensor spikes = full(argument, of[1], n).mul(derivative);
    spikes.setData(full(forward, of[0], n));
    return spikes;
  }

  /// An operand in the shape of its node. Operands of other shapes are never evaluated over all
  /// steps together.
  private Tensor full(Tensor value, int operand, int n) {
    long[] shape = shapes.of(n);
    return Arrays.equals(shape, shapes.of(operand)) ? value : value.expand(shape);
  }

  /// The boolean of a node: of its own comparison, or whether its value isn't 0.
  private Tensor truth(int n) {
    Tensor truth = truths[n];
    if (truth != null) {
      return truth;
    }
    // of a sequence the step has a slice of this node, not of what it was made of
    boolean slice = stepping && schedule.when[n] == Schedule.When.SEQUENCE;
    if (plan.original[n] != n && !slice) {
      return truth(plan.operands[n][0]);
    }
    truth = get(n).ne(0);
    truths[n] = truth;
    return truth;
  }

  private Tensor linear(Operation.Linear linear, Tensor x) {
    Tensor weight = arguments.weight(linear.weightName());
    Tensor features = x.dim() == 0 ? x.expand(weight.size(1)) : x;
    return Functional.linear(features, weight, null);
  }

  private Tensor uniform(Leaf.Uniform uniform) {
    long[] shape = shapes.neurons();
    int count = 1;
    for (long size : shape) {
      count = Math.multiplyExact(count, Math.toIntExact(size));
    }
    int first = CounterRandom.firstKey(randomKey, step, uniform.stream());
    int second = CounterRandom.secondKey(first);
    // Narrow types keep as many bits as they hold, so that rounding never reaches 1.
    int dropped = 32 - significantBits(arguments.dtype);
    float[] draws = new float[count];
    for (int neuron = 0; neuron < count; neuron++) {
      int bits = CounterRandom.bits(first, second, neuron);
      draws[neuron] = CounterRandom.toUniform(bits >>> dropped << dropped);
    }
    return Tensor.of(draws, shape).to(arguments.dtype).to(arguments.inputs[0].device());
  }

  private static int significantBits(DType dtype) {
    return switch (dtype) {
      case FLOAT16 -> 11;
      case BFLOAT16 -> 8;
      default -> 24;
    };
  }
}
