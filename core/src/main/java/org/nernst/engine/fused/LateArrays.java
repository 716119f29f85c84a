package org.nernst.engine.fused;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nernst.tensor.Tensor;

/// Which parameters of a call, those that are arrays and those that get gradients, are 0 in the
/// first step: there a kernel finds zeros in their place.
///
/// @param arrays for each parameter that is an array, in the model's order, whether it is late
/// @param names of the late parameters
record LateArrays(@SuppressWarnings("ArrayRecordComponent") boolean[] arrays, List<String> names) {
  static LateArrays of(Arguments arguments) {
    boolean[] arrays = new boolean[arguments.params.length];
    List<String> names = new ArrayList<>();
    int count = 0;
    for (int p = 0; p < arrays.length; p++) {
      if (arguments.isLate(p)) {
        names.add(arguments.call.model().params().get(p).name());
      }
      if (arguments.isArray(p)) {
        arrays[count++] = arguments.isLate(p);
      }
    }
    return new LateArrays(arrays, List.copyOf(names));
  }

  /// {@return a zero for each neuron, null if no parameter is late}
  @Nullable Tensor zeros(Geometry geometry) {
    return names.isEmpty() ? null : Tensor.zeros(geometry.dtype, geometry.neurons);
  }

  /// {@return addresses of the parameters that are arrays, as the first step reads them}
  long[] arraysAtFirst(long[] addresses, @Nullable Tensor zeros) {
    long[] first = addresses.clone();
    for (int k = 0; k < first.length && zeros != null; k++) {
      first[k] = arrays[k] ? zeros.address() : first[k];
    }
    return first;
  }

  /// {@return addresses of the gradients of parameters, as the first step adds to them}
  ///
  /// @param params names of the parameters
  long[] sumsAtFirst(long[] addresses, List<String> params, @Nullable Tensor zeros) {
    long[] first = addresses.clone();
    for (int k = 0; k < first.length && zeros != null; k++) {
      first[k] = names.contains(params.get(k)) ? zeros.address() : first[k];
    }
    return first;
  }
}
