package io.spikewatt.inference.nowcast;

import java.util.OptionalDouble;

/** Absolute errors of a nowcast beside those of the last minute. Confined to one thread. */
final class NowcastSkill {
  private static final double MINUTES_PER_DAY = 1440;

  /** Outcomes below which nothing is said: six hours. */
  private static final double LEAST = MINUTES_PER_DAY / 4;

  private double outcomes;
  private double error;
  private double lastError;

  /** Adds an outcome; errors in W. */
  void add(double errorW, double lastErrorW) {
    double keep = Math.min(++outcomes / (outcomes + 1), 1 - 1 / MINUTES_PER_DAY);
    error = keep * error + (1 - keep) * Math.abs(errorW);
    lastError = keep * lastError + (1 - keep) * Math.abs(lastErrorW);
  }

  /** Share by which the error is smaller; empty while little is known. */
  OptionalDouble value() {
    return outcomes >= LEAST && lastError > 0
        ? OptionalDouble.of(1 - error / lastError)
        : OptionalDouble.empty();
  }
}
