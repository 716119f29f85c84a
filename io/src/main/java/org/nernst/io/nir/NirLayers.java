package org.nernst.io.nir;

import org.jspecify.annotations.Nullable;
import org.nernst.nn.AvgPool2d;
import org.nernst.nn.Conv1d;
import org.nernst.nn.Conv2d;
import org.nernst.nn.Flatten;
import org.nernst.nn.Identity;
import org.nernst.nn.Layer;
import org.nernst.nn.Linear;
import org.nernst.nn.Module;
import org.nernst.nn.SumPool2d;
import org.nernst.tensor.DType;
import org.nernst.tensor.Functional;
import org.nernst.tensor.Generator;
import org.nernst.tensor.Tensor;

/// The layers that nodes without memory become.
final class NirLayers {
  private NirLayers() {}

  /// {@return the layer of a node; null for a node that isn't such}
  ///
  /// @param shape of what the node gets, if known
  /// @throws IllegalArgumentException when the shape is needed and isn't known
  static @Nullable Layer of(
      String path, NirNode node, long @Nullable [] shape, NirOptions options) {
    DType dtype = options.dtype();
    return switch (node) {
      case NirNode.Input _, NirNode.Output _ -> new Identity();
      case NirNode.Affine affine -> linear(affine.weight(), affine.bias(), dtype);
      case NirNode.Linear linear -> linear(linear.weight(), null, dtype);
      case NirNode.Scale scale -> new NirScale(scale, dtype);
      case NirNode.Threshold threshold ->
          new NirThreshold(threshold, options.surrogate(), options.engine());
      case NirNode.Conv1d conv ->
          convolution(
              Conv1d.builder(
                  conv.weight().size(1) * conv.groups(),
                  conv.weight().size(0),
                  conv.weight().size(2)),
              conv.window(),
              conv.groups(),
              conv.weight(),
              conv.bias(),
              dtype);
      case NirNode.Conv2d conv ->
          convolution(
              Conv2d.builder(
                  conv.weight().size(1) * conv.groups(),
                  conv.weight().size(0),
                  conv.weight().size(2),
                  conv.weight().size(3)),
              conv.window(),
              conv.groups(),
              conv.weight(),
              conv.bias(),
              dtype);
      case NirNode.SumPool2d pool ->
          padded(SumPool2d.builder(pool.kernel()).stride(pool.stride()).build(), pool.padding());
      case NirNode.AvgPool2d pool ->
          padded(AvgPool2d.builder(pool.kernel()).stride(pool.stride()).build(), pool.padding());
      case NirNode.Flatten flatten -> flatten(path, flatten, shape);
      default -> null;
    };
  }

  private static Layer linear(Tensor weight, @Nullable Tensor bias, DType dtype) {
    if (weight.dim() > 2) {
      return new NirBatchedLinear(weight, bias, dtype);
    }
    Linear layer =
        new Linear(weight.size(1), weight.size(0), bias != null, dtype, new Generator(0));
    return with(layer, weight, bias, dtype);
  }

  private static Layer convolution(
      Conv1d.Builder builder,
      NirWindow window,
      long groups,
      Tensor weight,
      Tensor bias,
      DType dtype) {
    builder.stride(window.stride()).dilation(window.dilation()).groups(groups).dtype(dtype);
    if (window.same()) {
      builder.padding("same");
    } else {
      builder.padding(window.padding());
    }
    return with(builder.generator(new Generator(0)).build(), weight, bias, dtype);
  }

  private static Layer convolution(
      Conv2d.Builder builder,
      NirWindow window,
      long groups,
      Tensor weight,
      Tensor bias,
      DType dtype) {
    builder.stride(window.stride()).dilation(window.dilation()).groups(groups).dtype(dtype);
    if (window.same()) {
      builder.padding("same");
    } else {
      builder.padding(window.padding());
    }
    return with(builder.generator(new Generator(0)).build(), weight, bias, dtype);
  }

  private static <M extends Module> M with(
      M module, Tensor weight, @Nullable Tensor bias, DType dtype) {
    module.registerParameter("weight", own(weight, dtype));
    if (bias != null) {
      module.registerParameter("bias", own(bias, dtype));
    }
    return module;
  }

  /// {@return a copy that nobody else holds}
  static Tensor own(Tensor tensor, DType dtype) {
    Tensor cast = tensor.detach().to(dtype);
    return cast == tensor || cast.sameStorage(tensor) ? cast.clone() : cast;
  }

  private static Layer padded(Layer pool, long[] padding) {
    if (padding[0] == 0 && padding[1] == 0) {
      return pool;
    }
    long[] ends = {padding[1], padding[1], padding[0], padding[0]};
    return Module.of("Padded" + pool, x -> pool.forward(Functional.pad(x, ends, 0)));
  }

  private static Layer flatten(String path, NirNode.Flatten node, long @Nullable [] shape) {
    if (shape == null) {
      throw new IllegalArgumentException(
          "node '%s': expected the shape of its input to be known".formatted(path));
    }
    return new Flatten(fromTheEnd(node.startDim(), shape), fromTheEnd(node.endDim(), shape));
  }

  /// Axes before the node's own, time and batch among them, differ from call to call.
  private static int fromTheEnd(long axis, long[] shape) {
    return Math.toIntExact(axis < 0 ? axis : axis - shape.length);
  }
}
