package org.nernst.nn;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.nernst.tensor.Autograd;
import org.nernst.tensor.DType;
import org.nernst.tensor.Device;
import org.nernst.tensor.Tensor;

/// Moves the tensors of a [Module] to another dtype, device or memory.
///
/// All conversions work in place: a parameter stays the same [Tensor] object, with other data, so
/// that optimisers and shared parameters notice nothing.
abstract sealed class ModuleConversions extends ModuleHooks permits Module {
  private @Nullable SharedMemory shared;

  /// Casts every floating parameter and buffer of the tree.
  ///
  /// @param dtype a floating dtype
  /// @return this module
  /// @throws IllegalArgumentException if `dtype` isn't floating
  public Module to(DType dtype) {
    if (!dtype.isFloating()) {
      throw new IllegalArgumentException(
          "expected a floating dtype for %s.to, got %s; type(...) casts to any"
              .formatted(kind(), dtype));
    }
    return convert(t -> t.dtype().isFloating() ? cast(t, dtype) : t);
  }

  /// Moves every parameter and buffer of the tree to a device.
  ///
  /// @return this module
  /// @throws IllegalStateException if this build or machine doesn't have the device
  public Module to(Device device) {
    requireAvailable(device);
    return convert(t -> t.device().equals(device) ? t : t.to(device));
  }

  /// Moves every parameter and buffer of the tree to a device, and casts the floating ones.
  ///
  /// @return this module
  public Module to(Device device, DType dtype) {
    to(device);
    return to(dtype);
  }

  /// Moves and casts to the device and the floating dtype of another tensor.
  ///
  /// @return this module
  public Module to(Tensor other) {
    return to(other.device(), other.dtype());
  }

  /// Casts floating parameters and buffers to float16.
  ///
  /// @return this module
  public Module half() {
    return to(DType.FLOAT16);
  }

  /// Casts floating parameters and buffers to bfloat16.
  ///
  /// @return this module
  public Module bfloat16() {
    return to(DType.BFLOAT16);
  }

  /// Casts floating parameters and buffers to float32.
  ///
  /// @return this module
  public Module toFloat() {
    return to(DType.FLOAT32);
  }

  /// Casts floating parameters and buffers to float64.
  ///
  /// @return this module
  public Module toDouble() {
    return to(DType.FLOAT64);
  }

  /// Casts all parameters and buffers of the tree, also those that aren't floating.
  ///
  /// @return this module
  /// @throws IllegalArgumentException if a trainable parameter would no longer be floating
  public Module type(DType dtype) {
    if (!dtype.isFloating()) {
      self()
          .namedParameters()
          .forEach(
              (path, parameter) -> {
                if (parameter.requiresGrad()) {
                  throw new IllegalArgumentException(
                      "expected a floating dtype for the trainable parameter '%s', got %s"
                          .formatted(path, dtype));
                }
              });
    }
    return convert(t -> cast(t, dtype));
  }

  /// Moves to the CPU.
  ///
  /// @return this module
  public Module cpu() {
    return to(Device.CPU);
  }

  /// Moves to the first CUDA device.
  ///
  /// @return this module
  /// @throws IllegalStateException if this build or machine has no CUDA
  public Module cuda() {
    return cuda(0);
  }

  /// Moves to a CUDA device.
  ///
  /// @param index which one, from 0
  /// @return this module
  /// @throws IllegalStateException if this build or machine doesn't have it
  public Module cuda(int index) {
    return to(new Device(Device.Type.CUDA, index));
  }

  /// Moves to the first XPU (Intel GPU).
  ///
  /// @return this module
  /// @throws IllegalStateException if this build or machine has none
  public Module xpu() {
    return to(new Device(Device.Type.XPU, 0));
  }

  /// Moves to the first IPU (Graphcore).
  ///
  /// @return this module
  /// @throws IllegalStateException if this build or machine has none
  public Module ipu() {
    return to(new Device(Device.Type.IPU, 0));
  }

  /// Moves to a device without copying values: they are arbitrary afterwards.
  ///
  /// @return this module
  public Module toEmpty(Device device) {
    return toEmpty(device, true);
  }

  /// Moves to a device without copying values: they are arbitrary afterwards.
  ///
  /// @param device where the memory is to be
  /// @param recurse whether the children are moved too
  /// @return this module
  public Module toEmpty(Device device, boolean recurse) {
    requireAvailable(device);
    UnaryOperator<Tensor> empty = t -> Tensor.empty(t.dtype(), t.shape()).to(device);
    try (var _ = Autograd.noGrad()) {
      for (Module module : recurse ? self().modules() : List.of(self())) {
        module.convertTensors(empty);
      }
    }
    return self();
  }

  private void requireAvailable(Device device) {
    if (!device.isAvailable()) {
      throw new IllegalStateException(
          "expected a device that this build of libtorch and this machine have for %s, got %s"
              .formatted(kind(), device));
    }
  }

  private static Tensor cast(Tensor tensor, DType dtype) {
    return tensor.dtype() == dtype ? tensor : tensor.to(dtype);
  }

  private Module convert(UnaryOperator<Tensor> f) {
    for (Module module : self().modules()) {
      module.convertTensors(f);
    }
    return self();
  }

  /// Replaces the data of this module's own parameters, their gradients and its buffers by `f` of
  /// them. A module that holds other tensors (a neuron's stored state) overrides this, calls
  /// `super.convertTensors(f)`, and converts them too.
  ///
  /// @param f gives back the tensor itself where nothing is to be done
  protected void convertTensors(UnaryOperator<Tensor> f) {
    for (String name : new ArrayList<>(ownParameters.keySet())) {
      Tensor parameter = ownParameters.get(name);
      if (parameter != null) {
        convertParameter(name, parameter, f);
      }
    }
    for (String name : new ArrayList<>(ownBuffers.keySet())) {
      Tensor buffer = ownBuffers.get(name);
      if (buffer != null) {
        convertBuffer(name, buffer, f);
      }
    }
  }

  private void convertParameter(String name, Tensor parameter, UnaryOperator<Tensor> f) {
    Tensor data = parameter.detach();
    Tensor converted = f.apply(data);
    if (converted == data) {
      return;
    }
    Tensor grad = parameter.grad();
    if (sharesKind(parameter, converted)) {
      parameter.setData(converted);
      if (grad != null) {
        grad.setData(f.apply(grad.detach()));
      }
    } else {
      registerParameter(name, converted, parameter.requiresGrad());
    }
  }

  private void convertBuffer(String name, Tensor buffer, UnaryOperator<Tensor> f) {
    if (buffer.requiresGrad()) {
      // A stored state in the middle of a graph: the cast must be differentiated.
      Tensor converted = f.apply(buffer);
      if (converted != buffer) {
        replaceBuffer(name, converted);
      }
      return;
    }
    Tensor data = buffer.detach();
    Tensor converted = f.apply(data);
    if (converted == data) {
      return;
    }
    if (sharesKind(buffer, converted)) {
      buffer.setData(converted);
    } else {
      replaceBuffer(name, converted);
    }
  }

  /// Whether libtorch lets one tensor take over the other's data; a tensor without memory can't.
  private static boolean sharesKind(Tensor a, Tensor b) {
    boolean metaA = a.device().type() == Device.Type.META;
    boolean metaB = b.device().type() == Device.Type.META;
    return metaA == metaB;
  }

  /// Moves the parameters and buffers of the tree into a new memory-mapped file, which other
  /// processes can open: what one writes, all see.
  ///
  /// @return the file; it is deleted when this JVM ends
  /// @throws java.io.UncheckedIOException if the file cannot be written
  /// @see #shareMemory(Path)
  public Path shareMemory() {
    return share(SharedMemory.create(self(), null));
  }

  /// Moves the parameters and buffers of the tree into a memory-mapped file, which other processes
  /// can open with [#openSharedMemory]: what one writes, all see. Tensors must lie on the CPU;
  /// values and identity of the tensors stay.
  ///
  /// @param file a file that doesn't exist yet, best in a memory file system (`/dev/shm`)
  /// @return `file`
  /// @throws java.io.UncheckedIOException if the file exists or cannot be written
  public Path shareMemory(Path file) {
    return share(SharedMemory.create(self(), file));
  }

  /// Takes the values of the parameters and buffers of the tree from a file that [#shareMemory] of
  /// a module of the same structure has made, in this process or another, and shares that memory.
  ///
  /// @throws IllegalArgumentException if names, dtypes or shapes differ
  /// @throws java.io.UncheckedIOException if the file cannot be read
  public void openSharedMemory(Path file) {
    share(SharedMemory.open(self(), file));
  }

  /// The file that [#shareMemory] or [#openSharedMemory] of this module used last; null if none.
  public @Nullable Path sharedMemory() {
    return shared == null ? null : shared.file();
  }

  private Path share(SharedMemory memory) {
    shared = memory;
    return memory.file();
  }
}
