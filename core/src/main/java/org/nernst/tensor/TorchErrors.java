package org.nernst.tensor;

import java.util.Arrays;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/// Turns what libtorch throws into an argument error of one line that names the operation and its
/// operands.
final class TorchErrors {
  private TorchErrors() {}

  static RuntimeException translate(
      String operation, RuntimeException thrown, TensorCore... operands) {
    if (thrown.getClass() != RuntimeException.class) {
      return thrown;
    }
    StringJoiner text = new StringJoiner(", ", operation + "(", "): ");
    for (TensorCore operand : operands) {
      text.add(operand.dtype() + " " + Shapes.text(operand.shape()));
    }
    return new IllegalArgumentException(text + reason(thrown, operands) + hint(operands), thrown);
  }

  /// What to do about operands that libtorch doesn't calculate with.
  private static String hint(TensorCore... operands) {
    return Arrays.stream(operands)
        .map(TensorCore::dtype)
        .filter(dtype -> !dtype.hasArithmetic())
        .distinct()
        .map(dtype -> "; convert %s to %s first".formatted(dtype, dtype.arithmetic()))
        .collect(Collectors.joining());
  }

  /// A device that this build or this machine doesn't have.
  static RuntimeException unusable(Device device, RuntimeException thrown) {
    if (thrown.getClass() != RuntimeException.class) {
      return thrown;
    }
    String sentence = firstLine(String.valueOf(thrown.getMessage())).replaceFirst("\\. .*", "");
    return new IllegalArgumentException(
        "to(%s): this build of libtorch can't use the device: %s".formatted(device, sentence),
        thrown);
  }

  private static String reason(RuntimeException thrown, TensorCore... operands) {
    String message = String.valueOf(thrown.getMessage());
    if (operands.length == 2 && message.startsWith("The size of tensor a")) {
      return "shapes %s and %s don't broadcast"
          .formatted(Shapes.text(operands[0].shape()), Shapes.text(operands[1].shape()));
    }
    return firstLine(message);
  }

  /// libtorch's own sentence, without the C++ stack that follows it.
  static String firstLine(String message) {
    int trace = message.indexOf("\nException raised from");
    String text = trace < 0 ? message : message.substring(0, trace);
    return text.lines()
        .map(String::strip)
        .filter(s -> !s.isEmpty())
        .findFirst()
        .orElse("no reason given");
  }
}
