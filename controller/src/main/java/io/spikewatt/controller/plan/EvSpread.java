package io.spikewatt.controller.plan;

import io.spikewatt.controller.value.Backward;
import io.spikewatt.controller.value.Choice;
import io.spikewatt.controller.value.Store;
import io.spikewatt.controller.value.Supply;
import java.util.Arrays;
import java.util.List;

/**
 * Charges the cars that have no dimension of their own, by price: what each further part of load
 * would cost in each slot, by the values that a pass with the batteries alone gave. So cars take
 * the sun first, then the cheap hours, and leave each other room below the import limit. The car
 * that has a dimension competes with them for the slots and is then left to the recursion, which
 * sees the others as load. Part by part, each for the car that has the least choice left: who gets
 * the cheapest hours to himself would leave the last car too few.
 */
final class EvSpread {

  /** Parts into which the cars' power together is cut; thrice as many change costs by 0.1 %. */
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

  /** By car: energy still to be found at the bus, and power by slot. */
  private double[] missingKwh = new double[0];

  private double[] roomKwh = new double[0];

  private double[][] carKw = new double[0][Horizon.MOST_SLOTS];
  private double partKw;

  EvSpread(Supply supply) {
    this.choice = new Choice(supply, Choice.Equals.MOVE_LEAST);
  }

  /**
   * Fills {@code horizon.otherEvKw} anew.
   *
   * @param backward after a pass with {@code batteries} alone, which saw as other cars what is in
   *     {@code horizon.otherEvKw}
   * @param storedKwh energy of the batteries now
   * @param always load that is there beside what is forecast, kW
   * @param cars the first of them has a dimension of its own
   */
  void fill(
      Horizon horizon,
      Backward backward,
      Store[] batteries,
      double storedKwh,
      double always,
      List<EvPlan> cars) {
    partKw = 0;
    for (EvPlan car : cars) {
      partKw += car.maxKw() / PARTS;
    }
    if (!(partKw > NOTHING)) {
      return;
    }
    price(horizon, backward, batteries, storedKwh, always);
    charge(horizon, cars);
    Arrays.fill(horizon.otherEvKw, 0, horizon.slots, 0);
    for (int i = 1; i < cars.size(); i++) {
      for (int k = 0; k < horizon.slots; k++) {
        horizon.otherEvKw[k] += carKw[i][k];
      }
    }
  }

  /** Follows the batteries beside the cars as they were spread before. */
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
      cost(horizon, backward, batteries, k, always + horizon.otherEvKw[k], stored);
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

  /** Fills {@code carKw}: part by part, each for the car that has the least choice left. */
  private void charge(Horizon horizon, List<EvPlan> cars) {
    if (cars.size() > carKw.length) {
      carKw = new double[cars.size()][Horizon.MOST_SLOTS];
      missingKwh = new double[cars.size()];
      roomKwh = new double[cars.size()];
    }
    Arrays.fill(takenKw, 0, horizon.slots, 0);
    for (int i = 0; i < cars.size(); i++) {
      Arrays.fill(carKw[i], 0, horizon.slots, 0);
      missingKwh[i] = cars.get(i).missingKwh() / cars.get(i).efficiency();
      roomKwh[i] = 0;
      for (int k = 0; k < horizon.slots; k++) {
        roomKwh[i] += roomKw(horizon, cars.get(i), carKw[i], k) * horizon.outlook.hours[k];
      }
    }
    for (int i = next(cars.size()); i >= 0; i = next(cars.size())) {
      int best = cheapest(horizon, cars.get(i), carKw[i]);
      if (best < 0) {
        missingKwh[i] = 0;
      } else {
        double hours = horizon.outlook.hours[best];
        double toNextPart = endKw(best, part(best)) - takenKw[best];
        double roomKw = roomKw(horizon, cars.get(i), carKw[i], best);
        double kw = Math.min(missingKwh[i] / hours, roomKw);
        kw = toNextPart > NOTHING ? Math.min(kw, toNextPart) : kw;
        carKw[i][best] += kw;
        takenKw[best] += kw;
        missingKwh[i] -= kw * hours;
        roomKwh[i] -= kw * hours;
      }
    }
  }

  /** The car that needs the largest part of what it can still take; -1 if none needs any. */
  private int next(int cars) {
    int next = -1;
    double most = 0;
    for (int i = 0; i < cars; i++) {
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

  /** Slot in which the car's next part costs least, the first of equal ones; -1 if it has none. */
  private int cheapest(Horizon horizon, EvPlan car, double[] kw) {
    int best = -1;
    double least = Double.MAX_VALUE;
    for (int k = 0; k < horizon.slots; k++) {
      double price = roomKw(horizon, car, kw, k) > NOTHING ? perKwh[k][part(k)] : least;
      if (price < least - SAME * Math.abs(price)) {
        least = price;
        best = k;
      }
    }
    return best;
  }

  /** Mean power that a car can still take in a slot. */
  private double roomKw(Horizon horizon, EvPlan car, double[] kw, int slot) {
    return car.maxKw() * horizon.shareBefore(slot, car.departure()) - kw[slot];
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
