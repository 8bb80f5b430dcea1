package io.spikewatt.controller.plan;

import io.spikewatt.controller.optimise.Storage;
import java.time.Instant;

/**
 * Energy to draw by a deadline, in any slots: a charging session, or work.
 *
 * @param kwh missing energy, at the bus
 * @param maxKw largest power
 * @param due deadline
 * @param laterKwh part of it that can still be drawn between the horizon's end and the deadline
 * @param mostPerKwh price of a kWh above which it stays unmet, currency
 */
record DeferrableLoad(
    String id, double kwh, double maxKw, Instant due, double laterKwh, double mostPerKwh) {

  /** Largest price of a kWh that a program of the whole course can tell from others. */
  private static final double MOST_PER_KWH = 100;

  /** The same as a storage that is filled by the deadline. */
  Storage storage(HorizonSlots slots) {
    double leavesInHours = slots.hoursUntil(due);
    return new Storage(
        0,
        kwh,
        new Storage.Converter(maxKw, 0, 1, 1, 0, 0),
        new Storage.Visit(0, 0, leavesInHours, kwh, Math.min(MOST_PER_KWH, mostPerKwh), 0, 0),
        Storage.Thermal.NONE);
  }
}
