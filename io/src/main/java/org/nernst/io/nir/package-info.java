/// NIR, the neuromorphic intermediate representation: reading, writing, running and exporting
/// networks that travel between tools.
@NullMarked
package org.nernst.io.nir;

import org.jspecify.annotations.NullMarked;
