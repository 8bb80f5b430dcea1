/** The spiking network in small integers, driven by events: unchanged inputs cost nothing. */
@NullMarked
package io.spikewatt.inference.spike.event;

import org.jspecify.annotations.NullMarked;
