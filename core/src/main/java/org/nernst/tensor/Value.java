package org.nernst.tensor;

/// The value of a neuron's parameter: a number, a tensor, or a trainable tensor.
public sealed interface Value permits Value.Num, Value.Data, Parameter {

  /// A number, the same for every neuron.
  ///
  /// @param value the number
  record Num(double value) implements Value {
    @Override
    public boolean isNumber() {
      return true;
    }

    @Override
    public double number() {
      return value;
    }

    @Override
    public Tensor tensor(DType dtype) {
      return Tensor.scalar(value, dtype);
    }

    @Override
    public long[] shape() {
      return new long[0];
    }
  }

  /// A tensor that broadcasts to the neurons' shape and isn't trained.
  ///
  /// @param tensor the values
  record Data(Tensor tensor) implements Value {
    @Override
    public boolean isNumber() {
      return false;
    }

    @Override
    public double number() {
      return Parameter.numberOf(tensor);
    }

    @Override
    public Tensor tensor(DType dtype) {
      return tensor.to(dtype);
    }

    @Override
    public long[] shape() {
      return tensor.shape();
    }
  }

  /// A number.
  ///
  /// @param value the number
  /// @return the value
  static Value of(double value) {
    return new Num(value);
  }

  /// A tensor that isn't trained.
  ///
  /// @param tensor of a shape that broadcasts to the neurons'
  /// @return the value
  static Value of(Tensor tensor) {
    return new Data(tensor);
  }

  /// A trainable tensor.
  ///
  /// @param tensor a floating leaf, of a shape that broadcasts to the neurons'
  /// @return the value
  static Value param(Tensor tensor) {
    return new Parameter(tensor);
  }

  /// Whether this is a plain number.
  ///
  /// @return true for [Num]
  boolean isNumber();

  /// The value as a number.
  ///
  /// @return the number, or the only element of the tensor
  /// @throws IllegalArgumentException for a tensor of more or fewer elements than one
  double number();

  /// The value as a tensor.
  ///
  /// @param dtype the wanted element type
  /// @return 0-dim for a number; else the tensor, cast differentiably where its dtype is another
  Tensor tensor(DType dtype);

  /// The shape.
  ///
  /// @return the tensor's, empty for a number
  long[] shape();
}
