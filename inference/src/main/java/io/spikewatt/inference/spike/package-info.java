/** The spiking network: shape, weights and state as three objects, and their equations. */
@NullMarked
package io.spikewatt.inference.spike;

import org.jspecify.annotations.NullMarked;
