package org.nernst.io.nir;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.nernst.tensor.Tensor;

/// A value of a node's metadata: what a tool notes beside the parameters. Nobody may rely on it.
public sealed interface NirValue {
  /// A string.
  ///
  /// @param value the string
  record Text(String value) implements NirValue {}

  /// A whole number.
  ///
  /// @param value the number
  record Whole(long value) implements NirValue {}

  /// A number.
  ///
  /// @param value the number
  record Real(double value) implements NirValue {}

  /// True or false. Written as a whole number, since writers of HDF5 disagree about booleans.
  ///
  /// @param value the truth
  record Flag(boolean value) implements NirValue {}

  /// An array of numbers.
  ///
  /// @param value the array
  record Numbers(Tensor value) implements NirValue {}

  /// A list of strings.
  ///
  /// @param value the strings; arrays of strings with several axes are read in row-major order
  record Texts(List<String> value) implements NirValue {
    /// Copies the list.
    public Texts {
      value = List.copyOf(value);
    }
  }

  /// Values by name.
  ///
  /// @param value the values
  record Group(SequencedMap<String, NirValue> value) implements NirValue {
    /// Copies the map.
    public Group {
      value = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(value));
    }

    /// {@return a group without values}
    public static Group empty() {
      return new Group(Collections.emptyNavigableMap());
    }

    /// {@return this group with a value more, or another one}
    ///
    /// @param name of the value
    /// @param added the value
    public Group with(String name, NirValue added) {
      SequencedMap<String, NirValue> values = new LinkedHashMap<>(value);
      values.put(name, added);
      return new Group(values);
    }

    /// {@return the names of its values}
    public List<String> names() {
      return new ArrayList<>(value.keySet());
    }
  }
}
