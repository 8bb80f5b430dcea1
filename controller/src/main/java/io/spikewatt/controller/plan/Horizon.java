package io.spikewatt.controller.plan;

import io.spikewatt.controller.history.QuarterHour;
import io.spikewatt.controller.value.Outlook;
import java.time.Duration;
import java.time.Instant;

/**
 * The slots of one plan on the calendar, and what is known of each: the outlook that the recursion
 * sees, and what only the bill and the people see. Arrays are made once and refilled.
 */
final class Horizon {

  static final Duration SLOT = QuarterHour.LENGTH;
  static final double SLOT_HOURS = 0.25;
  private static final long SLOT_MILLIS = SLOT.toMillis();
  static final int MOST_SLOTS = QuarterHour.HORIZON;

  int slots;
  Instant start = Instant.EPOCH;
  final NetLoadClasses.Slot[] net = new NetLoadClasses.Slot[MOST_SLOTS];
  final Outlook outlook;

  /** Price of import with its CO2, and paid for export, by money, whatever the objective. */
  final double[] billPerKwh = new double[MOST_SLOTS];

  final double[] paidPerKwh = new double[MOST_SLOTS];

  /** Emission of a kWh of import, kg; NaN in all slots = not known. */
  final double[] co2KgPerKwh = new double[MOST_SLOTS];

  final double[] otherEvKw = new double[MOST_SLOTS];

  /** What jobs of compute clusters take above their minimum, by slot. */
  final double[] jobKw = new double[MOST_SLOTS];

  /** Extremes of the import price over a local day of the tariff, and of the horizon. */
  double cheapestPerKwh;

  double dearestPerKwh;

  double importKw;
  double exportKw;

  Horizon(int classes) {
    outlook = new Outlook(MOST_SLOTS, classes);
    for (int k = 0; k < MOST_SLOTS; k++) {
      net[k] = new NetLoadClasses.Slot(classes);
    }
  }

  /** Load of slot {@code k} that was put there. */
  double spreadKw(int k) {
    return otherEvKw[k] + jobKw[k];
  }

  Instant start(int slot) {
    return start.plus(SLOT.multipliedBy(slot));
  }

  Instant end() {
    return start(slots);
  }

  /** Number of the running slot, counted from the epoch. */
  long epoch() {
    return start.toEpochMilli() / SLOT.toMillis();
  }

  /** Start of the slot that contains {@code instant}; slots begin at UTC quarter hours. */
  static Instant floor(Instant instant) {
    long millis = SLOT.toMillis();
    return Instant.ofEpochMilli(Math.floorDiv(instant.toEpochMilli(), millis) * millis);
  }

  /** Part of slot {@code k} before {@code instant}, 0..1 of the time that is left of it. */
  double shareBefore(int slot, Instant instant) {
    double left = outlook.hours[slot];
    // In milliseconds, because this is asked for each car and slot: instants would be garbage.
    long end = start.toEpochMilli() + (slot + 1) * SLOT_MILLIS;
    long from = end - (long) (left * 3_600_000);
    double before = (instant.toEpochMilli() - from) / 3_600_000.0;
    return Math.clamp(before / left, 0, 1);
  }
}
