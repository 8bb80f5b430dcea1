/** Polled register devices: what to read when, what to write when, and when to try again. */
@NullMarked
package io.spikewatt.drivers.poll;

import org.jspecify.annotations.NullMarked;
