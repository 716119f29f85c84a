/// Datasets, event files, encoders, transforms and loaders.
@NullMarked
package org.nernst.data;

import org.jspecify.annotations.NullMarked;
