package io.spikewatt.controller.energy;

import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What a meter's register has counted from one reading to the next. A register that falls, or rises
 * faster than any power could make it, counts nothing; once it stayed there for a while it was
 * replaced or reset, and counts from there. Confined to one thread.
 */
final class RegisterSteps {

  /** Registers lose a fraction in a power cut and show it again soon, Wh. */
  private static final double ROUNDING_WH = 1000;

  private static final Duration STAYS = Duration.ofMinutes(10);

  private final double mostW;
  private OptionalDouble last;
  private @Nullable Moment lastAt;
  private OptionalDouble elsewhere = OptionalDouble.empty();
  private @Nullable Moment elsewhereSince;

  /**
   * @param mostW power that is never exceeded, W
   * @param last reading up to which all is counted, Wh; empty = none yet
   */
  RegisterSteps(double mostW, OptionalDouble last) {
    this.mostW = mostW;
    this.last = last;
  }

  /** Reading up to which all is counted, Wh; empty before the first. */
  OptionalDouble last() {
    return last;
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
      lastAt = now;
      return 0;
    }
    return elsewhere(readingWh, now);
  }

  /** After a restart nobody knows how long the register went on alone. */
  private double mostWh(Moment now) {
    return lastAt == null
        ? Double.POSITIVE_INFINITY
        : ROUNDING_WH + mostW * now.since(lastAt).toMillis() / 3_600_000.0;
  }

  private double accept(double readingWh, Moment now, double step) {
    last = OptionalDouble.of(readingWh);
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
