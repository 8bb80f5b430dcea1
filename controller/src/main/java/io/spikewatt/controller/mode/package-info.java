/** Operating modes: how much of control is possible now, as a pure state machine. */
@NullMarked
package io.spikewatt.controller.mode;

import org.jspecify.annotations.NullMarked;
