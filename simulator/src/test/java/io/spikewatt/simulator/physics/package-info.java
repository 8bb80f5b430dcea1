/** Tests of the simulated physics. */
@NullMarked
package io.spikewatt.simulator.physics;

import org.jspecify.annotations.NullMarked;
