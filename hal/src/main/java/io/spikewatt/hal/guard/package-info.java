/** What may be written: the command gate and the limits it keeps. */
@NullMarked
package io.spikewatt.hal.guard;

import org.jspecify.annotations.NullMarked;
