/** When links and devices try again, repeat, and give up. */
@NullMarked
package io.spikewatt.drivers.timing;

import org.jspecify.annotations.NullMarked;
