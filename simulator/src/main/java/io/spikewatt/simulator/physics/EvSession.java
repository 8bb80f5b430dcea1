package io.spikewatt.simulator.physics;

import java.time.Instant;

/**
 * One stay of the car at the charger.
 *
 * @param arrival plugged in
 * @param departure unplugged
 * @param arrivalSocPct state of charge on arrival, percent
 */
public record EvSession(Instant arrival, Instant departure, double arrivalSocPct) {}
