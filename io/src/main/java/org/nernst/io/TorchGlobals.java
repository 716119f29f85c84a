package org.nernst.io;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.nernst.io.PickleValue.Dict;
import org.nernst.io.PickleValue.Global;
import org.nernst.io.PickleValue.Int;
import org.nernst.io.PickleValue.Items;
import org.nernst.io.PickleValue.None;
import org.nernst.io.PickleValue.Storage;
import org.nernst.io.PickleValue.Text;
import org.nernst.io.PickleValue.Truth;
import org.nernst.io.PickleValue.View;
import org.nernst.tensor.DType;

/// The allow-list of the reader of PyTorch's files: the only names that a pickle may use, and what
/// they mean here. Nothing is looked up, loaded or called by its name.
final class TorchGlobals {
  static final String ORDERED_DICT = "collections.OrderedDict";
  static final String REBUILD_TENSOR = "torch._utils._rebuild_tensor_v2";

  /// What PyTorch writes for types without a class of storages: the storage is one of bytes, and
  /// the call names the type.
  static final String REBUILD_TYPED = "torch._utils._rebuild_tensor_v3";

  static final String UNTYPED_STORAGE = "torch.storage.UntypedStorage";
  static final String REBUILD_PARAMETER = "torch._utils._rebuild_parameter";

  private static final Map<String, DType> STORAGES =
      Map.ofEntries(
          Map.entry("torch.FloatStorage", DType.FLOAT32),
          Map.entry("torch.DoubleStorage", DType.FLOAT64),
          Map.entry("torch.HalfStorage", DType.FLOAT16),
          Map.entry("torch.BFloat16Storage", DType.BFLOAT16),
          Map.entry("torch.LongStorage", DType.INT64),
          Map.entry("torch.IntStorage", DType.INT32),
          Map.entry("torch.ShortStorage", DType.INT16),
          Map.entry("torch.CharStorage", DType.INT8),
          Map.entry("torch.ByteStorage", DType.UINT8),
          Map.entry("torch.BoolStorage", DType.BOOL),
          Map.entry("torch.ComplexFloatStorage", DType.COMPLEX64),
          Map.entry("torch.ComplexDoubleStorage", DType.COMPLEX128));

  private static final Map<String, DType> TYPES =
      Arrays.stream(DType.values())
          .collect(Collectors.toUnmodifiableMap(TorchGlobals::typeName, Function.identity()));

  /// An expanded view may have up to this many times the elements of its storage.
  private static final long MAX_EXPANSION = 100;

  /// Views up to this size, in bytes, may have any number of elements.
  private static final long SMALL = 1 << 20;

  private static final int LONGEST_NAME = 512;
  private static final int NAME = 64;
  private static final int STORAGE = 32;
  private static final int VIEW = 160;

  /// Sees every storage once its size is known, and may refuse it.
  interface StorageCheck {
    void check(Storage storage);
  }

  private final StorageCheck check;
  private final HeapBudget budget;

  TorchGlobals(StorageCheck check, HeapBudget budget) {
    this.check = check;
    this.budget = budget;
  }

  /// The class of PyTorch's storages of a dtype.
  ///
  /// @return its name, or null for the newer types, which are stored as bytes
  static @Nullable String storageName(DType dtype) {
    return STORAGES.entrySet().stream()
        .filter(entry -> entry.getValue() == dtype)
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(null);
  }

  /// The name of a dtype in Python.
  static String typeName(DType dtype) {
    return "torch." + dtype;
  }

  /// A name that a pickle uses.
  ///
  /// @throws IllegalArgumentException when it isn't on the list
  Global find(String name) {
    if (name.length() > LONGEST_NAME) {
      throw new IllegalArgumentException(
          "expected names of at most %d characters, got %d".formatted(LONGEST_NAME, name.length()));
    }
    boolean known =
        name.equals(ORDERED_DICT)
            || name.equals(REBUILD_TENSOR)
            || name.equals(REBUILD_TYPED)
            || name.equals(REBUILD_PARAMETER)
            || name.equals(UNTYPED_STORAGE)
            || TYPES.containsKey(name)
            || STORAGES.containsKey(name);
    if (name.matches("torch\\.(bits|u?int|q?u?int|float|complex)[0-9a-z_]+") && !known) {
      throw new IllegalArgumentException("expected a dtype that Nernst has, got " + name);
    }
    if (!known) {
      throw new IllegalArgumentException(
          "expected a state dict, which holds tensors and plain data only, got %s, which is never"
                  .formatted(name)
              + " loaded (save model.state_dict() instead of the model)");
    }
    budget.charge(NAME + name.length());
    return new Global(name);
  }

  /// What a call of an allowed function stands for.
  PickleValue call(Global function, List<PickleValue> arguments) {
    return switch (function.name()) {
      case REBUILD_TENSOR -> {
        size(arguments, 6, 7, REBUILD_TENSOR);
        Storage storage = get(arguments, 0, Storage.class, "a storage");
        yield tensor(storage, storage.dtype(), arguments, 6);
      }
      case REBUILD_TYPED -> {
        size(arguments, 7, 8, REBUILD_TYPED);
        String name = get(arguments, 6, Global.class, "a dtype").name();
        DType dtype = TYPES.get(name);
        if (dtype == null || storageName(dtype) != null) {
          throw new IllegalArgumentException(
              "expected a dtype that has no storages of its own, got " + name);
        }
        yield tensor(get(arguments, 0, Storage.class, "a storage"), dtype, arguments, 7);
      }
      case REBUILD_PARAMETER -> {
        size(arguments, 3, 3, REBUILD_PARAMETER);
        get(arguments, 1, Truth.class, "requires_grad");
        noHooks(arguments.get(2));
        yield get(arguments, 0, View.class, "data");
      }
      default ->
          throw new IllegalArgumentException(
              "expected no call of %s with %d arguments"
                  .formatted(function.name(), arguments.size()));
    };
  }

  /// What a persistent id stands for: ('storage', class, key, device, number of elements), in the
  /// old form of files with a sixth part for views of storages.
  Storage storage(List<PickleValue> id) {
    size(id, 5, 6, "the name of a storage");
    if (!get(id, 0, Text.class, "a kind").value().equals("storage")) {
      throw new IllegalArgumentException("expected the name of a storage, got another object's");
    }
    String type = get(id, 1, Global.class, "a class").name();
    DType dtype = type.equals(UNTYPED_STORAGE) ? DType.UINT8 : STORAGES.get(type);
    if (dtype == null) {
      throw new IllegalArgumentException("expected the class of a storage, got " + type);
    }
    get(id, 3, Text.class, "a device");
    if (id.size() == 6 && id.get(5) != None.NONE) {
      throw new IllegalArgumentException("expected storages of their own, got a view of another");
    }
    long numel = get(id, 4, Int.class, "a number of elements").value();
    if (numel < 0 || numel > Long.MAX_VALUE / dtype.byteSize()) {
      throw new IllegalArgumentException("expected a number of elements, got " + numel);
    }
    budget.charge(STORAGE);
    Storage storage = new Storage(dtype, get(id, 2, Text.class, "a key").value(), numel);
    check.check(storage);
    return storage;
  }

  /// A tensor on a storage of its own dtype or of bytes.
  ///
  /// @param metadata where in the arguments that of the tensor may stand
  private View tensor(Storage storage, DType dtype, List<PickleValue> arguments, int metadata) {
    if (storage.dtype() != dtype && storage.dtype() != DType.UINT8) {
      throw new IllegalArgumentException(
          "expected a storage of bytes for %s, got one of %s".formatted(dtype, storage.dtype()));
    }
    long offset = get(arguments, 1, Int.class, "an offset").value();
    List<Long> shape = longs(get(arguments, 2, Items.class, "a size"));
    List<Long> strides = longs(get(arguments, 3, Items.class, "strides"));
    get(arguments, 4, Truth.class, "requires_grad");
    noHooks(arguments.get(5));
    if (arguments.size() > metadata) {
      noHooks(arguments.get(metadata));
    }
    budget.charge(VIEW);
    TensorInfo info = new TensorInfo(dtype, shape);
    checkInside(storage.bytes() / dtype.byteSize(), offset, info, strides);
    return new View(storage, offset, info, strides);
  }

  /// @param numel how many elements of the tensor's dtype the storage has
  private static void checkInside(long numel, long offset, TensorInfo info, List<Long> strides) {
    if (strides.size() != info.shape().size()) {
      throw new IllegalArgumentException(
          "expected a stride for each axis of %s, got %s".formatted(info.shape(), strides));
    }
    if (offset < 0 || strides.stream().anyMatch(stride -> stride < 0)) {
      throw new IllegalArgumentException(
          "expected offset and strides of at least 0, got %d and %s".formatted(offset, strides));
    }
    long end = offset;
    try {
      for (int i = 0; i < strides.size() && info.numel() > 0; i++) {
        end = Math.addExact(end, Math.multiplyExact(info.shape().get(i) - 1, strides.get(i)));
      }
    } catch (ArithmeticException overflow) {
      throw new IllegalArgumentException("the strides %s overflow".formatted(strides), overflow);
    }
    if (info.numel() > 0 ? end >= numel : offset > numel) {
      throw new IllegalArgumentException(
          "expected a tensor inside its storage of %d elements, got %s with strides %s at %d"
              .formatted(numel, info.shape(), strides, offset));
    }
    if (info.bytes() > SMALL && info.numel() / MAX_EXPANSION > numel) {
      throw new IllegalArgumentException(
          "expected at most %d times the elements of a storage in a tensor, got %s of %d"
              .formatted(MAX_EXPANSION, info.shape(), numel));
    }
  }

  private static List<Long> longs(Items items) {
    if (items.values().size() > TensorInfo.MAX_RANK) {
      throw new IllegalArgumentException(
          "expected at most %d axes, got %d".formatted(TensorInfo.MAX_RANK, items.values().size()));
    }
    List<Long> longs = new ArrayList<>();
    for (int i = 0; i < items.values().size(); i++) {
      longs.add(get(items.values(), i, Int.class, "an integer").value());
    }
    return longs;
  }

  /// A tensor's backward hooks and metadata: neither means anything without Python.
  private static void noHooks(@Nullable PickleValue value) {
    boolean none = value == None.NONE || (value instanceof Dict(var entries) && entries.isEmpty());
    if (!none) {
      throw new IllegalArgumentException("expected tensors without hooks and metadata");
    }
  }

  private static void size(List<PickleValue> values, int least, int most, String what) {
    if (values.size() < least || values.size() > most) {
      throw new IllegalArgumentException(
          "expected %d parts of %s, got %d".formatted(least, what, values.size()));
    }
  }

  private static <T extends PickleValue> T get(
      List<PickleValue> values, int index, Class<T> type, String expected) {
    PickleValue value = values.get(index);
    if (!type.isInstance(value)) {
      throw new IllegalArgumentException("expected %s, got %s".formatted(expected, value.kind()));
    }
    return type.cast(value);
  }
}
