package org.nernst.nn;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.nernst.tensor.Parameter;
import org.nernst.tensor.Tensor;
import org.nernst.tensor.Value;

/// The values of a neuron's parameters in a module, so that moving, casting and loading the module
/// reaches those that are tensors.
///
/// A trainable value is registered as a parameter of the module under its name, any other tensor as
/// a buffer that isn't saved. Numbers stay numbers and never enter the state dict.
public final class NeuronValues {
  private final Module owner;
  private final SequencedMap<String, Value> given;

  /// Registers the tensors among some values.
  ///
  /// @param owner the module that holds them from here on
  /// @param given by name
  /// @throws IllegalArgumentException if a name is taken in the module
  public NeuronValues(Module owner, Map<String, Value> given) {
    this.owner = owner;
    this.given = new LinkedHashMap<>(given);
    given.forEach(
        (name, value) -> {
          switch (value) {
            case Value.Num _ -> {}
            case Value.Data(Tensor tensor) -> owner.registerBuffer(name, alias(tensor), false);
            case Parameter(Tensor tensor) -> owner.registerParameter(name, tensor);
          }
        });
  }

  /// A handle of the module's own, because a module closes a buffer that it replaces and other
  /// modules may hold the same tensor. Gradients flow through it.
  private static Tensor alias(Tensor tensor) {
    return tensor.view(tensor.shape());
  }

  /// {@return whether a value of this name was given}
  public boolean has(String name) {
    return given.containsKey(name);
  }

  /// {@return the value of a name with the tensor that the module holds now: after a cast, a move
  /// or a load}
  ///
  /// @throws IllegalArgumentException if there is none
  public Value get(String name) {
    return switch (given.get(name)) {
      case null ->
          throw new IllegalArgumentException(
              "expected as parameter one of " + given.keySet() + ", got " + name);
      case Value.Num number -> number;
      case Value.Data _ -> Value.of(owner.getBuffer(name));
      case Parameter _ -> trainable(owner.getParameter(name));
    };
  }

  /// A frozen parameter must stay so, and a [Parameter] would switch its gradient on.
  private static Value trainable(Tensor tensor) {
    return tensor.requiresGrad() ? Value.param(tensor) : Value.of(tensor);
  }

  /// {@return all values with the tensors of now}
  public SequencedMap<String, Value> current() {
    SequencedMap<String, Value> values = new LinkedHashMap<>(given);
    values.replaceAll((name, _) -> get(name));
    return values;
  }

  /// {@return a value as text: a number, or what kind of tensor of which shape}
  public static String text(Value value) {
    return switch (value) {
      case Value.Num(double number) -> Double.toString(number);
      case Value.Data(Tensor tensor) -> "tensor" + Tensor.shapeText(tensor.shape());
      case Parameter(Tensor tensor) -> "parameter" + Tensor.shapeText(tensor.shape());
    };
  }
}
