/// Data sets, encoders and loaders.
@NullMarked
package org.nernst.data;

import org.jspecify.annotations.NullMarked;
