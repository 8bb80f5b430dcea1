/** Setpoint of each device, from the measured net load, the plan's values and the limits. */
@NullMarked
package io.spikewatt.controller.dispatch;

import org.jspecify.annotations.NullMarked;
