/** Scenarios in the manner of IEEE 2030.8, played end to end over the real protocol servers. */
@NullMarked
package io.spikewatt.simulator.scenario;

import org.jspecify.annotations.NullMarked;
