/// Spike rasters, membrane traces and curves, as SVG, PNG and HTML.
@NullMarked
package org.nernst.viz;

import org.jspecify.annotations.NullMarked;
