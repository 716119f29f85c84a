/// Files: safetensors, PyTorch, NumPy, NIR, checkpoints.
@NullMarked
package org.nernst.io;

import org.jspecify.annotations.NullMarked;
