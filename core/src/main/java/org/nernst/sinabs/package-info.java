/// Sinabs's neurons, with its names, shapes, defaults and numbers.
@NullMarked
package org.nernst.sinabs;

import org.jspecify.annotations.NullMarked;
