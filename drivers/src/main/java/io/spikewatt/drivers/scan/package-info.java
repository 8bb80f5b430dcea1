/** Finds devices on a host by their reported identity. */
@NullMarked
package io.spikewatt.drivers.scan;

import org.jspecify.annotations.NullMarked;
