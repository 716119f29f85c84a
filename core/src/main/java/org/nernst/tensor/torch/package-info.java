/// Modules, optimisers and functional operations of libtorch, wrapped.
@NullMarked
package org.nernst.tensor.torch;

import org.jspecify.annotations.NullMarked;
