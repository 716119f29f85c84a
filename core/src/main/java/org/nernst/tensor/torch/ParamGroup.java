package org.nernst.tensor.torch;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads hyperparameters by PyTorch's names; names that there are besides (`foreach`, `fused`) are
/// of no concern here.
///
/// @param values numbers, booleans and lists
record ParamGroup(Map<String, Object> values) {
  double number(String name) {
    if (values.get(name) instanceof Number number) {
      return number.doubleValue();
    }
    throw wrong("a number", name);
  }

  boolean flag(String name) {
    if (values.get(name) instanceof Boolean flag) {
      return flag;
    }
    throw wrong("true or false", name);
  }

  double[] pair(String name) {
    if (values.get(name) instanceof List<?> list
        && list.size() == 2
        && list.get(0) instanceof Number first
        && list.get(1) instanceof Number second) {
      return new double[] {first.doubleValue(), second.doubleValue()};
    }
    throw wrong("two numbers", name);
  }

  /// Refuses what an optimizer that is built can't become.
  void require(String name, Object own) {
    @Nullable Object given = values.get(name);
    if (!own.equals(given)) {
      throw new IllegalArgumentException(
          "expected a state of an optimizer with %s = %s, got %s".formatted(name, own, given));
    }
  }

  private IllegalArgumentException wrong(String expected, String name) {
    return new IllegalArgumentException(
        "expected %s for hyperparameter %s, got %s".formatted(expected, name, values.get(name)));
  }
}
