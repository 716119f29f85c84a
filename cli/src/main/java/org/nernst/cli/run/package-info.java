/// `nernst run`: a network on a raster.
@NullMarked
package org.nernst.cli.run;

import org.jspecify.annotations.NullMarked;
