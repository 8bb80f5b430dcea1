package io.spikewatt.simulator.envelope;

import io.spikewatt.simulator.physics.PlantWrite.Device;
import java.time.Instant;
import java.util.Locale;

/**
 * A write, or a setpoint kept, outside the envelope.
 *
 * @param at the plant's time
 * @param second seconds since the plant's start
 * @param rule the violated rule
 * @param device whose output
 * @param value its setpoint, in its own sign convention (W; discharge, charging of a car, limits
 *     positive)
 * @param bound bound of the envelope
 * @param reason one short sentence
 */
public record Violation(
    Instant at,
    double second,
    EnvelopeRule rule,
    Device device,
    double value,
    double bound,
    String reason) {

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s (%.1f s) %s %s: %.1f, allowed %.1f: %s",
        at,
        second,
        rule,
        device,
        value,
        bound,
        reason);
  }
}
