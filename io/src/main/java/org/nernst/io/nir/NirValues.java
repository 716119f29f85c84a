package org.nernst.io.nir;

import java.util.Arrays;
import org.nernst.nn.Module;
import org.nernst.tensor.DType;
import org.nernst.tensor.Tensor;

/// Parameters of modules, which broadcast, as arrays with one value per neuron.
final class NirValues {
  private NirValues() {}

  /// {@return a float32 array of the neurons' shape}
  ///
  /// @throws IllegalArgumentException when the value doesn't broadcast to it
  static Tensor spread(String path, Module module, String name, Tensor value, long[] shape) {
    long[] own = value.shape();
    boolean fits = own.length <= shape.length;
    for (int i = 1; fits && i <= own.length; i++) {
      fits = own[own.length - i] == 1 || own[own.length - i] == shape[shape.length - i];
    }
    if (!fits) {
      throw NirExport.refused(
          path,
          module,
          "%s of shape %s doesn't spread over neurons of shape %s"
              .formatted(name, Tensor.shapeText(own), Tensor.shapeText(shape)));
    }
    return value.detach().to(DType.FLOAT32).expand(Arrays.copyOf(shape, shape.length)).clone();
  }
}
