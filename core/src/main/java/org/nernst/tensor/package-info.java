/// Tensors on libtorch: memory scopes, devices, random numbers, and custom nodes of the autograd
/// graph.
@NullMarked
package org.nernst.tensor;

import org.jspecify.annotations.NullMarked;
