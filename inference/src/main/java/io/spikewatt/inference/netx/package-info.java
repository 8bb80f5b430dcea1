/** Exchange of graded networks as netx (lava-dl): HDF5 files. Not used by the daemon. */
@NullMarked
package io.spikewatt.inference.netx;

import org.jspecify.annotations.NullMarked;
