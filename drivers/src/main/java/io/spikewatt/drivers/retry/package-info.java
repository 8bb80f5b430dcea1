/** How long links wait before they try again. */
@NullMarked
package io.spikewatt.drivers.retry;

import org.jspecify.annotations.NullMarked;
