package io.spikewatt.controller.plan;

import io.spikewatt.controller.optimise.HorizonData;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;

/**
 * The slots of one plan on the calendar and their data: those of the recursion, and those of the
 * bill and the reports alone. Arrays are made once and refilled.
 */
final class PlanHorizon {

  /** Of the daemon. */
  static final Duration SLOT = SlotGrid.QUARTER_HOURS.slot();

  static final double SLOT_HOURS = SlotGrid.QUARTER_HOURS.hours();
  static final int MOST_SLOTS = SlotGrid.QUARTER_HOURS.most();

  /** Spread of the net load below which it is known. */
  private static final double CERTAIN_KW = 1e-6;

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

  final double[] chargingKw;

  /** Power of jobs above their loads' minimum, by slot. */
  final double[] jobKw;

  /** Power of heat pumps, by slot. */
  final double[] heatKw;

  /** Power of sessions with levels of their own, as far as heat pumps are planned beside it. */
  final double[] leavingKw;

  /** The part of it that is not of the first of them, and of loads before these are shifted. */
  final double[] waitingKw;

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
    chargingKw = new double[most];
    jobKw = new double[most];
    heatKw = new double[most];
    leavingKw = new double[most];
    waitingKw = new double[most];
  }

  /** Power of the loads that are planned for slot {@code k}. */
  double plannedKw(int k) {
    return chargingKw[k] + jobKw[k] + heatKw[k];
  }

  Instant start(int slot) {
    return start.plus(grid.slot().multipliedBy(grid.fineBefore(slot)));
  }

  /** Slots of the grid's own length; the hours follow. */
  int fineSlots() {
    return Math.min(slots, grid.fine());
  }

  Instant end() {
    return start(slots);
  }

  /** Mean of a value over the fine slots of slot {@code k}, by their starts. */
  double mean(int k, ToDoubleFunction<Instant> value) {
    int from = grid.fineBefore(k);
    int to = grid.fineBefore(k + 1);
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += value.applyAsDouble(start.plus(grid.slot().multipliedBy(i)));
    }
    return sum / (to - from);
  }

  /** Number of the running slot, counted from the epoch. */
  long epoch() {
    return grid.number(start);
  }

  /** Whether load and production are known for sure. */
  boolean isCertain() {
    for (int k = 0; k < slots; k++) {
      double[] classes = net[k].netKw;
      if (classes[classes.length - 1] - classes[0] > CERTAIN_KW) {
        return false;
      }
    }
    return true;
  }

  /** Hours from the plan's start to {@code instant}. */
  double hoursUntil(Instant instant) {
    double fromSecond = Duration.between(start(1), instant).toMillis() / 3_600_000.0;
    return fromSecond + horizonData.hours[0];
  }

  /** Share of slot {@code k} before {@code instant}, 0..1 of the slot's remaining time. */
  double shareBefore(int slot, Instant instant) {
    double left = horizonData.hours[slot];
    // In milliseconds, because this runs for each session and slot: instants would be garbage.
    long end = start.toEpochMilli() + grid.fineBefore(slot + 1) * slotMillis;
    long from = end - (long) (left * 3_600_000);
    double before = (instant.toEpochMilli() - from) / 3_600_000.0;
    return Math.clamp(before / left, 0, 1);
  }
}
