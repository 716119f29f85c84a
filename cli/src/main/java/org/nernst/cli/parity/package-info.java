/// The check against recorded runs of other libraries: reads files of numbers that Norse or Sinabs
/// produced, runs the module that they name on the recorded input, and compares.
@NullMarked
package org.nernst.cli.parity;

import org.jspecify.annotations.NullMarked;
