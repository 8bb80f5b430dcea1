/** Plausibility of readings: range, rate, frozen values and sign. */
@NullMarked
package io.spikewatt.drivers.quality;

import org.jspecify.annotations.NullMarked;
