/** Instants, the clocks that make them, and waiting; nobody else reads a clock. */
@NullMarked
package io.spikewatt.hal.time;

import org.jspecify.annotations.NullMarked;
