/// The program `nernst`.
@NullMarked
package org.nernst.cli;

import org.jspecify.annotations.NullMarked;
