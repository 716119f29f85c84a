/// What a neuron is: its equations, surrogate gradients, spikes and resets. Knows nothing of
/// tensors and engines.
@NullMarked
package org.nernst.neuron;

import org.jspecify.annotations.NullMarked;
