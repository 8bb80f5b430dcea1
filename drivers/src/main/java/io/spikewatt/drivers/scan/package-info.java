/** Finds devices on a host by what they say of themselves. */
@NullMarked
package io.spikewatt.drivers.scan;

import org.jspecify.annotations.NullMarked;
