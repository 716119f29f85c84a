/// How the equations of neurons are run over time. Not public API.
@NullMarked
package org.nernst.engine;

import org.jspecify.annotations.NullMarked;
