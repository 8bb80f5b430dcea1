/** Instants, the clocks that make them, and waiting; no other package reads a clock. */
@NullMarked
package io.spikewatt.hal.time;

import org.jspecify.annotations.NullMarked;
