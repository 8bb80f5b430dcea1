package io.spikewatt.inference.blend;

import java.time.Duration;
import java.time.Instant;

/** Start and end of the data that a model learnt from. */
public record LearntSpan(Instant from, Instant to) {
  private static final double SECONDS_PER_DAY = 86_400;

  public double days() {
    return Duration.between(from, to).toSeconds() / SECONDS_PER_DAY;
  }
}
