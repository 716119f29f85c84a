/// `nernst neuron`: which neurons there are, what they compute, and how they answer a current.
@NullMarked
package org.nernst.cli.neuron;

import org.jspecify.annotations.NullMarked;
