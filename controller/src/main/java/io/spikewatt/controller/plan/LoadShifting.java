package io.spikewatt.controller.plan;

import io.spikewatt.controller.optimise.BackwardPass;
import io.spikewatt.controller.optimise.BestAction;
import io.spikewatt.controller.optimise.Storage;
import io.spikewatt.controller.optimise.SupplyOptions;
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
final class LoadShifting {

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

  private final BestAction bestAction;

  /** Price of a kWh of load by slot and by how many parts there are already. */
  private final double[][] perKwh = new double[PlanHorizon.MOST_SLOTS][MOST_PARTS];

  private final double[] firstPartKw = new double[PlanHorizon.MOST_SLOTS];

  private final double[] takenKw = new double[PlanHorizon.MOST_SLOTS];

  /** By work: energy still to be found at the bus, and room for it. */
  private double[] missingKwh = new double[0];

  private double[] roomKwh = new double[0];

  /** By work: what is not found, price of the dearest kWh, and power by slot. */
  private double[] shortKwh = new double[0];

  private double[] dearestPerKwh = new double[0];
  private double[][] workKw = new double[0][PlanHorizon.MOST_SLOTS];
  private double partKw;

  LoadShifting(SupplyOptions supplyOptions) {
    this.bestAction = new BestAction(supplyOptions, BestAction.Equals.MOVE_LEAST);
  }

  /**
   * Fills {@code horizon.otherEvKw} and {@code horizon.jobKw} anew.
   *
   * @param backwardPass after a pass with {@code batteries} alone, which saw as load what is in
   *     these
   * @param storedKwh energy of the batteries now
   * @param always load that is there beside what is forecast, kW
   */
  void fill(
      PlanHorizon planHorizon,
      BackwardPass backwardPass,
      Storage[] batteries,
      double storedKwh,
      double always,
      DeferrableLoads deferrableLoads) {
    List<DeferrableLoad> works = deferrableLoads.works();
    int cars = deferrableLoads.cars().size();
    partKw = 0;
    for (DeferrableLoad deferrableLoad : works) {
      partKw += deferrableLoad.maxKw() / PARTS;
    }
    begin(planHorizon, works);
    if (partKw > NOTHING) {
      price(planHorizon, backwardPass, batteries, storedKwh, always);
      put(planHorizon, works);
    }
    Arrays.fill(planHorizon.otherEvKw, 0, planHorizon.slots, 0);
    Arrays.fill(planHorizon.jobKw, 0, planHorizon.slots, 0);
    for (int i = Math.min(1, cars); i < works.size(); i++) {
      double[] into = i < cars ? planHorizon.otherEvKw : planHorizon.jobKw;
      for (int k = 0; k < planHorizon.slots; k++) {
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
      PlanHorizon planHorizon,
      BackwardPass backwardPass,
      Storage[] batteries,
      double storedKwh,
      double always) {
    double stored = storedKwh;
    for (int k = 0; k < planHorizon.slots; k++) {
      NetLoadClasses.Slot slot = planHorizon.net[k];
      double limitKw = Math.min(planHorizon.importKw, planHorizon.horizonData.peakKw[k]);
      double roomKw = limitKw - (slot.loadKw - slot.pvKw + always);
      double rest = roomKw - partKw * Math.floor(roomKw / partKw);
      firstPartKw[k] = rest > SHORTEST * partKw ? rest : rest + partKw;
      double without = cost(planHorizon, backwardPass, batteries, k, always, stored);
      for (int i = 0; i < MOST_PARTS; i++) {
        double with = cost(planHorizon, backwardPass, batteries, k, always + endKw(k, i), stored);
        double kw = i == 0 ? firstPartKw[k] : partKw;
        double price = (with - without) / (kw * planHorizon.horizonData.hours[k]);
        perKwh[k][i] = price + i * SPREADS_PEAK * planHorizon.horizonData.peakPerKwh;
        without = with;
      }
      cost(planHorizon, backwardPass, batteries, k, always + planHorizon.spreadKw(k), stored);
      stored += bestAction.kwh[0];
    }
  }

  /** What slot {@code k} costs, with the value after it, where {@code moreKw} are drawn. */
  private double cost(
      PlanHorizon planHorizon,
      BackwardPass backwardPass,
      Storage[] batteries,
      int k,
      double moreKw,
      double stored) {
    NetLoadClasses.Slot slot = planHorizon.net[k];
    double net = slot.loadKw - slot.pvKw + moreKw;
    bestAction.make(
        backwardPass, batteries, planHorizon.horizonData, k, true, net, slot.pvKw, stored, 0, 0);
    return bestAction.total;
  }

  private void begin(PlanHorizon planHorizon, List<DeferrableLoad> works) {
    if (works.size() > workKw.length) {
      workKw = new double[works.size()][PlanHorizon.MOST_SLOTS];
      missingKwh = new double[works.size()];
      roomKwh = new double[works.size()];
      shortKwh = new double[works.size()];
      dearestPerKwh = new double[works.size()];
    }
    Arrays.fill(takenKw, 0, planHorizon.slots, 0);
    for (int i = 0; i < works.size(); i++) {
      DeferrableLoad deferrableLoad = works.get(i);
      Arrays.fill(workKw[i], 0, planHorizon.slots, 0);
      missingKwh[i] = deferrableLoad.kwh();
      shortKwh[i] = Math.max(0, deferrableLoad.kwh() - deferrableLoad.laterKwh());
      dearestPerKwh[i] = 0;
      roomKwh[i] = deferrableLoad.laterKwh();
      for (int k = 0; k < planHorizon.slots; k++) {
        roomKwh[i] +=
            roomKw(planHorizon, deferrableLoad, workKw[i], k) * planHorizon.horizonData.hours[k];
      }
    }
  }

  /** Fills {@code workKw}: part by part, each for the one that has the least choice left. */
  private void put(PlanHorizon planHorizon, List<DeferrableLoad> works) {
    for (int i = next(works.size()); i >= 0; i = next(works.size())) {
      DeferrableLoad deferrableLoad = works.get(i);
      int best = cheapest(planHorizon, deferrableLoad, workKw[i]);
      double price = best < 0 ? Double.MAX_VALUE : perKwh[best][part(best)];
      // What can be had later at the cheapest price that is known is not bought dearer now.
      double later =
          price > planHorizon.horizonData.laterPerKwh * (1 + SAME) ? deferrableLoad.laterKwh() : 0;
      double wantedKwh = missingKwh[i] - later;
      if (best < 0 || price > deferrableLoad.mostPerKwh() || wantedKwh <= NOTHING) {
        shortKwh[i] = Math.max(0, missingKwh[i] - deferrableLoad.laterKwh());
        missingKwh[i] = 0;
      } else {
        double hours = planHorizon.horizonData.hours[best];
        double toNextPart = endKw(best, part(best)) - takenKw[best];
        double roomKw = roomKw(planHorizon, deferrableLoad, workKw[i], best);
        double kw = Math.min(wantedKwh / hours, roomKw);
        kw = toNextPart > NOTHING ? Math.min(kw, toNextPart) : kw;
        workKw[i][best] += kw;
        takenKw[best] += kw;
        missingKwh[i] -= kw * hours;
        roomKwh[i] -= kw * hours;
        shortKwh[i] = Math.max(0, missingKwh[i] - deferrableLoad.laterKwh());
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
  private int cheapest(PlanHorizon planHorizon, DeferrableLoad deferrableLoad, double[] kw) {
    int best = -1;
    double least = Double.MAX_VALUE;
    for (int k = 0; k < planHorizon.slots; k++) {
      double price =
          roomKw(planHorizon, deferrableLoad, kw, k) > NOTHING ? perKwh[k][part(k)] : least;
      if (price < least - SAME * Math.abs(price)) {
        least = price;
        best = k;
      }
    }
    return best;
  }

  /** Mean power that it can still take in a slot. */
  private double roomKw(
      PlanHorizon planHorizon, DeferrableLoad deferrableLoad, double[] kw, int slot) {
    return deferrableLoad.maxKw() * planHorizon.shareBefore(slot, deferrableLoad.due()) - kw[slot];
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
