package org.nernst.neuron;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// An expression made of others.
public abstract sealed class Operation extends Expr {
  private Operation(@Nullable String label) {
    super(label);
  }

  /// A function of one expression.
  public static final class Unary extends Operation {
    private final UnaryOp op;
    private final Expr operand;

    Unary(UnaryOp op, Expr operand, @Nullable String label) {
      super(label);
      this.op = op;
      this.operand = operand;
    }

    /// {@return the function}
    public UnaryOp op() {
      return op;
    }

    /// {@return its argument}
    public Expr operand() {
      return operand;
    }

    @Override
    public List<Expr> operands() {
      return List.of(operand);
    }

    @Override
    public Expr withOperands(List<Expr> operands) {
      checkOperands(operands, 1);
      return new Unary(op, operands.get(0), label().orElse(null));
    }

    @Override
    Expr relabelled(String label) {
      return new Unary(op, operand, label);
    }
  }

  /// A function of two expressions.
  public static final class Binary extends Operation {
    private final BinaryOp op;
    private final Expr left;
    private final Expr right;

    Binary(BinaryOp op, Expr left, Expr right, @Nullable String label) {
      super(label);
      this.op = op;
      this.left = left;
      this.right = right;
    }

    /// {@return the function}
    public BinaryOp op() {
      return op;
    }

    /// {@return the first argument}
    public Expr left() {
      return left;
    }

    /// {@return the second argument}
    public Expr right() {
      return right;
    }

    @Override
    public List<Expr> operands() {
      return List.of(left, right);
    }

    @Override
    public Expr withOperands(List<Expr> operands) {
      checkOperands(operands, 2);
      return new Binary(op, operands.get(0), operands.get(1), label().orElse(null));
    }

    @Override
    Expr relabelled(String label) {
      return new Binary(op, left, right, label);
    }
  }

  /// A function of three expressions.
  public static final class Ternary extends Operation {
    private final TernaryOp op;
    private final Expr first;
    private final Expr second;
    private final Expr third;

    Ternary(TernaryOp op, Expr first, Expr second, Expr third, @Nullable String label) {
      super(label);
      this.op = op;
      this.first = first;
      this.second = second;
      this.third = third;
    }

    /// {@return the function}
    public TernaryOp op() {
      return op;
    }

    /// {@return the first argument: condition, z, x or forward}
    public Expr first() {
      return first;
    }

    /// {@return the second argument: a, the lower bound, or the argument of a spike}
    public Expr second() {
      return second;
    }

    /// {@return the third argument: b, the upper bound, or the derivative of a spike}
    public Expr third() {
      return third;
    }

    @Override
    public List<Expr> operands() {
      return List.of(first, second, third);
    }

    @Override
    public Expr withOperands(List<Expr> operands) {
      checkOperands(operands, 3);
      return new Ternary(
          op, operands.get(0), operands.get(1), operands.get(2), label().orElse(null));
    }

    @Override
    Expr relabelled(String label) {
      return new Ternary(op, first, second, third, label);
    }
  }

  /// The linear map `x Wᵀ` over the last axis: the one operation that isn't element-wise.
  public static final class Linear extends Operation {
    private final String weightName;
    private final Expr operand;

    Linear(String weightName, Expr operand, @Nullable String label) {
      super(label);
      this.weightName = checkName("weight", weightName);
      this.operand = operand;
    }

    /// {@return the name of the weight matrix, of shape (out, in)}
    public String weightName() {
      return weightName;
    }

    /// {@return what is mapped, of shape (..., in)}
    public Expr operand() {
      return operand;
    }

    @Override
    public List<Expr> operands() {
      return List.of(operand);
    }

    @Override
    public Expr withOperands(List<Expr> operands) {
      checkOperands(operands, 1);
      return new Linear(weightName, operands.get(0), label().orElse(null));
    }

    @Override
    Expr relabelled(String label) {
      return new Linear(weightName, operand, label);
    }
  }
}
