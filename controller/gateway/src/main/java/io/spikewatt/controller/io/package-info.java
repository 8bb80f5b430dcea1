/** One thread a link reads and writes devices, so that a dead one cannot stall the cycle. */
@NullMarked
package io.spikewatt.controller.io;

import org.jspecify.annotations.NullMarked;
