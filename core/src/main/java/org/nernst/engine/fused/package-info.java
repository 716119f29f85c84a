/// Compiles a neuron's equations, and their adjoint, to vector kernels and runs those.
@NullMarked
package org.nernst.engine.fused;

import org.jspecify.annotations.NullMarked;
