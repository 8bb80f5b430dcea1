package io.spikewatt.controller.plan;

import io.spikewatt.controller.value.Backward;
import io.spikewatt.controller.value.Choice;
import io.spikewatt.controller.value.Store;
import io.spikewatt.controller.value.Supply;
import java.util.Arrays;
import java.util.List;

/**
 * Puts work that has no dimension of its own into slots, by price: what each further part of load
 * would cost in each slot, by the values that a pass with the batteries alone gave. So cars and
 * jobs take the sun first, then the cheap hours, and leave each other room below the import limit.
 * The car that has a dimension competes with them for the slots and is then left to the recursion,
 * which sees the others as load. Part by part, each for the one that has the least choice left: who
 * gets the cheapest hours to himself would leave the last one too few.
 */
final class Spread {

  /** Parts into which their power together is cut; thrice as many change costs by 0.1 %. */
  private static final int PARTS = 24;

  /**
   * One more, because the first is as short as it takes for one to end at the import limit, or at
   * the month's peak.
   */
  private static final int MOST_PARTS = PARTS + 1;

  /** Shortest first part, of a part; the price of a shorter one would be rounding. */
  private static final double SHORTEST = 0.001;

  /**
   * A part on top of others is dearer by so much of what the demand charge adds to a kWh: above the
   * month's peak every kWh costs the same, and all of them in one slot would be the worst.
   */
  private static final double SPREADS_PEAK = 0.002;

  private static final double NOTHING = 1e-9;

  /** Prices that differ by less of themselves are equal: each is a difference of large sums. */
  private static final double SAME = 1e-6;

  private final Choice choice;

  /** Price of a kWh of load by slot and by how many parts there are already. */
  private final double[][] perKwh = new double[Horizon.MOST_SLOTS][MOST_PARTS];

  private final double[] firstPartKw = new double[Horizon.MOST_SLOTS];

  private final double[] takenKw = new double[Horizon.MOST_SLOTS];

  /** By work: energy still to be found at the bus, and room for it. */
  private double[] missingKwh = new double[0];

  private double[] roomKwh = new double[0];

  /** By work: what is not found, price of the dearest kWh, and power by slot. */
  private double[] shortKwh = new double[0];

  private double[] dearestPerKwh = new double[0];
  private double[][] workKw = new double[0][Horizon.MOST_SLOTS];
  private double partKw;

  Spread(Supply supply) {
    this.choice = new Choice(supply, Choice.Equals.MOVE_LEAST);
  }

  /**
   * Fills {@code horizon.otherEvKw} and {@code horizon.jobKw} anew.
   *
   * @param backward after a pass with {@code batteries} alone, which saw as load what is in these
   * @param storedKwh energy of the batteries now
   * @param always load that is there beside what is forecast, kW
   */
  void fill(
      Horizon horizon,
      Backward backward,
      Store[] batteries,
      double storedKwh,
      double always,
      Needs needs) {
    List<Work> works = needs.works();
    int cars = needs.cars().size();
    partKw = 0;
    for (Work work : works) {
      partKw += work.maxKw() / PARTS;
    }
    begin(horizon, works);
    if (partKw > NOTHING) {
      price(horizon, backward, batteries, storedKwh, always);
      put(horizon, works);
    }
    Arrays.fill(horizon.otherEvKw, 0, horizon.slots, 0);
    Arrays.fill(horizon.jobKw, 0, horizon.slots, 0);
    for (int i = Math.min(1, cars); i < works.size(); i++) {
      double[] into = i < cars ? horizon.otherEvKw : horizon.jobKw;
      for (int k = 0; k < horizon.slots; k++) {
        into[k] += workKw[i][k];
      }
    }
  }

  /** What work {@code i} cannot be given before it is due, kWh. */
  double shortKwh(int i) {
    return shortKwh[i];
  }

  /** Where work {@code i} was put. */
  PlannedJob planned(int i, int slots) {
    double[] watts = new double[slots];
    for (int k = 0; k < slots; k++) {
      watts[k] = 1000 * workKw[i][k];
    }
    return new PlannedJob(watts, dearestPerKwh[i]);
  }

  /** Follows the batteries beside the work as it was spread before. */
  private void price(
      Horizon horizon, Backward backward, Store[] batteries, double storedKwh, double always) {
    double stored = storedKwh;
    for (int k = 0; k < horizon.slots; k++) {
      NetLoadClasses.Slot slot = horizon.net[k];
      double limitKw = Math.min(horizon.importKw, horizon.outlook.peakKw[k]);
      double roomKw = limitKw - (slot.loadKw - slot.pvKw + always);
      double rest = roomKw - partKw * Math.floor(roomKw / partKw);
      firstPartKw[k] = rest > SHORTEST * partKw ? rest : rest + partKw;
      double without = cost(horizon, backward, batteries, k, always, stored);
      for (int i = 0; i < MOST_PARTS; i++) {
        double with = cost(horizon, backward, batteries, k, always + endKw(k, i), stored);
        double kw = i == 0 ? firstPartKw[k] : partKw;
        double price = (with - without) / (kw * horizon.outlook.hours[k]);
        perKwh[k][i] = price + i * SPREADS_PEAK * horizon.outlook.peakPerKwh;
        without = with;
      }
      cost(horizon, backward, batteries, k, always + horizon.spreadKw(k), stored);
      stored += choice.kwh[0];
    }
  }

  /** What slot {@code k} costs, with the value after it, where {@code moreKw} are drawn. */
  private double cost(
      Horizon horizon, Backward backward, Store[] batteries, int k, double moreKw, double stored) {
    NetLoadClasses.Slot slot = horizon.net[k];
    double net = slot.loadKw - slot.pvKw + moreKw;
    choice.make(backward, batteries, horizon.outlook, k, true, net, slot.pvKw, stored, 0, 0);
    return choice.total;
  }

  private void begin(Horizon horizon, List<Work> works) {
    if (works.size() > workKw.length) {
      workKw = new double[works.size()][Horizon.MOST_SLOTS];
      missingKwh = new double[works.size()];
      roomKwh = new double[works.size()];
      shortKwh = new double[works.size()];
      dearestPerKwh = new double[works.size()];
    }
    Arrays.fill(takenKw, 0, horizon.slots, 0);
    for (int i = 0; i < works.size(); i++) {
      Work work = works.get(i);
      Arrays.fill(workKw[i], 0, horizon.slots, 0);
      missingKwh[i] = work.kwh();
      shortKwh[i] = Math.max(0, work.kwh() - work.laterKwh());
      dearestPerKwh[i] = 0;
      roomKwh[i] = work.laterKwh();
      for (int k = 0; k < horizon.slots; k++) {
        roomKwh[i] += roomKw(horizon, work, workKw[i], k) * horizon.outlook.hours[k];
      }
    }
  }

  /** Fills {@code workKw}: part by part, each for the one that has the least choice left. */
  private void put(Horizon horizon, List<Work> works) {
    for (int i = next(works.size()); i >= 0; i = next(works.size())) {
      Work work = works.get(i);
      int best = cheapest(horizon, work, workKw[i]);
      double price = best < 0 ? Double.MAX_VALUE : perKwh[best][part(best)];
      // What can be had later at the cheapest price that is known is not bought dearer now.
      double later = price > horizon.outlook.laterPerKwh * (1 + SAME) ? work.laterKwh() : 0;
      double wantedKwh = missingKwh[i] - later;
      if (best < 0 || price > work.mostPerKwh() || wantedKwh <= NOTHING) {
        shortKwh[i] = Math.max(0, missingKwh[i] - work.laterKwh());
        missingKwh[i] = 0;
      } else {
        double hours = horizon.outlook.hours[best];
        double toNextPart = endKw(best, part(best)) - takenKw[best];
        double roomKw = roomKw(horizon, work, workKw[i], best);
        double kw = Math.min(wantedKwh / hours, roomKw);
        kw = toNextPart > NOTHING ? Math.min(kw, toNextPart) : kw;
        workKw[i][best] += kw;
        takenKw[best] += kw;
        missingKwh[i] -= kw * hours;
        roomKwh[i] -= kw * hours;
        shortKwh[i] = Math.max(0, missingKwh[i] - work.laterKwh());
        dearestPerKwh[i] = Math.max(dearestPerKwh[i], price);
      }
    }
  }

  /** The one that needs the largest part of what it can still take; -1 if none needs any. */
  private int next(int works) {
    int next = -1;
    double most = 0;
    for (int i = 0; i < works; i++) {
      if (missingKwh[i] > NOTHING) {
        double part = missingKwh[i] / Math.max(NOTHING, roomKwh[i]);
        if (part > most) {
          most = part;
          next = i;
        }
      }
    }
    return next;
  }

  /** Slot in which its next part costs least, the first of equal ones; -1 if it has none. */
  private int cheapest(Horizon horizon, Work work, double[] kw) {
    int best = -1;
    double least = Double.MAX_VALUE;
    for (int k = 0; k < horizon.slots; k++) {
      double price = roomKw(horizon, work, kw, k) > NOTHING ? perKwh[k][part(k)] : least;
      if (price < least - SAME * Math.abs(price)) {
        least = price;
        best = k;
      }
    }
    return best;
  }

  /** Mean power that it can still take in a slot. */
  private double roomKw(Horizon horizon, Work work, double[] kw, int slot) {
    return work.maxKw() * horizon.shareBefore(slot, work.due()) - kw[slot];
  }

  /** Where a part of a slot ends, kW. */
  private double endKw(int slot, int part) {
    return firstPartKw[slot] + part * partKw;
  }

  private int part(int slot) {
    double beyond = takenKw[slot] - firstPartKw[slot];
    return Math.clamp((int) Math.floor(beyond / partKw + 1e-6) + 1, 0, MOST_PARTS - 1);
  }
}
