package io.spikewatt.controller.optimise;

import java.util.Arrays;

/**
 * Data of the coming slots. Made once and refilled; slot 0 is the running one. Powers in kW, prices
 * in currency a kWh.
 */
public final class HorizonData {

  private static final double NOTHING = 1e-9;

  /** Number of slots in use. */
  public int slots;

  /** Length of each; of the running one the rest. */
  public final double[] hours;

  public final double[] importPerKwh;
  public final double[] exportPerKwh;
  public final double[] importKw;
  public final double[] exportKw;

  /** Import above which a kWh costs {@link #peakPerKwh} more; infinite = never. */
  public final double[] peakKw;

  /** Surcharge of the demand charge on the price of a kWh, {@code >= 0}. */
  public double peakPerKwh;

  /** Whether the grid is up; where outages are announced. */
  public final boolean[] up;

  /** Load with tiers that can be shed. */
  public final double[] loadKw;

  /** Net load (load − PV, everything unplanned included) by slot and error class. */
  public final double[][] netKw;

  /** Probability of each error class in the next slot after each in this one. */
  public final double[][][] after;

  /** PV that can be curtailed, by slot and error class. */
  public final double[][] pvKw;

  /** A flexible load: power beyond its minimum by slot, and the value of its kWh. */
  public final double[] flexKw;

  public double flexPerKwh;

  /** Energy to keep in the first storage by slot, and the price of an hour with one kWh less. */
  public final double[] reserveKwh;

  public double reservePerKwhHour;

  /** Cost of low energy in the first storage while the grid may fail. */
  public OutageRisk risk = OutageRisk.NONE;

  /** Price of power beyond the import limit and of power beyond the export limit; 0 = supply's. */
  public double beyondPerKwh;

  /** Whether values of later slots are for the grid's present state, instead of a grid up. */
  public boolean staysAway;

  /** Whether the future ends with the last slot, so that energy left then is worth nothing. */
  public boolean ends;

  /** Value of a kWh left at the end where no earlier plan is remembered. */
  public double leftPerKwh;

  /** Cheapest price at which a car that stays beyond the end can be charged then. */
  public double laterPerKwh;

  /**
   * @param mostSlots longest horizon
   * @param classes error classes
   */
  public HorizonData(int mostSlots, int classes) {
    hours = new double[mostSlots];
    importPerKwh = new double[mostSlots];
    exportPerKwh = new double[mostSlots];
    importKw = new double[mostSlots];
    exportKw = new double[mostSlots];
    peakKw = new double[mostSlots];
    Arrays.fill(peakKw, Double.POSITIVE_INFINITY);
    up = new boolean[mostSlots];
    loadKw = new double[mostSlots];
    flexKw = new double[mostSlots];
    reserveKwh = new double[mostSlots];
    netKw = new double[mostSlots][classes];
    pvKw = new double[mostSlots][classes];
    after = new double[mostSlots][][];
  }

  /** An independent copy of the first slots: their hours, prices and limits. */
  HorizonData first(int count) {
    HorizonData copy = new HorizonData(count, 1);
    copy.slots = count;
    System.arraycopy(hours, 0, copy.hours, 0, count);
    System.arraycopy(importPerKwh, 0, copy.importPerKwh, 0, count);
    System.arraycopy(exportPerKwh, 0, copy.exportPerKwh, 0, count);
    System.arraycopy(importKw, 0, copy.importKw, 0, count);
    System.arraycopy(exportKw, 0, copy.exportKw, 0, count);
    System.arraycopy(peakKw, 0, copy.peakKw, 0, count);
    copy.peakPerKwh = peakPerKwh;
    copy.beyondPerKwh = beyondPerKwh;
    return copy;
  }

  /** Takes over the probabilities of the error classes after each slot. */
  public void follow(double[][][] transitions) {
    System.arraycopy(transitions, 0, after, 0, transitions.length);
  }

  /** Hours from now until slot {@code k} begins. */
  double startsInHours(int k) {
    double start = 0;
    for (int i = 0; i < k; i++) {
      start += hours[i];
    }
    return start;
  }

  /** Number of slots of equal length, {@code perDay} a day, from the running one to the end. */
  long slotsUntilEnd(int perDay) {
    double longer = 0;
    for (int k = 1; k < slots; k++) {
      longer += hours[k] * perDay / 24;
    }
    return 1 + Math.round(longer);
  }

  /** Part of slot {@code k} in which a storage is there, 0..1. */
  double share(int k, Storage store) {
    if (!store.leaves() && store.comesInHours() <= 0) {
      return 1;
    }
    double start = startsInHours(k);
    double from = Math.max(start, store.comesInHours());
    double to = Math.min(start + hours[k], store.leavesInHours());
    return Math.clamp((to - from) / hours[k], 0, 1);
  }

  /**
   * Fills in, by cell, the cost of ending slot {@code k} below the reserve, of a shortage if the
   * grid fails then, and of the storages' own energies.
   *
   * @return number of cells
   */
  int holding(int k, StateGrid stateGrid, Storage[] stores, double[] result) {
    int cell = 0;
    boolean backup = stateGrid.has(0) && !stores[0].thermal().exists();
    for (int j = 0; j < stateGrid.levels(2); j++) {
      for (int i = 0; i < stateGrid.levels(1); i++) {
        double others = holding(stateGrid, stores, 1, i) + holding(stateGrid, stores, 2, j);
        for (int x = 0; x < stateGrid.levels(0); x++) {
          double waits = holding(stateGrid, stores, 0, x) + others;
          double lacks = backup ? reserveMissed(k, stateGrid.kwh(0, x)) : 0;
          result[cell++] = hours[k] * (waits + lacks);
        }
      }
    }
    return cell;
  }

  /** Price of the goals that ending slot {@code k} with these energies misses. */
  public double missed(int k, Storage[] stores, double[] kwh) {
    double sum = 0;
    double end = startsInHours(k + 1);
    for (int s = 0; s < stores.length; s++) {
      Storage store = stores[s];
      if (!store.usable() || share(k, store) == 0) {
        continue;
      }
      sum += hours[k] * store.holdingPerHour(kwh[s], store.maxKwh());
      if (s == 0 && !store.thermal().exists()) {
        sum += hours[k] * reserveMissed(k, kwh[s]);
      }
      if (store.leavesInHours() <= end + NOTHING) {
        sum += store.owed(kwh[s]);
      } else if (store.leaves() && k == slots - 1) {
        sum += store.later(this, end, kwh[s]);
      }
    }
    return sum;
  }

  /** Hourly price of so much in the first storage: of the reserve, and of outages that may come. */
  double reserveMissed(int k, double kwh) {
    return Math.max(0, reserveKwh[k] - kwh) * reservePerKwhHour + risk.perHour(k, kwh);
  }

  private static double holding(StateGrid stateGrid, Storage[] stores, int s, int level) {
    return stateGrid.has(s)
        ? stores[s].holdingPerHour(stateGrid.kwh(s, level), stateGrid.topKwh(s))
        : 0;
  }

  /** Whether there is any reserve, risk or storage whose energy costs by the hour. */
  boolean holds(Storage[] stores) {
    boolean waits = false;
    for (Storage store : stores) {
      waits |= store.holds();
    }
    return reservePerKwhHour > 0 || waits || risk.exists();
  }

  /** Prepares prices and limits of slot {@code k}. */
  public void slot(SlotCost cost, int k, boolean gridUp) {
    cost.slot(
        hours[k],
        importPerKwh[k],
        exportPerKwh[k],
        gridUp ? importKw[k] : 0,
        gridUp ? exportKw[k] : 0);
    cost.peak(peakKw[k], peakPerKwh);
    if (beyondPerKwh > 0) {
      cost.beyond(importPerKwh[k] + peakPerKwh + beyondPerKwh, beyondPerKwh - exportPerKwh[k]);
    }
  }
}
