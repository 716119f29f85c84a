/// HDF5 files, as far as network formats need them, read with distrust and written through jhdf.
@NullMarked
package org.nernst.io.hdf5;

import org.jspecify.annotations.NullMarked;
