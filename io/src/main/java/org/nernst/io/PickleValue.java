package org.nernst.io;

import java.util.List;
import java.util.SequencedMap;
import org.nernst.tensor.DType;

/// What the [Unpickler] makes: plain data and descriptions of tensors, nothing that runs.
sealed interface PickleValue {
  /// What messages call a value; never its content, which may be deep or huge.
  String kind();

  /// Python's None.
  enum None implements PickleValue {
    NONE;

    @Override
    public String kind() {
      return "None";
    }
  }

  /// A truth value.
  record Truth(boolean value) implements PickleValue {
    @Override
    public String kind() {
      return "a truth value";
    }
  }

  /// An integer.
  record Int(long value) implements PickleValue {
    @Override
    public String kind() {
      return "an integer";
    }
  }

  /// A floating number.
  record Real(double value) implements PickleValue {
    @Override
    public String kind() {
      return "a floating number";
    }
  }

  /// A text.
  record Text(String value) implements PickleValue {
    @Override
    public String kind() {
      return "a text";
    }
  }

  /// A list, which later opcodes may lengthen, or a tuple.
  record Items(List<PickleValue> values) implements PickleValue {
    @Override
    public String kind() {
      return "a list or tuple";
    }
  }

  /// A dict or OrderedDict, which later opcodes may fill; integers are keys by their digits.
  record Dict(SequencedMap<String, PickleValue> values) implements PickleValue {
    @Override
    public String kind() {
      return "a dict";
    }
  }

  /// A class or function of the allow-list, by name.
  record Global(String name) implements PickleValue {
    @Override
    public String kind() {
      return name;
    }
  }

  /// The memory of one or more tensors.
  ///
  /// @param key its name in the file
  /// @param numel its length, in elements
  record Storage(DType dtype, String key, long numel) implements PickleValue {
    long bytes() {
      return Math.multiplyExact(numel, dtype.byteSize());
    }

    @Override
    public String kind() {
      return "a storage";
    }
  }

  /// A tensor: a strided view of a storage, checked to stay inside it.
  ///
  /// @param storage of the tensor's dtype, or of bytes
  /// @param offset of its first element, in elements of the tensor
  /// @param strides steps along each axis, in elements
  record View(Storage storage, long offset, TensorInfo info, List<Long> strides)
      implements PickleValue {
    @Override
    public String kind() {
      return "a tensor";
    }
  }
}
