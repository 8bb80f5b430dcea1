package io.spikewatt.controller.energy;

import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Energy between two readings of a meter's register. A register that falls, or rises faster than
 * any power could make it, counts nothing; once it stayed there for a while it was replaced or
 * reset, and counts from there. Confined to one thread.
 */
final class RegisterSteps {

  /** Registers lose a fraction in a power cut and show it again soon, Wh. */
  private static final double ROUNDING_WH = 1000;

  private static final Duration STAYS = Duration.ofMinutes(10);

  /** Longest time that {@code mostW} is assumed. */
  private static final Duration BURST = Duration.ofMinutes(1);

  /** Readings are stored this often, so a restart may lose as much. */
  private static final Duration LEAST_AWAY = Duration.ofMinutes(20);

  /** Longer absences count as this long: a wrong reading must not count for years. */
  private static final Duration MOST_AWAY = Duration.ofDays(31);

  private final double mostW;
  private final double ratedW;
  private OptionalDouble last;
  private Instant lastInstant;
  private @Nullable Moment lastAt;
  private OptionalDouble elsewhere = OptionalDouble.empty();
  private @Nullable Moment elsewhereSince;

  /**
   * @param mostW power that is never exceeded, W
   * @param ratedW power that is not exceeded for long, W
   * @param last reading up to which all is counted, Wh; empty = none yet
   * @param lastInstant when it was read
   */
  RegisterSteps(double mostW, double ratedW, OptionalDouble last, Instant lastInstant) {
    this.mostW = mostW;
    this.ratedW = ratedW;
    this.last = last;
    this.lastInstant = lastInstant;
  }

  /** Reading up to which all is counted, Wh; empty before the first. */
  OptionalDouble last() {
    return last;
  }

  /** When it was read. */
  Instant lastInstant() {
    return lastInstant;
  }

  /** A reading that is not believed until it stays there, Wh; empty = none. */
  OptionalDouble doubted() {
    return elsewhere;
  }

  /**
   * Takes a reading.
   *
   * @param readingWh Wh
   * @return what it counted since the last one, Wh, {@code >= 0}
   */
  double step(double readingWh, Moment now) {
    if (last.isEmpty()) {
      return accept(readingWh, now, 0);
    }
    double step = readingWh - last.getAsDouble();
    if (step >= 0 && step <= mostWh(now)) {
      return accept(readingWh, now, step);
    }
    if (step < 0 && step > -ROUNDING_WH) {
      elsewhere = OptionalDouble.empty();
      lastInstant = now.instant();
      lastAt = now;
      return 0;
    }
    return elsewhere(readingWh, now);
  }

  private double mostWh(Moment now) {
    if (lastAt != null) {
      Duration since = now.since(lastAt);
      Duration burst = since.compareTo(BURST) < 0 ? since : BURST;
      return ROUNDING_WH + mostW * hours(burst) + ratedW * hours(since);
    }
    // Only the wall clock tells how long the register went on alone.
    Duration away = Duration.between(lastInstant, now.instant());
    Duration most = away.compareTo(MOST_AWAY) < 0 ? away : MOST_AWAY;
    Duration counted = most.compareTo(LEAST_AWAY) > 0 ? most : LEAST_AWAY;
    return ROUNDING_WH + ratedW * hours(counted);
  }

  private static double hours(Duration time) {
    return time.toMillis() / 3_600_000.0;
  }

  private double accept(double readingWh, Moment now, double step) {
    last = OptionalDouble.of(readingWh);
    lastInstant = now.instant();
    lastAt = now;
    elsewhere = OptionalDouble.empty();
    return step;
  }

  private double elsewhere(double readingWh, Moment now) {
    boolean stays =
        elsewhere.isPresent()
            && readingWh >= elsewhere.getAsDouble()
            && readingWh
                <= elsewhere.getAsDouble() + ROUNDING_WH + mostW * STAYS.toMinutes() / 60.0;
    if (!stays || elsewhereSince == null) {
      elsewhere = OptionalDouble.of(readingWh);
      elsewhereSince = now;
      return 0;
    }
    return now.since(elsewhereSince).compareTo(STAYS) >= 0 ? accept(readingWh, now, 0) : 0;
  }
}
