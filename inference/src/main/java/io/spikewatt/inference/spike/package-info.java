/**
 * The spiking network: shape, weights and state as three objects, and the equations between them.
 */
@NullMarked
package io.spikewatt.inference.spike;

import org.jspecify.annotations.NullMarked;
