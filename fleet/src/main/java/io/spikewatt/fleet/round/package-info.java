/** Rounds of learning together: who takes part, which updates count, how a round ends. */
@NullMarked
package io.spikewatt.fleet.round;

import org.jspecify.annotations.NullMarked;
