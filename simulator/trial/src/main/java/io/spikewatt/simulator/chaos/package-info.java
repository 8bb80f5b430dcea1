/**
 * Days of random faults in simulated time: the real control cycle, drivers and plausibility checks
 * in one thread, so that a seed gives the same day, with the envelope's recorder watching.
 */
@NullMarked
package io.spikewatt.simulator.chaos;

import org.jspecify.annotations.NullMarked;
