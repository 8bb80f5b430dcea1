/** Texts of alarms. */
@NullMarked
package io.spikewatt.controller.alarm;

import org.jspecify.annotations.NullMarked;
