/** HDF5 files as a whole, for every description of a network that is one. */
@NullMarked
package io.spikewatt.inference.hdf5;

import org.jspecify.annotations.NullMarked;
