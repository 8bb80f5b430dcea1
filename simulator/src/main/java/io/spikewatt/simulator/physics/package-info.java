/** The plant as a pure, seeded model on one clock, and the independent record of what it did. */
@NullMarked
package io.spikewatt.simulator.physics;

import org.jspecify.annotations.NullMarked;
