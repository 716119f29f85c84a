/// Norse's neurons, with its names, shapes, defaults and numbers.
@NullMarked
package org.nernst.norse;

import org.jspecify.annotations.NullMarked;
