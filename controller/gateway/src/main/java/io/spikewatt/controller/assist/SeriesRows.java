package io.spikewatt.controller.assist;

import io.spikewatt.hal.time.QuarterHour;
import io.spikewatt.inference.forecast.TimeSeries;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.function.DoublePredicate;
import java.util.stream.DoubleStream;

/**
 * Recorded quarter hours of one series.
 *
 * @param start of the first
 * @param values means by quarter hour, NaN = unknown
 */
record SeriesRows(Instant start, double[] values) {

  private static final double HOURS = QuarterHour.LENGTH.toSeconds() / 3600.0;

  /**
   * Reads a time.
   *
   * @param from at a quarter of an hour
   * @param to exclusive
   */
  static SeriesRows of(SiteFacts facts, String series, Instant from, Instant to) {
    int slots = (int) Duration.between(from, to).dividedBy(QuarterHour.LENGTH);
    double[] values = new double[slots];
    Arrays.fill(values, Double.NaN);
    TimeSeries means = facts.means(series, from, to);
    for (int k = 0; k < means.values().length; k++) {
      Instant at = means.start().plus(means.step().multipliedBy(k));
      long slot = Duration.between(from, at).dividedBy(QuarterHour.LENGTH);
      if (slot >= 0 && slot < slots) {
        values[(int) slot] = means.values()[k];
      }
    }
    return new SeriesRows(from, values);
  }

  Instant start(int slot) {
    return start.plus(QuarterHour.LENGTH.multipliedBy(slot));
  }

  OptionalDouble at(int slot) {
    return slot < values.length && Double.isFinite(values[slot])
        ? OptionalDouble.of(values[slot])
        : OptionalDouble.empty();
  }

  DoubleStream known() {
    return Arrays.stream(values).filter(Double::isFinite);
  }

  double knownHours() {
    return hours(_ -> true);
  }

  /** Length of all known quarter hours that fulfil a condition, h. */
  double hours(DoublePredicate condition) {
    return known().filter(condition).count() * HOURS;
  }

  /** Slot of the largest value; -1 if none is known. */
  int highest() {
    int highest = -1;
    for (int k = 0; k < values.length; k++) {
      if (Double.isFinite(values[k]) && (highest < 0 || values[k] > values[highest])) {
        highest = k;
      }
    }
    return highest;
  }

  /**
   * Changes of sign from one row to the next one, where rows of less than some power are left out.
   */
  int reversals(double leastW) {
    int count = 0;
    double before = 0;
    for (double watts : values) {
      if (Math.abs(watts) >= leastW) {
        count += watts * before < 0 ? 1 : 0;
        before = watts;
      }
    }
    return count;
  }

  /** Mean weighted by the negative powers of another series; empty without any. */
  OptionalDouble weightedByConsumption(SeriesRows powers) {
    double sum = 0;
    double weight = 0;
    for (int k = 0; k < values.length; k++) {
      double power = powers.values[k];
      if (Double.isFinite(values[k]) && power < 0) {
        sum += values[k] * -power;
        weight -= power;
      }
    }
    return weight > 0 ? OptionalDouble.of(sum / weight) : OptionalDouble.empty();
  }

  /** Mean absolute difference over quarter hours that both know; empty without any. */
  OptionalDouble meanDifference(SeriesRows other) {
    double sum = 0;
    int count = 0;
    for (int k = 0; k < values.length; k++) {
      double difference = Math.abs(values[k] - other.values[k]);
      if (Double.isFinite(difference)) {
        sum += difference;
        count++;
      }
    }
    return count > 0 ? OptionalDouble.of(sum / count) : OptionalDouble.empty();
  }

  /** Energy of the known quarter hours, Wh. */
  double wh() {
    return known().sum() * HOURS;
  }
}
