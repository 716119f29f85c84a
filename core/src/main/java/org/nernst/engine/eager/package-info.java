/// Runs a neuron's equations one tensor operation at a time: the reference for the fused engine.
@NullMarked
package org.nernst.engine.eager;

import org.jspecify.annotations.NullMarked;
