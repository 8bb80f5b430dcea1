package io.spikewatt.controller.plan;

import io.spikewatt.controller.optimise.BestAction;
import io.spikewatt.controller.optimise.SlotChoice;
import io.spikewatt.controller.optimise.StateGrid;
import io.spikewatt.controller.optimise.SupplyOptions;
import io.spikewatt.controller.optimise.UnitCommitment;
import io.spikewatt.controller.optimise.Values;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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
   * Loads shifted into the cheapest slots.
   *
   * @param values of the storages beside the loads, with {@code before} as load
   * @param before loads as shifted before
   */
  PlacedLoads shift(Horizon horizon, Values values, PlannedLoads loads, PlacedLoads before) {
    List<DeferrableLoad> works = loads.shifted();
    alwaysKw = horizon.flexible().minKw();
    double sumKw = works.stream().mapToDouble(DeferrableLoad::maxKw).sum();
    partKw = sumKw / Math.clamp((long) shifting.partsOfOne() * works.size(), 1, shifting.parts());
    begin(horizon, works);
    if (partKw > NOTHING) {
      Beside beside = new Beside(horizon, values, before);
      follow(beside, loads.beside(), sumKw);
      put(beside, works);
    }
    double[] chargingKw = new double[horizon.count()];
    double[] jobKw = new double[horizon.count()];
    List<PlacedLoads.Shifted> placements = new ArrayList<>();
    for (int i = 0; i < works.size(); i++) {
      placements.add(new PlacedLoads.Shifted(workKw[i], shortKwh[i], dearestPerKwh[i]));
      for (int k = 0; k < horizon.count() && i >= loads.kept(); k++) {
        if (i < loads.firstJob()) {
          chargingKw[k] += workKw[i][k];
        } else {
          jobKw[k] += workKw[i][k];
        }
      }
    }
    return before.shifting(chargingKw, jobKw, placements);
  }

  /** Surroundings of the shifted loads: values of the storages, and other placed loads. */
  private record Beside(Horizon horizon, Values values, PlacedLoads loads) {

    double laterPerKwh() {
      return values.problem().end().laterPerKwh();
    }
  }

  /**
   * Follows the storages beside the loads as shifted before.
   *
   * @param sumKw power of all loads together
   */
  private void follow(Beside beside, PlannedStorages storages, double sumKw) {
    Horizon horizon = beside.horizon;
    System.arraycopy(storages.fromKwh(), 0, storedKwh[0], 0, StateGrid.MOST_STORES);
    for (int k = 0; k < horizon.count(); k++) {
      double peakKw = beside.values.problem().peak().kw()[k];
      double limitKw = Math.min(horizon.importKw(), peakKw);
      double roomKw = limitKw - (horizon.netKw(k) + beside.loads.heatKw()[k]);
      firstPartKw[k] = firstPartKw(roomKw, sumKw);
      Arrays.fill(costs[k], Double.NaN);
      SlotChoice best =
          bestAction.choose(
              beside.values,
              k,
              UnitCommitment.OFF,
              horizon.netKw(k) + beside.loads.plannedKw(k),
              horizon.pvKw(k),
              storedKwh[k]);
      for (int s = 0; s < StateGrid.MOST_STORES && k + 1 < horizon.count(); s++) {
        storedKwh[k + 1][s] = beside.values.energyAfter(k, s, storedKwh[k][s], best.kwh()[s]);
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
  private double perKwh(Beside beside, int k, int parts) {
    double kw = parts == 0 ? firstPartKw[k] : partKw;
    double more = cost(beside, k, parts + 1) - cost(beside, k, parts);
    return more / (kw * beside.horizon.hours(k))
        + parts * SPREADS_PEAK * beside.values.problem().peak().perKwh();
  }

  /** Cost of slot {@code k} with {@code parts} parts drawn, including the value after it. */
  private double cost(Beside beside, int k, int parts) {
    if (Double.isNaN(costs[k][parts])) {
      double moreKw = alwaysKw + beside.loads.heatKw()[k] + (parts == 0 ? 0 : endKw(k, parts - 1));
      NetLoadClasses.Slot slot = beside.horizon.net().get(k);
      double sum = 0;
      for (int z = 0; z < slot.netKw().length; z++) {
        sum +=
            bestAction.leastTotal(
                beside.values,
                k,
                UnitCommitment.OFF,
                slot.netKw()[z] + moreKw,
                slot.pvClassKw()[z],
                storedKwh[k]);
      }
      costs[k][parts] = sum / slot.netKw().length;
    }
    return costs[k][parts];
  }

  private void begin(Horizon horizon, List<DeferrableLoad> works) {
    workKw = new double[works.size()][horizon.count()];
    missingKwh = new double[works.size()];
    roomKwh = new double[works.size()];
    shortKwh = new double[works.size()];
    dearestPerKwh = new double[works.size()];
    Arrays.fill(takenKw, 0, horizon.count(), 0);
    for (int i = 0; i < works.size(); i++) {
      DeferrableLoad deferrableLoad = works.get(i);
      missingKwh[i] = deferrableLoad.kwh();
      shortKwh[i] = Math.max(0, deferrableLoad.kwh() - deferrableLoad.laterKwh());
      roomKwh[i] = deferrableLoad.laterKwh();
      for (int k = 0; k < horizon.count(); k++) {
        roomKwh[i] += roomKw(horizon, deferrableLoad, workKw[i], k) * horizon.hours(k);
      }
    }
  }

  /** Fills {@code workKw}: part by part, next for the load with the least choice left. */
  private void put(Beside beside, List<DeferrableLoad> works) {
    for (int i = next(works.size()); i >= 0; i = next(works.size())) {
      DeferrableLoad deferrableLoad = works.get(i);
      int best = cheapest(beside, deferrableLoad, workKw[i]);
      double price = best < 0 ? Double.MAX_VALUE : perKwh(beside, best, part(best));
      // Energy available later at the cheapest known price is not bought dearer now.
      double later = price > beside.laterPerKwh() * (1 + SAME) ? deferrableLoad.laterKwh() : 0;
      double wantedKwh = missingKwh[i] - later;
      if (best < 0 || price > deferrableLoad.mostPerKwh() || wantedKwh <= NOTHING) {
        shortKwh[i] = Math.max(0, missingKwh[i] - deferrableLoad.laterKwh());
        missingKwh[i] = 0;
      } else {
        double hours = beside.horizon.hours(best);
        double toNextPart = endKw(best, part(best)) - takenKw[best];
        double roomKw = roomKw(beside.horizon, deferrableLoad, workKw[i], best);
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
  private int cheapest(Beside beside, DeferrableLoad deferrableLoad, double[] kw) {
    int best = -1;
    double least = Double.MAX_VALUE;
    for (int k = 0; k < beside.horizon.count(); k++) {
      double price =
          roomKw(beside.horizon, deferrableLoad, kw, k) > NOTHING
              ? perKwh(beside, k, part(k))
              : least;
      if (price < least - SAME * Math.abs(price)) {
        least = price;
        best = k;
      }
    }
    return best;
  }

  /** Mean power that the load can still take in a slot. */
  private double roomKw(Horizon horizon, DeferrableLoad deferrableLoad, double[] kw, int slot) {
    return deferrableLoad.maxKw() * horizon.slots().shareBefore(slot, deferrableLoad.due())
        - kw[slot];
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
