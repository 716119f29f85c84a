/// What the kernels of neurons and of connections share: main memory by address, scratch, threads,
/// and where time lies in a tensor.
@NullMarked
package org.nernst.memory;

import org.jspecify.annotations.NullMarked;
