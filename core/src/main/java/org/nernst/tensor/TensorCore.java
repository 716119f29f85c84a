package org.nernst.tensor;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.TensorBase;
import org.jspecify.annotations.Nullable;

/// The native handle, its lifetime, and what can be asked of it without computing.
abstract sealed class TensorCore implements AutoCloseable permits TensorCreation {
  static {
    NativeSetup.ensure();
  }

  /// A call of libtorch's that makes a tensor.
  @FunctionalInterface
  interface NativeCall {
    org.bytedeco.pytorch.Tensor run();
  }

  /// An operation of libtorch's with a second tensor.
  @FunctionalInterface
  interface WithTensor {
    org.bytedeco.pytorch.Tensor run(
        org.bytedeco.pytorch.Tensor self, org.bytedeco.pytorch.Tensor other);
  }

  /// An operation of libtorch's with a number.
  @FunctionalInterface
  interface WithScalar {
    org.bytedeco.pytorch.Tensor run(org.bytedeco.pytorch.Tensor self, Scalar other);
  }

  private org.bytedeco.pytorch.@Nullable Tensor handle;
  private @Nullable Scope owner;
  private int slot;
  private boolean closedByScope;
  private GradientHooks.@Nullable LeafHooks leafHooks;
  private @Nullable SpikeBits spikeBits;
  private long spikeBitsVersion;

  TensorCore(org.bytedeco.pytorch.Tensor handle) {
    // A PointerScope of the caller's must not free what a tensor holds.
    handle.retainReference();
    this.handle = handle;
    Scope scope = Scope.innermost();
    if (scope == null) {
      MemoryPressure.made(handle.has_storage() ? handle.nbytes() : 0);
    } else {
      scope.adopt(this);
    }
  }

  /// libtorch's own tensor, for everything that Nernst has no method for.
  ///
  /// @return the native tensor; it belongs to this one and is freed with it
  /// @throws IllegalStateException if this tensor was closed
  public final org.bytedeco.pytorch.Tensor torch() {
    org.bytedeco.pytorch.Tensor open = handle;
    if (open == null) {
      throw new IllegalStateException(
          closedByScope
              ? "tensor was closed with its scope: keep(tensor) lets it live on"
              : "tensor was closed");
    }
    return open;
  }

  final Tensor self() {
    return (Tensor) this;
  }

  /// The sizes of all dims.
  ///
  /// @return a new array, empty for a 0-dim tensor
  public final long[] shape() {
    org.bytedeco.pytorch.Tensor t = torch();
    long[] shape = new long[(int) t.dim()];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = t.size(i);
    }
    return shape;
  }

  /// The size of one dim.
  ///
  /// @param dim from the front, or from the back if negative
  /// @return the size
  /// @throws IllegalArgumentException if there is no such dim
  public final long size(int dim) {
    org.bytedeco.pytorch.Tensor t = torch();
    return t.size(Shapes.dim("dim", dim, (int) t.dim()));
  }

  /// Number of dims.
  ///
  /// @return 0 for a scalar
  public final int dim() {
    return (int) torch().dim();
  }

  /// Number of elements.
  ///
  /// @return the product of the sizes
  public final long numel() {
    return torch().numel();
  }

  /// Element type.
  ///
  /// @return the dtype
  public final DType dtype() {
    return DType.of(torch().scalar_type());
  }

  /// Where the elements lie.
  ///
  /// @return the device
  public final Device device() {
    org.bytedeco.pytorch.Tensor t = torch();
    if (t.is_cpu()) {
      return Device.CPU;
    }
    try (org.bytedeco.pytorch.Device device = t.device()) {
      return Device.of(device);
    }
  }

  /// Steps from one element to the next along each dim, in elements.
  ///
  /// @return a new array, one entry per dim; 0 where the tensor is expanded
  public final long[] strides() {
    org.bytedeco.pytorch.Tensor t = torch();
    long[] strides = new long[(int) t.dim()];
    for (int i = 0; i < strides.length; i++) {
      strides[i] = t.stride(i);
    }
    return strides;
  }

  /// Whether the elements lie in row-major order without gaps.
  ///
  /// @return true if so
  public final boolean isContiguous() {
    return torch().is_contiguous();
  }

  /// The memory from the first element to the last one that the strides reach, without a copy. The
  /// segment keeps this tensor reachable, but not open: it must not be used after the tensor's
  /// close or its scope's end.
  ///
  /// @return the bytes, in the machine's byte order; empty for a tensor without elements
  /// @throws IllegalStateException if the tensor isn't in main memory
  // The fence is never reached in time; it is there so that the segment's arena holds this tensor.
  @SuppressWarnings({"restricted", "ReachabilityFenceUsage"})
  public final MemorySegment segment() {
    long size = spanBytes();
    if (size == 0) {
      return MemorySegment.NULL;
    }
    return MemorySegment.ofAddress(torch().data_ptr().address())
        .reinterpret(size, Arena.ofAuto(), _ -> Reference.reachabilityFence(this));
  }

  /// The address of the first element, for kernels that run in a microsecond, in which making a
  /// [#segment()] would take the most time. Nothing checks what is done with it.
  ///
  /// @return the address; the caller keeps this tensor open and reachable while it uses it
  /// @throws IllegalStateException if the tensor isn't in main memory
  public final long address() {
    org.bytedeco.pytorch.Tensor t = torch();
    if (!t.is_cpu()) {
      throw new IllegalStateException("expected a tensor in main memory, got one on " + device());
    }
    return t.data_ptr().address();
  }

  /// As [#segment()], for use inside a method that keeps this tensor reachable by itself.
  @SuppressWarnings("restricted")
  final MemorySegment rawSegment() {
    long size = spanBytes();
    return size == 0
        ? MemorySegment.NULL
        : MemorySegment.ofAddress(torch().data_ptr().address()).reinterpret(size);
  }

  private long spanBytes() {
    org.bytedeco.pytorch.Tensor t = torch();
    if (!t.is_cpu()) {
      throw new IllegalStateException(
          "expected a tensor in main memory, got one on "
              + device()
              + ": to(Device.CPU) copies it");
    }
    if (t.numel() == 0) {
      return 0;
    }
    if (t.is_contiguous()) {
      return t.nbytes();
    }
    long last = 0;
    for (int i = 0; i < t.dim(); i++) {
      last += (t.size(i) - 1) * t.stride(i);
    }
    return (last + 1) * t.element_size();
  }

  /// Whether two tensors share their memory, as a view does with its base.
  ///
  /// @param other the other tensor
  /// @return true if they have the same storage
  public final boolean sameStorage(Tensor other) {
    return torch().is_alias_of(other.torch());
  }

  /// Where the first element lies in the memory that this tensor and its views share.
  ///
  /// @return elements from the beginning of that memory
  public final long storageOffset() {
    return torch().storage_offset();
  }

  /// What all tensors on one memory have in common, for use in hash tables.
  ///
  /// @return a number that no other memory has while this one lives; 0 where there are no elements
  public final long storageIdentity() {
    org.bytedeco.pytorch.Tensor t = torch();
    return t.numel() == 0 ? 0 : t.data_ptr().address() - t.storage_offset() * t.element_size();
  }

  /// Whether two objects stand for the same libtorch tensor, gradient included.
  ///
  /// @param other the other tensor
  /// @return true if they do
  public final boolean isSame(Tensor other) {
    return torch().is_same((TensorBase) other.torch());
  }

  /// What all objects for the same libtorch tensor have in common, for use in hash tables.
  ///
  /// @return a number that no other tensor has while this one lives
  public final long identity() {
    return torch().unsafeGetTensorImpl().address();
  }

  /// How often the memory was changed in place.
  ///
  /// @return a count that every in-place operation of libtorch's raises
  public final long version() {
    return torch()._version();
  }

  /// Tells the recorded graph that the memory was written through [#segment()], as in-place
  /// operations do by themselves: a backward that needs the old values then fails instead of using
  /// the new ones.
  ///
  /// @return this
  public final Tensor markChanged() {
    torch().unsafeGetTensorImpl().bump_version();
    return self();
  }

  /// Attaches what is known about which elements aren't zero. It is forgotten as soon as the memory
  /// is changed in place.
  ///
  /// @param bits as many rows times width as this tensor, which is contiguous, has elements
  /// @return this
  /// @throws IllegalArgumentException if they aren't
  public final Tensor spikeBits(SpikeBits bits) {
    if (!isContiguous() || bits.rows() * bits.width() != numel()) {
      throw new IllegalArgumentException(
          "expected bits of a contiguous %s, got bits of (%d, %d) for strides %s"
              .formatted(Shapes.text(shape()), bits.rows(), bits.width(), Shapes.text(strides())));
    }
    spikeBits = bits;
    spikeBitsVersion = version();
    return self();
  }

  /// Whether another tensor, or something that libtorch keeps, uses the memory of this one.
  public final boolean isShared() {
    return !Natives.isSoleOwner(torch());
  }

  /// Which elements aren't zero.
  ///
  /// @return what was attached to this object; null if nothing was, if the memory has changed, or
  ///   if the bits were freed with the scope in which they were made
  public final @Nullable SpikeBits spikeBits() {
    SpikeBits bits = spikeBits;
    return bits != null && spikeBitsVersion == version() && !bits.words().isClosed() ? bits : null;
  }

  /// Frees this handle; the memory goes with the last tensor that uses it. A second call does
  /// nothing.
  @Override
  public final void close() {
    Scope scope = owner;
    if (scope != null && scope.isOnOwnThread()) {
      scope.release(this);
    }
    free();
  }

  final void closeByScope() {
    if (handle != null) {
      closedByScope = true;
      free();
    }
    owner = null;
  }

  private void free() {
    org.bytedeco.pytorch.Tensor open = handle;
    handle = null;
    if (open != null) {
      GradientHooks.LeafHooks hooks = leafHooks;
      if (hooks != null) {
        hooks.close();
      }
      open.releaseReference();
    }
  }

  final GradientHooks.@Nullable LeafHooks leafHooks() {
    return leafHooks;
  }

  final void leafHooks(GradientHooks.LeafHooks hooks) {
    leafHooks = hooks;
  }

  /// Whether this tensor was closed, by itself or by its scope.
  ///
  /// @return true if it can't be used any more
  public final boolean isClosed() {
    return handle == null;
  }

  final @Nullable Scope owner() {
    return owner;
  }

  final int slot() {
    return slot;
  }

  final void owner(@Nullable Scope scope, int index) {
    owner = scope;
    slot = index;
  }

  static Tensor call(String operation, NativeCall call) {
    try {
      return new Tensor(call.run());
    } catch (RuntimeException e) {
      throw TorchErrors.translate(operation, e);
    }
  }

  final Tensor call1(String operation, NativeCall call) {
    try {
      return new Tensor(call.run());
    } catch (RuntimeException e) {
      throw TorchErrors.translate(operation, e, this);
    }
  }

  final Tensor call2(String operation, Tensor other, NativeCall call) {
    try {
      return new Tensor(call.run());
    } catch (RuntimeException e) {
      throw TorchErrors.translate(operation, e, this, other);
    }
  }

  final Tensor call3(String operation, Tensor second, Tensor third, NativeCall call) {
    try {
      return new Tensor(call.run());
    } catch (RuntimeException e) {
      throw TorchErrors.translate(operation, e, this, second, third);
    }
  }

  /// An operation with a number, given in the form that costs least.
  final Tensor callNumber(
      String operation, double number, WithTensor onTensor, WithScalar onScalar) {
    try {
      return new Tensor(withNumber(number, onTensor, onScalar));
    } catch (RuntimeException e) {
      throw TorchErrors.translate(operation, e, this);
    }
  }

  /// As [#callNumber], in place.
  final Tensor changeNumber(
      String operation, double number, WithTensor onTensor, WithScalar onScalar) {
    try {
      withNumber(number, onTensor, onScalar);
      return self();
    } catch (RuntimeException e) {
      throw TorchErrors.translate(operation, e, this);
    }
  }

  private org.bytedeco.pytorch.Tensor withNumber(
      double number, WithTensor onTensor, WithScalar onScalar) {
    org.bytedeco.pytorch.Tensor t = torch();
    var constant = t.is_cpu() ? Natives.constant(dtype(), number) : null;
    return constant == null ? onScalar.run(t, Natives.scalar(number)) : onTensor.run(t, constant);
  }

  /// Runs an in-place operation, whose result is this tensor again.
  final Tensor change(String operation, NativeCall call) {
    try {
      call.run();
      return self();
    } catch (RuntimeException e) {
      throw TorchErrors.translate(operation, e, this);
    }
  }

  /// As [#change(String, NativeCall)], with another operand.
  final Tensor change(String operation, Tensor other, NativeCall call) {
    try {
      call.run();
      return self();
    } catch (RuntimeException e) {
      throw TorchErrors.translate(operation, e, this, other);
    }
  }
}
