/**
 * The plant as a deterministic, seeded model on one clock, and an independent record of its
 * behaviour.
 */
@NullMarked
package io.spikewatt.simulator.physics;

import org.jspecify.annotations.NullMarked;
