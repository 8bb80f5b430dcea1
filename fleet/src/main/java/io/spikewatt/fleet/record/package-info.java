/** Quarter hours and events of the sites of a fleet. */
@NullMarked
package io.spikewatt.fleet.record;

import org.jspecify.annotations.NullMarked;
