package org.nernst.synapse;

import org.jspecify.annotations.Nullable;
import org.nernst.tensor.Tensor;

/// Gradients of a linear map's parameters.
///
/// @param weight (out, in), null if it isn't wanted
/// @param bias (out), null if it isn't wanted
public record Gradients(@Nullable Tensor weight, @Nullable Tensor bias) {}
