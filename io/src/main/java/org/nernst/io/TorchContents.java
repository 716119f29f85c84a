package org.nernst.io;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.nernst.io.PickleValue.Dict;
import org.nernst.io.PickleValue.Global;
import org.nernst.io.PickleValue.Int;
import org.nernst.io.PickleValue.Items;
import org.nernst.io.PickleValue.None;
import org.nernst.io.PickleValue.Real;
import org.nernst.io.PickleValue.Storage;
import org.nernst.io.PickleValue.Text;
import org.nernst.io.PickleValue.Truth;
import org.nernst.io.PickleValue.View;

/// What a pickle made, flattened: tensors and everything else by the path to it, keys and indices
/// joined by dots.
///
/// @param tensors the tensors by path
/// @param metadata numbers, texts and truth values by path, as Python writes them
record TorchContents(SequencedMap<String, View> tensors, SequencedMap<String, String> metadata) {
  /// How deep dicts and lists may stand in each other.
  static final int MAX_DEPTH = 32;

  /// How many elements of a list without tensors are shown.
  private static final int SHOWN = 16;

  private static final int ENTRY = 128;

  /// Flattens the top value of a file.
  ///
  /// @throws IllegalArgumentException for something else than a dict, list or tensor, for data too
  ///   deep, and for two values of one path
  static TorchContents of(PickleValue top, HeapBudget budget) {
    TorchContents contents = new TorchContents(new LinkedHashMap<>(), new LinkedHashMap<>());
    Walk walk = new Walk(contents, budget);
    switch (top) {
      case View view -> walk.put(contents.tensors, "tensor", view);
      case Dict(var values) -> walk.each(values, "", 0);
      case Items(var values) -> walk.each(values, "", 0);
      default ->
          throw new IllegalArgumentException("expected a dict of tensors, got " + top.kind());
    }
    return contents;
  }

  private record Walk(TorchContents contents, HeapBudget budget) {
    void each(Map<String, PickleValue> values, String prefix, int depth) {
      values.forEach((key, value) -> visit(value, prefix + key, depth + 1));
    }

    void each(List<PickleValue> values, String prefix, int depth) {
      for (int i = 0; i < values.size(); i++) {
        visit(values.get(i), prefix + i, depth + 1);
      }
    }

    private void visit(PickleValue value, String path, int depth) {
      if (depth > MAX_DEPTH) {
        throw new IllegalArgumentException(
            "expected dicts and lists at most %d deep, got more".formatted(MAX_DEPTH));
      }
      budget.charge(ENTRY + 2L * path.length());
      switch (value) {
        case View view -> put(contents.tensors, path, view);
        case Dict(var values) -> each(values, path + ".", depth);
        case Items(var values) -> {
          // A list that stands in many places is looked through in each of them.
          budget.charge(values.size());
          if (values.stream().allMatch(TorchContents::isPlain)) {
            put(contents.metadata, path, list(values));
          } else {
            each(values, path + ".", depth);
          }
        }
        default -> put(contents.metadata, path, text(value));
      }
    }

    <V> void put(Map<String, V> map, String path, V value) {
      if (contents.tensors.containsKey(path)
          || contents.metadata.containsKey(path)
          || map.put(path, value) != null) {
        throw new IllegalArgumentException(
            "expected one value for each path of keys joined by dots, got two for " + path);
      }
    }

    private String list(List<PickleValue> values) {
      StringBuilder text = new StringBuilder("[");
      for (int i = 0; i < Math.min(SHOWN, values.size()); i++) {
        text.append(i == 0 ? "" : ", ").append(text(values.get(i)));
      }
      if (values.size() > SHOWN) {
        text.append(", ... of ").append(values.size());
      }
      budget.charge(2L * text.length());
      return text.append("]").toString();
    }
  }

  private static boolean isPlain(PickleValue value) {
    return switch (value) {
      case View _, Dict _, Items _ -> false;
      default -> true;
    };
  }

  private static String text(PickleValue value) {
    return switch (value) {
      case None.NONE -> "None";
      case Truth(boolean truth) -> truth ? "True" : "False";
      case Int(long number) -> Long.toString(number);
      case Real(double number) -> Double.toString(number);
      case Text(String text) -> text;
      case Global(String name) -> name;
      case Storage _, View _, Dict _, Items _ ->
          throw new IllegalArgumentException("expected plain data, got " + value.kind());
    };
  }
}
