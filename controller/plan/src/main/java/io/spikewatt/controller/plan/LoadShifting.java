package io.spikewatt.controller.plan;

import io.spikewatt.controller.optimise.BackwardPass;
import io.spikewatt.controller.optimise.BestAction;
import io.spikewatt.controller.optimise.SlotChoice;
import io.spikewatt.controller.optimise.SolvedHorizon;
import io.spikewatt.controller.optimise.StateGrid;
import io.spikewatt.controller.optimise.SupplyOptions;
import io.spikewatt.controller.optimise.UnitCommitment;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Shifts loads without levels of their own into the cheapest slots, by the cost of each further
 * part of load there: the mean over the error classes by the values of a pass. Loads thus use
 * surplus first, then cheap hours, and leave each other room below the import limit. The load with
 * the least choice left takes its next part first, so that no load is left with too few slots.
 */
final class LoadShifting {

  /** Shortest first part, as a share of a part; the price of a shorter one would be rounding. */
  private static final double SHORTEST = 0.001;

  /**
   * Surcharge on each further part in a slot, relative to the demand charge of a kWh. Above the
   * month's peak every kWh costs the same, so that without it all parts could end up in one slot.
   */
  private static final double SPREADS_PEAK = 0.002;

  private static final double NOTHING = 1e-9;

  /** Relative difference below which prices are equal: each is a difference of large sums. */
  private static final double SAME = 1e-6;

  private final PlannerSettings.Shifting shifting;
  private final BestAction bestAction;
  private final int mostParts;

  /** Cost of a slot, with the value after it, by its number of parts; NaN = unknown. */
  private final double[][] costs;

  /** Energy of each storage at the start of a slot. */
  private final double[][] storedKwh;

  private final double[] firstPartKw;
  private final double[] takenKw;

  /** By load: energy still to be placed, at the bus, and room for it. */
  private double[] missingKwh = new double[0];

  private double[] roomKwh = new double[0];

  /** By load: unplaced energy, price of the dearest kWh, and power by slot. */
  private double[] shortKwh = new double[0];

  private double[] dearestPerKwh = new double[0];
  private double[][] workKw = new double[0][0];
  private double partKw;
  private double alwaysKw;
  private @Nullable SolvedHorizon current;
  private PlannedStorages storages = PlannedStorages.NONE;

  LoadShifting(SupplyOptions supplyOptions, SlotGrid grid, PlannerSettings.Shifting shifting) {
    this.bestAction = new BestAction(supplyOptions, BestAction.Equals.MOVE_LEAST);
    this.shifting = shifting;
    // One more, because the first part is shortened to end at a limit or a peak.
    this.mostParts = shifting.parts() + 1;
    this.costs = new double[grid.most()][mostParts + 1];
    this.storedKwh = new double[grid.most()][StateGrid.MOST_STORES];
    this.firstPartKw = new double[grid.most()];
    this.takenKw = new double[grid.most()];
  }

  /**
   * Fills {@code planHorizon.chargingKw} and {@code planHorizon.jobKw} anew.
   *
   * @param by after a pass with {@code beside}, whose load includes the present content of these
   * @param beside storages by whose values load is priced
   * @param always load beside the forecast, kW
   * @param works all loads that compete for the slots
   * @param kept number of them, the first ones, that only compete and are not filled in
   * @param sessions number of them, the first ones, that are charging sessions
   */
  void fill(
      PlanHorizon planHorizon,
      BackwardPass by,
      PlannedStorages beside,
      double always,
      List<DeferrableLoad> works,
      int kept,
      int sessions) {
    current = new SolvedHorizon(by, beside.stores(), planHorizon.horizonData);
    storages = beside;
    alwaysKw = always;
    double sumKw = works.stream().mapToDouble(DeferrableLoad::maxKw).sum();
    partKw = sumKw / Math.clamp((long) shifting.partsOfOne() * works.size(), 1, shifting.parts());
    begin(planHorizon, works);
    if (partKw > NOTHING) {
      follow(planHorizon, sumKw);
      put(planHorizon, works);
    }
    Arrays.fill(planHorizon.chargingKw, 0, planHorizon.slots, 0);
    Arrays.fill(planHorizon.jobKw, 0, planHorizon.slots, 0);
    for (int i = kept; i < works.size(); i++) {
      double[] into = i < sessions ? planHorizon.chargingKw : planHorizon.jobKw;
      for (int k = 0; k < planHorizon.slots; k++) {
        into[k] += workKw[i][k];
      }
    }
  }

  private SolvedHorizon solved() {
    return Objects.requireNonNull(current, "nothing was filled in");
  }

  /** Energy of load {@code i} that has no place before its deadline, kWh. */
  double shortKwh(int i) {
    return shortKwh[i];
  }

  /** Power of load {@code i} by slot, W. */
  double[] watts(int i, int slots) {
    double[] watts = new double[slots];
    for (int k = 0; k < slots; k++) {
      watts[k] = 1000 * workKw[i][k];
    }
    return watts;
  }

  /** Placement of load {@code i}. */
  PlannedJob planned(int i, int slots) {
    return new PlannedJob(watts(i, slots), dearestPerKwh[i]);
  }

  /**
   * Follows the storages beside the loads as shifted before.
   *
   * @param sumKw power of all loads together
   */
  private void follow(PlanHorizon planHorizon, double sumKw) {
    SolvedHorizon solved = solved();
    System.arraycopy(storages.fromKwh(), 0, storedKwh[0], 0, StateGrid.MOST_STORES);
    for (int k = 0; k < planHorizon.slots; k++) {
      NetLoadClasses.Slot slot = planHorizon.net[k];
      double limitKw = Math.min(planHorizon.importKw, planHorizon.horizonData.peakKw[k]);
      double roomKw = limitKw - (slot.loadKw - slot.pvKw + alwaysKw + planHorizon.heatKw[k]);
      firstPartKw[k] = firstPartKw(roomKw, sumKw);
      Arrays.fill(costs[k], Double.NaN);
      double net = slot.loadKw - slot.pvKw + alwaysKw + planHorizon.plannedKw(k);
      SlotChoice best =
          bestAction.choose(
              solved,
              k,
              planHorizon.horizonData.up[k],
              UnitCommitment.OFF,
              net,
              slot.pvKw,
              storedKwh[k]);
      for (int s = 0; s < StateGrid.MOST_STORES && k + 1 < planHorizon.slots; s++) {
        storedKwh[k + 1][s] =
            storages.after(
                s,
                storedKwh[k][s],
                best.kwh()[s],
                solved.values().lattice(k),
                solved.values().lattice(k + 1));
      }
    }
  }

  /**
   * The first part ends at the limit, where the load can reach it. Elsewhere all parts are equal: a
   * short first part would look cheap against the whole.
   */
  private double firstPartKw(double roomKw, double sumKw) {
    if (!(roomKw > 0 && roomKw < sumKw)) {
      return partKw;
    }
    double rest = roomKw - partKw * Math.floor(roomKw / partKw);
    return rest > SHORTEST * partKw ? rest : rest + partKw;
  }

  /** Price of a kWh of load in slot {@code k} on top of {@code parts} parts. */
  private double perKwh(PlanHorizon planHorizon, int k, int parts) {
    double kw = parts == 0 ? firstPartKw[k] : partKw;
    double more = cost(planHorizon, k, parts + 1) - cost(planHorizon, k, parts);
    return more / (kw * planHorizon.horizonData.hours[k])
        + parts * SPREADS_PEAK * planHorizon.horizonData.peakPerKwh;
  }

  /** Cost of slot {@code k} with {@code parts} parts drawn, including the value after it. */
  private double cost(PlanHorizon planHorizon, int k, int parts) {
    if (Double.isNaN(costs[k][parts])) {
      double moreKw = alwaysKw + planHorizon.heatKw[k] + (parts == 0 ? 0 : endKw(k, parts - 1));
      NetLoadClasses.Slot slot = planHorizon.net[k];
      SolvedHorizon solved = solved();
      double sum = 0;
      for (int z = 0; z < slot.netKw.length; z++) {
        sum +=
            bestAction.leastTotal(
                solved,
                k,
                planHorizon.horizonData.up[k],
                UnitCommitment.OFF,
                slot.netKw[z] + moreKw,
                slot.pvClassKw[z],
                storedKwh[k]);
      }
      costs[k][parts] = sum / slot.netKw.length;
    }
    return costs[k][parts];
  }

  private void begin(PlanHorizon planHorizon, List<DeferrableLoad> works) {
    if (works.size() > workKw.length) {
      workKw = new double[works.size()][planHorizon.grid.most()];
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

  /** Fills {@code workKw}: part by part, next for the load with the least choice left. */
  private void put(PlanHorizon planHorizon, List<DeferrableLoad> works) {
    for (int i = next(works.size()); i >= 0; i = next(works.size())) {
      DeferrableLoad deferrableLoad = works.get(i);
      int best = cheapest(planHorizon, deferrableLoad, workKw[i]);
      double price = best < 0 ? Double.MAX_VALUE : perKwh(planHorizon, best, part(best));
      // Energy available later at the cheapest known price is not bought dearer now.
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

  /** The load that needs the largest share of its remaining room; -1 if none needs any. */
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

  /** Slot with the cheapest next part, the first of equal ones; -1 if there is none. */
  private int cheapest(PlanHorizon planHorizon, DeferrableLoad deferrableLoad, double[] kw) {
    int best = -1;
    double least = Double.MAX_VALUE;
    for (int k = 0; k < planHorizon.slots; k++) {
      double price =
          roomKw(planHorizon, deferrableLoad, kw, k) > NOTHING
              ? perKwh(planHorizon, k, part(k))
              : least;
      if (price < least - SAME * Math.abs(price)) {
        least = price;
        best = k;
      }
    }
    return best;
  }

  /** Mean power that the load can still take in a slot. */
  private double roomKw(
      PlanHorizon planHorizon, DeferrableLoad deferrableLoad, double[] kw, int slot) {
    return deferrableLoad.maxKw() * planHorizon.shareBefore(slot, deferrableLoad.due()) - kw[slot];
  }

  /** End of a part of a slot, kW. */
  private double endKw(int slot, int part) {
    return firstPartKw[slot] + part * partKw;
  }

  private int part(int slot) {
    double beyond = takenKw[slot] - firstPartKw[slot];
    return Math.clamp((int) Math.floor(beyond / partKw + 1e-6) + 1, 0, mostParts - 1);
  }
}
