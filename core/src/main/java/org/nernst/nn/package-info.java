/// How networks are put together: modules, parameters, layers, stateful cells.
@NullMarked
package org.nernst.nn;

import org.jspecify.annotations.NullMarked;
