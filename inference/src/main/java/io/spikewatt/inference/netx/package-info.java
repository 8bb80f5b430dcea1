/**
 * Exchange of networks of graded spikes as lava-dl's netx describes them: HDF5 files of sigma-delta
 * layers. Nothing of the daemon depends on it.
 */
@NullMarked
package io.spikewatt.inference.netx;

import org.jspecify.annotations.NullMarked;
