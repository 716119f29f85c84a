package org.nernst.tensor;

import java.util.List;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/// The same elements in other shapes, types and places.
abstract sealed class TensorShaping extends TensorReduction permits TensorIndexing {
  TensorShaping(org.bytedeco.pytorch.Tensor handle) {
    super(handle);
  }

  /// The same elements in another shape, as a view where the strides allow it, else as a copy.
  ///
  /// @param shape the sizes; one may be -1, to be found from the others
  /// @return the tensor
  /// @throws IllegalArgumentException if the number of elements differs
  public final Tensor reshape(long... shape) {
    return call1("reshape", () -> torch().reshape(shape));
  }

  /// The same memory in another shape.
  ///
  /// @param shape the sizes; one may be -1, to be found from the others
  /// @return a view
  /// @throws IllegalArgumentException if the number of elements differs or the strides don't allow
  ///   a view
  public final Tensor view(long... shape) {
    return call1("view", () -> torch().view(shape));
  }

  /// Swaps two dims.
  ///
  /// @param a one dim
  /// @param b the other
  /// @return a view
  public final Tensor transpose(int a, int b) {
    return call1("transpose", () -> torch().transpose(a, b));
  }

  /// Swaps the dims of a matrix; a vector or scalar stays as it is.
  ///
  /// @return a view
  /// @throws IllegalArgumentException for more than two dims
  public final Tensor t() {
    return call1("t", () -> torch().t());
  }

  /// Reorders all dims.
  ///
  /// @param dims for each dim of the result, the dim of this tensor that it is
  /// @return a view
  public final Tensor permute(int... dims) {
    return call1("permute", () -> torch().permute(Shapes.of(dims)));
  }

  /// Moves one dim to another place.
  ///
  /// @param from where it is
  /// @param to where it goes
  /// @return a view
  public final Tensor moveDim(int from, int to) {
    return call1("moveDim", () -> torch().movedim((long) from, (long) to));
  }

  /// Drops every dim of size 1.
  ///
  /// @return a view
  public final Tensor squeeze() {
    return call1("squeeze", () -> torch().squeeze());
  }

  /// Drops one dim if its size is 1.
  ///
  /// @param dim the dim
  /// @return a view
  public final Tensor squeeze(int dim) {
    return call1("squeeze", () -> torch().squeeze((long) dim));
  }

  /// Adds a dim of size 1.
  ///
  /// @param dim where it stands in the result
  /// @return a view
  public final Tensor unsqueeze(int dim) {
    return call1("unsqueeze", () -> torch().unsqueeze(dim));
  }

  /// All elements in one dim.
  ///
  /// @return a view where the strides allow it, else a copy
  public final Tensor flatten() {
    return flatten(0, -1);
  }

  /// Joins neighbouring dims.
  ///
  /// @param first the first of them
  /// @param last the last of them
  /// @return a view where the strides allow it, else a copy
  public final Tensor flatten(int first, int last) {
    return call1("flatten", () -> torch().flatten((long) first, (long) last));
  }

  /// Splits one dim into several.
  ///
  /// @param dim the dim
  /// @param sizes their sizes; one may be -1
  /// @return a view
  /// @throws IllegalArgumentException if their product isn't the dim's size
  public final Tensor unflatten(int dim, long... sizes) {
    return call1("unflatten", () -> torch().unflatten((long) dim, sizes));
  }

  /// Repeats dims of size 1 without a copy.
  ///
  /// @param shape the sizes; -1 keeps a dim's
  /// @return a view, with stride 0 where it repeats
  public final Tensor expand(long... shape) {
    return call1("expand", () -> torch().expand(shape));
  }

  /// Any strided view of the memory that this tensor is in.
  ///
  /// @param shape the sizes
  /// @param strides steps along each dim, in elements, at least 0
  /// @param offset of the first element from the beginning of the memory, in elements
  /// @return a view
  /// @throws IllegalArgumentException if it would reach beyond the memory
  public final Tensor asStrided(long[] shape, long[] strides, long offset) {
    try (LongOptional begin = new LongOptional(offset)) {
      return call1("asStrided", () -> torch().as_strided(shape, strides, begin));
    }
  }

  /// Repeats the tensor as a copy.
  ///
  /// @param times how often along each dim
  /// @return the tensor
  public final Tensor repeat(long... times) {
    return call1("repeat", () -> torch().repeat(times));
  }

  /// Repeats every element as a copy.
  ///
  /// @param times how often
  /// @param dim along which dim
  /// @return the tensor
  public final Tensor repeatInterleave(long times, int dim) {
    return call1(
        "repeatInterleave", () -> torch().repeat_interleave(times, Natives.dim(dim), null));
  }

  /// The elements in row-major order.
  ///
  /// @return this memory if it has that order already, else a copy
  public final Tensor contiguous() {
    return call1("contiguous", () -> torch().contiguous());
  }

  /// A copy with memory of its own; gradients flow through it.
  ///
  /// @return the copy
  @Override
  @SuppressWarnings("MethodDoesntCallSuperMethod")
  public final Tensor clone() {
    return call1("clone", () -> torch().clone());
  }

  /// Converts the elements; gradients flow through it.
  ///
  /// @param dtype the wanted type
  /// @return a copy, or the same memory if the type is this one's
  /// @throws IllegalArgumentException from a complex to a real type, which would drop a part; to
  ///   bool is allowed
  public final Tensor to(DType dtype) {
    if (!dtype.isComplex() && dtype != DType.BOOL) {
      dtype().requireReal("to(" + dtype + ")");
    }
    return call1("to", () -> torch().to(dtype.torch()));
  }

  /// The same bytes as elements of another type.
  ///
  /// @param dtype the type to read them as; where its size differs, the last dim grows or shrinks
  /// @return a view
  /// @throws IllegalArgumentException if the last dim isn't contiguous or doesn't divide
  public final Tensor view(DType dtype) {
    return call1("view", () -> torch().view(dtype.torch()));
  }

  /// Complex elements as their two parts.
  ///
  /// @return a view with a last dim of 2, the real and the imaginary part
  /// @throws IllegalArgumentException if the elements aren't complex
  public final Tensor viewAsReal() {
    return call1("viewAsReal", () -> torch.view_as_real(torch()));
  }

  /// Pairs of real and imaginary part as complex elements.
  ///
  /// @return a view without the last dim
  /// @throws IllegalArgumentException if the last dim isn't two neighbours, or the elements aren't
  ///   float32 or float64
  public final Tensor viewAsComplex() {
    return call1("viewAsComplex", () -> torch.view_as_complex(torch()));
  }

  /// Copies the elements to a device; gradients flow through it.
  ///
  /// @param device the wanted device
  /// @return a copy, or the same memory if it lies there already
  /// @throws IllegalArgumentException if this build of libtorch or this machine doesn't have the
  ///   device
  public final Tensor to(Device device) {
    try (org.bytedeco.pytorch.Device d = device.torch()) {
      return new Tensor(torch().to(d, torch().scalar_type()));
    } catch (RuntimeException e) {
      throw TorchErrors.unusable(device, e);
    }
  }

  /// Converts to float32.
  ///
  /// @return a copy, or the same memory if this is float32 already
  public final Tensor toFloat() {
    return to(DType.FLOAT32);
  }

  /// Converts to float64.
  ///
  /// @return a copy, or the same memory if this is float64 already
  public final Tensor toDouble() {
    return to(DType.FLOAT64);
  }

  /// Converts to float16.
  ///
  /// @return a copy, or the same memory if this is float16 already
  public final Tensor half() {
    return to(DType.FLOAT16);
  }

  /// Converts to bfloat16.
  ///
  /// @return a copy, or the same memory if this is bfloat16 already
  public final Tensor bfloat16() {
    return to(DType.BFLOAT16);
  }

  /// Converts to int64.
  ///
  /// @return a copy, or the same memory if this is int64 already
  public final Tensor toLong() {
    return to(DType.INT64);
  }

  /// Converts to int32.
  ///
  /// @return a copy, or the same memory if this is int32 already
  public final Tensor toInt() {
    return to(DType.INT32);
  }

  /// Converts to bool.
  ///
  /// @return a copy, or the same memory if this is bool already
  public final Tensor toBool() {
    return to(DType.BOOL);
  }

  /// Expands several tensors to their common shape.
  ///
  /// @param tensors the tensors
  /// @return views, in the same order
  /// @throws IllegalArgumentException if the shapes don't broadcast
  public static List<Tensor> broadcastTensors(Tensor... tensors) {
    try (TensorVector vector = Natives.vector(List.of(tensors))) {
      return Natives.list(torch.broadcast_tensors(vector));
    } catch (RuntimeException e) {
      throw TorchErrors.translate("broadcastTensors", e, tensors);
    }
  }
}
