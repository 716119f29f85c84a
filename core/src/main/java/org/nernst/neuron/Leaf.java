package org.nernst.neuron;

import java.util.List;

/// An expression without operands.
public abstract sealed class Leaf extends Expr {
  private Leaf() {
    super(null);
  }

  @Override
  public final List<Expr> operands() {
    return List.of();
  }

  @Override
  public final Expr withOperands(List<Expr> operands) {
    checkOperands(operands, 0);
    return this;
  }

  @Override
  final Expr relabelled(String label) {
    throw new IllegalStateException("a leaf has no label: " + label);
  }

  /// A number.
  public static final class Constant extends Leaf {
    private final double value;

    Constant(double value) {
      this.value = value;
    }

    /// {@return the number; engines round it to the compute dtype}
    public double value() {
      return value;
    }
  }

  /// The length of a time step.
  public static final class Dt extends Leaf {
    Dt() {}
  }

  /// What arrives at the neuron in this step.
  public static final class InputRef extends Leaf {
    private final String inputName;

    InputRef(String inputName) {
      this.inputName = checkName("input", inputName);
    }

    /// {@return the name of the input}
    public String inputName() {
      return inputName;
    }
  }

  /// The value of a state before this step.
  public static final class StateRef extends Leaf {
    private final String stateName;
    private final NeuronModel.Builder owner;

    StateRef(String stateName, NeuronModel.Builder owner) {
      this.stateName = checkName("state", stateName);
      this.owner = owner;
    }

    /// {@return the name of the state}
    public String stateName() {
      return stateName;
    }

    /// Sets what this state is before the first step when the caller gives no value; without it, 0.
    ///
    /// @param value an expression of parameters, numbers and dt
    /// @return this state
    public StateRef initially(Expr value) {
      owner.initially(this, value);
      return this;
    }

    /// Sets the value before the first step to a number.
    ///
    /// @return this state
    public StateRef initially(double value) {
      return initially(constant(value));
    }
  }

  /// A parameter: a number or an array of any shape that broadcasts to the neurons' shape, given at
  /// the run.
  public static final class ParamRef extends Leaf {
    private final String paramName;

    ParamRef(String paramName) {
      this.paramName = checkName("parameter", paramName);
    }

    /// {@return the name of the parameter}
    public String paramName() {
      return paramName;
    }
  }

  /// A random number for each neuron and step.
  public static final class Uniform extends Leaf {
    private final int stream;

    Uniform(int stream) {
      this.stream = stream;
    }

    /// {@return which of the independent sequences of numbers}
    public int stream() {
      return stream;
    }
  }
}
