/** Operating modes: how much control is possible now, as a state machine without side effects. */
@NullMarked
package io.spikewatt.controller.mode;

import org.jspecify.annotations.NullMarked;
