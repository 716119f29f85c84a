package org.nernst.neuron;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One node of the equations of a neuron: a number, a state, an input, a parameter, or an operation
/// on other nodes. Nodes are immutable and form a directed graph without cycles; two nodes are
/// equal only if they are the same object. A node holds no values: an engine evaluates it, over any
/// shape and dtype.
///
/// Expressions keep the order and the association in which they are written, so `a.plus(b).plus(c)`
/// is `(a + b) + c` in every engine, to the last bit; no engine fuses a multiplication with an
/// addition in the forward pass. Derivatives, and what they are at ties, are stated at [UnaryOp],
/// [BinaryOp] and [TernaryOp]; they are PyTorch's.
///
/// Use with a static import of [#step], [#blend], [#select] and so on; see [NeuronModel] for a
/// whole neuron.
public abstract sealed class Expr permits Leaf, Operation {
  private static final Pattern NAME = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_.]*");

  private final @Nullable String label;

  Expr(@Nullable String label) {
    this.label = label;
  }

  /// {@return the name that the author gave to this node, for the printed equations}
  public Optional<String> label() {
    return Optional.ofNullable(label);
  }

  /// {@return the expressions that this one is made of, in written order; empty for leaves}
  public abstract List<Expr> operands();

  /// {@return the same operation, with the same label, on other operands}
  ///
  /// @param operands as many as [#operands()]
  public abstract Expr withOperands(List<Expr> operands);

  abstract Expr relabelled(String label);

  /// {@return this expression with a name by which the printed equations call it} Leaves have names
  /// of their own and can't be named.
  ///
  /// @param label starts with a letter; letters, digits, `_` and `.`
  public Expr named(String label) {
    if (operands().isEmpty()) {
      throw new IllegalArgumentException(
          "expected an operation to name \""
              + label
              + "\", got "
              + this
              + ", which has a name already");
    }
    return relabelled(checkName("label", label));
  }

  static String checkName(String what, String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "expected as name of a "
              + what
              + " a letter followed by letters, digits, _ or ., got \""
              + name
              + "\"");
    }
    return name;
  }

  static void checkOperands(List<Expr> operands, int count) {
    if (operands.size() != count) {
      throw new IllegalArgumentException("expected " + count + " operands, got " + operands.size());
    }
  }

  /// {@return a number}
  public static Expr constant(double value) {
    return new Leaf.Constant(value);
  }

  /// {@return a parameter that the model takes by this name} Two nodes of one name are the same
  /// parameter. Surrogates and resets use it to bring a parameter of their own.
  public static Expr param(String name) {
    return new Leaf.ParamRef(name);
  }

  /// {@return a random number, uniform in [0, 1), new for each neuron and step, the same bits in
  /// every engine: see [CounterRandom]}
  ///
  /// @param stream nodes of one stream draw the same number, nodes of different streams independent
  ///   ones
  public static Expr uniform(int stream) {
    return new Leaf.Uniform(stream);
  }

  /// {@return 1 where x > 0, else 0, without gradient} 0 for NaN.
  public static Expr step(Expr x) {
    return unary(UnaryOp.STEP, x);
  }

  /// {@return 1 where x >= 0, else 0, without gradient} 0 for NaN.
  public static Expr stepInclusive(Expr x) {
    return unary(UnaryOp.STEP_INCLUSIVE, x);
  }

  /// {@return a where the condition isn't 0, else b} The gradient goes to the chosen one.
  public static Expr select(Expr condition, Expr a, Expr b) {
    return new Operation.Ternary(TernaryOp.SELECT, condition, a, b, null);
  }

  /// {@return a where z isn't 0, else b, with the derivatives of `z*a + (1-z)*b`} The reset of a
  /// spiking neuron: with an undetached z its gradient runs through the spike, and an infinite
  /// membrane doesn't become NaN.
  public static Expr blend(Expr z, Expr a, Expr b) {
    return new Operation.Ternary(TernaryOp.BLEND, z, a, b, null);
  }

  /// {@return the value of forward, whose gradient g goes to the argument as `derivative * g`}
  ///
  /// @param forward the spikes: 0 and 1, or counts
  /// @param argument what the surrogate gradient flows to
  /// @param derivative the surrogate; a constant 0 cuts the gradient
  public static Expr spike(Expr forward, Expr argument, Expr derivative) {
    return new Operation.Ternary(TernaryOp.SPIKE, forward, argument, derivative, null);
  }

  /// {@return the value of forward, with a surrogate gradient}
  public static Expr spike(Expr forward, SurrogateGradient surrogate) {
    return spike(forward, surrogate.argument(), surrogate.derivative());
  }

  /// {@return `x Wᵀ` over the last axis} See [NeuronModel.Builder#linear].
  static Expr linear(String weightName, Expr x) {
    return new Operation.Linear(weightName, x, null);
  }

  private static Expr unary(UnaryOp op, Expr x) {
    return new Operation.Unary(op, x, null);
  }

  private Expr binary(BinaryOp op, Expr other) {
    return new Operation.Binary(op, this, other, null);
  }

  /// {@return this + other}
  public final Expr plus(Expr other) {
    return binary(BinaryOp.PLUS, other);
  }

  /// {@return this + other}
  public final Expr plus(double other) {
    return plus(constant(other));
  }

  /// {@return this - other}
  public final Expr minus(Expr other) {
    return binary(BinaryOp.MINUS, other);
  }

  /// {@return this - other}
  public final Expr minus(double other) {
    return minus(constant(other));
  }

  /// {@return this * other}
  public final Expr times(Expr other) {
    return binary(BinaryOp.TIMES, other);
  }

  /// {@return this * other}
  public final Expr times(double other) {
    return times(constant(other));
  }

  /// {@return this / other}
  public final Expr dividedBy(Expr other) {
    return binary(BinaryOp.DIVIDED_BY, other);
  }

  /// {@return this / other}
  public final Expr dividedBy(double other) {
    return dividedBy(constant(other));
  }

  /// {@return this to the power of the exponent}
  public final Expr pow(Expr exponent) {
    return binary(BinaryOp.POW, exponent);
  }

  /// {@return this to the power of the exponent}
  public final Expr pow(double exponent) {
    return pow(constant(exponent));
  }

  /// {@return the smaller of the two}
  public final Expr min(Expr other) {
    return binary(BinaryOp.MIN, other);
  }

  /// {@return the smaller of the two}
  public final Expr min(double other) {
    return min(constant(other));
  }

  /// {@return the larger of the two}
  public final Expr max(Expr other) {
    return binary(BinaryOp.MAX, other);
  }

  /// {@return the larger of the two}
  public final Expr max(double other) {
    return max(constant(other));
  }

  /// {@return this limited to an interval}
  public final Expr clamp(Expr low, Expr high) {
    return new Operation.Ternary(TernaryOp.CLAMP, this, low, high, null);
  }

  /// {@return this limited to an interval}
  public final Expr clamp(double low, double high) {
    return clamp(constant(low), constant(high));
  }

  /// {@return 1 where this > other, else 0}
  public final Expr gt(Expr other) {
    return binary(BinaryOp.GT, other);
  }

  /// {@return 1 where this > other, else 0}
  public final Expr gt(double other) {
    return gt(constant(other));
  }

  /// {@return 1 where this >= other, else 0}
  public final Expr ge(Expr other) {
    return binary(BinaryOp.GE, other);
  }

  /// {@return 1 where this >= other, else 0}
  public final Expr ge(double other) {
    return ge(constant(other));
  }

  /// {@return 1 where this < other, else 0}
  public final Expr lt(Expr other) {
    return binary(BinaryOp.LT, other);
  }

  /// {@return 1 where this < other, else 0}
  public final Expr lt(double other) {
    return lt(constant(other));
  }

  /// {@return 1 where this <= other, else 0}
  public final Expr le(Expr other) {
    return binary(BinaryOp.LE, other);
  }

  /// {@return 1 where this <= other, else 0}
  public final Expr le(double other) {
    return le(constant(other));
  }

  /// {@return 1 where this equals other, else 0}
  public final Expr eq(Expr other) {
    return binary(BinaryOp.EQ, other);
  }

  /// {@return 1 where this equals other, else 0}
  public final Expr eq(double other) {
    return eq(constant(other));
  }

  /// {@return 1 where this differs from other, else 0}
  public final Expr ne(Expr other) {
    return binary(BinaryOp.NE, other);
  }

  /// {@return 1 where this differs from other, else 0}
  public final Expr ne(double other) {
    return ne(constant(other));
  }

  /// {@return -this}
  public final Expr neg() {
    return unary(UnaryOp.NEG, this);
  }

  /// {@return the absolute value}
  public final Expr abs() {
    return unary(UnaryOp.ABS, this);
  }

  /// {@return -1, 0 or 1}
  public final Expr sign() {
    return unary(UnaryOp.SIGN, this);
  }

  /// {@return the exponential}
  public final Expr exp() {
    return unary(UnaryOp.EXP, this);
  }

  /// {@return the natural logarithm}
  public final Expr log() {
    return unary(UnaryOp.LOG, this);
  }

  /// {@return the hyperbolic tangent}
  public final Expr tanh() {
    return unary(UnaryOp.TANH, this);
  }

  /// {@return the logistic function}
  public final Expr sigmoid() {
    return unary(UnaryOp.SIGMOID, this);
  }

  /// {@return the square root}
  public final Expr sqrt() {
    return unary(UnaryOp.SQRT, this);
  }

  /// {@return the largest whole number not above}
  public final Expr floor() {
    return unary(UnaryOp.FLOOR, this);
  }

  /// {@return the whole part, towards zero}
  public final Expr trunc() {
    return unary(UnaryOp.TRUNC, this);
  }

  /// {@return this where positive, else 0}
  public final Expr relu() {
    return unary(UnaryOp.RELU, this);
  }

  /// {@return this without its gradient}
  public final Expr detach() {
    return unary(UnaryOp.DETACH, this);
  }

  /// {@return the expression as text, deep parts shortened to `...`}
  @Override
  public final String toString() {
    return Equations.brief(this);
  }
}
