/**
 * Exchange of networks in the Neuromorphic Intermediate Representation (NIR, Pedersen et al.,
 * Nature Communications 2024): HDF5 files that simulators and neuromorphic hardware read. Nothing
 * of the daemon depends on it.
 */
@NullMarked
package io.spikewatt.inference.nir;

import org.jspecify.annotations.NullMarked;
