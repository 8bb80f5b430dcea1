/**
 * How much of control is possible now, which limits are in force, and what never may be written.
 */
@NullMarked
package io.spikewatt.controller.mode;

import org.jspecify.annotations.NullMarked;
