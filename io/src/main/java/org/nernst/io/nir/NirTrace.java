package org.nernst.io.nir;

import java.util.Map;
import org.nernst.tensor.Tensor;

/// What a run of a [NirNetwork] gives back.
///
/// @param outputs what arrived at each Output of the outermost graph, by name
/// @param recorded what each node that was asked for put out, by path
/// @param state after the last step
public record NirTrace(Map<String, Tensor> outputs, Map<String, Tensor> recorded, NirState state) {}
