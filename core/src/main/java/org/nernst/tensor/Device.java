package org.nernst.tensor;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;

/// Where the memory of a [Tensor] lies.
///
/// @param type the kind of device
/// @param index which of several of that kind; -1 for the current one
public record Device(Type type, int index) {

  /// The kinds of device that libtorch knows and that Nernst can name.
  public enum Type {
    /// Main memory.
    CPU(DeviceType.CPU),
    /// A GPU of NVIDIA's.
    CUDA(DeviceType.CUDA),
    /// A GPU of Intel's.
    XPU(DeviceType.XPU),
    /// An accelerator of Graphcore's.
    IPU(DeviceType.IPU),
    /// Apple's Metal.
    MPS(DeviceType.MPS),
    /// No memory at all: shapes and dtypes only.
    META(DeviceType.Meta);

    private final DeviceType torch;

    Type(DeviceType torch) {
      this.torch = torch;
    }

    private static Type of(byte code) {
      for (Type type : values()) {
        if (type.torch.value == code) {
          return type;
        }
      }
      throw new IllegalArgumentException("no Nernst device for libtorch's device type " + code);
    }
  }

  /// Main memory, the device of every factory.
  public static final Device CPU = new Device(Type.CPU, -1);

  /// Checks the index.
  public Device {
    if (index < -1 || index > Byte.MAX_VALUE) {
      throw new IllegalArgumentException("expected a device index of -1 to 127, got " + index);
    }
  }

  /// Reads PyTorch's notation.
  ///
  /// @param text such as `cpu`, `cuda` or `cuda:1`
  /// @return the device
  /// @throws IllegalArgumentException for an unknown kind or a malformed index
  public static Device parse(String text) {
    List<String> parts = Arrays.asList(text.split(":", -1));
    try {
      Type type = Type.valueOf(parts.getFirst().toUpperCase(Locale.ROOT));
      return switch (parts.size()) {
        case 1 -> type == Type.CPU ? CPU : new Device(type, -1);
        case 2 -> new Device(type, Integer.parseUnsignedInt(parts.get(1)));
        default -> throw new IllegalArgumentException("more than one colon");
      };
    } catch (IllegalArgumentException e) {
      String kinds =
          Arrays.stream(Type.values())
              .map(t -> t.name().toLowerCase(Locale.ROOT))
              .collect(Collectors.joining(", "));
      throw new IllegalArgumentException(
          "expected a device such as cpu or cuda:0 (kinds: " + kinds + "), got " + text, e);
    }
  }

  /// Whether this is main memory.
  ///
  /// @return true for the CPU of any index
  public boolean isCpu() {
    return type == Type.CPU;
  }

  /// Whether this build of libtorch and this machine have such a device.
  ///
  /// @return true for the CPU and for [Type#META]; of an index that doesn't exist libtorch says so
  ///   when it is used
  public boolean isAvailable() {
    NativeSetup.ensure();
    return switch (type) {
      case CPU, META -> true;
      case CUDA -> torch.hasCUDA();
      case XPU -> torch.hasXPU();
      case IPU -> torch.hasIPU();
      case MPS -> torch.hasMPS();
    };
  }

  static Device of(org.bytedeco.pytorch.Device device) {
    return new Device(Type.of(device.type().value), device.has_index() ? device.index() : -1);
  }

  /// A new native device; the caller closes it.
  org.bytedeco.pytorch.Device torch() {
    return new org.bytedeco.pytorch.Device(type.torch.value, (byte) index);
  }

  /// PyTorch's notation, such as `cuda:0`.
  @Override
  public String toString() {
    String kind = type.name().toLowerCase(Locale.ROOT);
    return index < 0 ? kind : kind + ":" + index;
  }
}
