/// Pictures of spiking networks: rasters, membrane traces, curves and images, as SVG and PNG.
///
/// Everything here draws from plain Java arrays and runs without a display.
@NullMarked
package org.nernst.viz;

import org.jspecify.annotations.NullMarked;
