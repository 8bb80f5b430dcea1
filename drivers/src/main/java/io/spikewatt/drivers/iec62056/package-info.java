/** Meters that are read by IEC 62056-21 over a serial line. */
@NullMarked
package io.spikewatt.drivers.iec62056;

import org.jspecify.annotations.NullMarked;
