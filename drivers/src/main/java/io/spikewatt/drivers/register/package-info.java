/** Polled register devices: what to read when, what to write when, and when to try again. */
@NullMarked
package io.spikewatt.drivers.register;

import org.jspecify.annotations.NullMarked;
