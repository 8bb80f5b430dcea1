/** The spiking network in small integers, driven by events: what did not change costs nothing. */
@NullMarked
package io.spikewatt.inference.spike.event;

import org.jspecify.annotations.NullMarked;
