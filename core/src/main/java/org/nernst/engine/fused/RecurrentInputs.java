package org.nernst.engine.fused;

import java.util.Arrays;
import org.nernst.tensor.Tensor;

/// What the kernel of a neuron with recurrent maps reads in each step besides states.
///
/// @param sequences there for all steps
/// @param mapStates for each recurrent map the state that it reads
/// @param places for each input of the kernel its place among sequences, then maps
record RecurrentInputs(
    @SuppressWarnings("ArrayRecordComponent") Tensor[] sequences,
    @SuppressWarnings("ArrayRecordComponent") int[] mapStates,
    @SuppressWarnings("ArrayRecordComponent") int[] places) {
  Place[] places(Geometry geometry) {
    return Arrays.stream(sequences).map(geometry::timed).toArray(Place[]::new);
  }
}
