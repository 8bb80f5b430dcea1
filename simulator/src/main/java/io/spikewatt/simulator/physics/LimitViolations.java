package io.spikewatt.simulator.physics;

import java.time.Duration;

/**
 * How one limit was kept.
 *
 * @param episodes uninterrupted times above the limit
 * @param episodesBeyondAllowance those that lasted longer than the allowance
 * @param longest the longest of them
 * @param total all of them together
 * @param energyAboveWh energy above the limit, Wh
 * @param worstAboveW largest power above the limit, W
 */
public record LimitViolations(
    int episodes,
    int episodesBeyondAllowance,
    Duration longest,
    Duration total,
    double energyAboveWh,
    double worstAboveW) {}
