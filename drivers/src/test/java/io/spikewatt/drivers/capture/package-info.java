/** The shipped profiles against what their devices' registers hold. */
@NullMarked
package io.spikewatt.drivers.capture;

import org.jspecify.annotations.NullMarked;
