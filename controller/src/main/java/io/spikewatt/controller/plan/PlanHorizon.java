package io.spikewatt.controller.plan;

import io.spikewatt.controller.optimise.HorizonData;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/**
 * The slots of one plan on the calendar and their data: those of the recursion, and those of the
 * bill and the reports alone. Arrays are made once and refilled.
 */
final class PlanHorizon {

  /** Of the daemon. */
  static final Duration SLOT = SlotGrid.QUARTER_HOURS.slot();

  static final double SLOT_HOURS = SlotGrid.QUARTER_HOURS.hours();
  static final int MOST_SLOTS = SlotGrid.QUARTER_HOURS.most();

  final SlotGrid grid;
  private final long slotMillis;

  int slots;
  Instant start = Instant.EPOCH;
  final NetLoadClasses.Slot[] net;
  final HorizonData horizonData;

  /** Prices of import with its CO2 and of export in money, whatever the objective. */
  final double[] billPerKwh;

  final double[] paidPerKwh;

  /** Emission of a kWh of import, kg; NaN in all slots = unknown. */
  final double[] co2KgPerKwh;

  final double[] otherEvKw;

  /** Power of compute jobs above the clusters' minimum, by slot. */
  final double[] jobKw;

  /** Power of heat pumps, by slot. */
  final double[] heatKw;

  /** Power of cars with levels of their own, as far as heat pumps are planned beside it. */
  final double[] leavingKw;

  /** Extremes of the import price over a local day of the tariff, and of the horizon. */
  double cheapestPerKwh;

  double dearestPerKwh;

  double importKw;
  double exportKw;

  PlanHorizon(SlotGrid grid, int classes) {
    this.grid = grid;
    this.slotMillis = grid.slot().toMillis();
    int most = grid.most();
    horizonData = new HorizonData(most, classes);
    net = new NetLoadClasses.Slot[most];
    Arrays.setAll(net, k -> new NetLoadClasses.Slot(classes));
    billPerKwh = new double[most];
    paidPerKwh = new double[most];
    co2KgPerKwh = new double[most];
    otherEvKw = new double[most];
    jobKw = new double[most];
    heatKw = new double[most];
    leavingKw = new double[most];
  }

  /** Power of the loads that are planned for slot {@code k}. */
  double plannedKw(int k) {
    return otherEvKw[k] + jobKw[k] + heatKw[k];
  }

  Instant start(int slot) {
    return start.plus(grid.slot().multipliedBy(slot));
  }

  Instant end() {
    return start(slots);
  }

  /** Number of the running slot, counted from the epoch. */
  long epoch() {
    return grid.number(start);
  }

  /** Share of slot {@code k} before {@code instant}, 0..1 of the slot's remaining time. */
  double shareBefore(int slot, Instant instant) {
    double left = horizonData.hours[slot];
    // In milliseconds, because this runs for each car and slot: instants would be garbage.
    long end = start.toEpochMilli() + (slot + 1) * slotMillis;
    long from = end - (long) (left * 3_600_000);
    double before = (instant.toEpochMilli() - from) / 3_600_000.0;
    return Math.clamp(before / left, 0, 1);
  }
}
