/** The three periods: control each second, planning, learning at night. */
@NullMarked
package io.spikewatt.controller.cycle;

import org.jspecify.annotations.NullMarked;
