package io.spikewatt.controller.plan;

import io.spikewatt.controller.value.Backward;
import io.spikewatt.controller.value.Choice;
import io.spikewatt.controller.value.Store;
import io.spikewatt.controller.value.Supply;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Charges the cars that have no dimension of their own, by price: what each further part of load
 * would cost in each slot, by the values that a pass with the batteries alone gave. So cars take
 * the sun first, then the cheap hours, and leave each other room below the import limit. The
 * recursion then sees them as load.
 */
final class EvSpread {

  /** Parts into which the cars' power together is cut. */
  private static final int PARTS = 24;

  private static final double NOTHING = 1e-9;

  private final Choice choice;

  /** Price of a kWh of load by slot and by how many parts there are already. */
  private final double[][] perKwh = new double[Horizon.MOST_SLOTS][PARTS];

  private final double[] takenKw = new double[Horizon.MOST_SLOTS];
  private final double[] carKw = new double[Horizon.MOST_SLOTS];
  private double partKw;

  EvSpread(Supply supply) {
    this.choice = new Choice(supply);
  }

  /**
   * Fills {@code horizon.otherEvKw}.
   *
   * @param backward after a pass with {@code batteries} alone and no other car
   * @param storedKwh energy of the batteries now
   * @param always load that is there beside what is forecast, kW
   */
  void fill(
      Horizon horizon,
      Backward backward,
      Store[] batteries,
      double storedKwh,
      double always,
      List<EvPlan> cars) {
    Arrays.fill(takenKw, 0, horizon.slots, 0);
    partKw = cars.stream().mapToDouble(EvPlan::maxKw).sum() / PARTS;
    if (!(partKw > NOTHING)) {
      return;
    }
    price(horizon, backward, batteries, storedKwh, always);
    // Who leaves first has the fewest slots to choose from.
    cars.stream()
        .sorted(Comparator.comparing(EvPlan::departure).thenComparing(EvPlan::id))
        .forEach(car -> charge(horizon, car));
    System.arraycopy(takenKw, 0, horizon.otherEvKw, 0, horizon.slots);
  }

  /** Follows the batteries as they would go without these cars. */
  private void price(
      Horizon horizon, Backward backward, Store[] batteries, double storedKwh, double always) {
    double stored = storedKwh;
    for (int k = 0; k < horizon.slots; k++) {
      NetLoadClasses.Slot slot = horizon.net[k];
      double net = slot.loadKw - slot.pvKw + always;
      choice.make(backward, batteries, horizon.outlook, k, true, net, slot.pvKw, stored, 0, 0);
      double after = stored + choice.kwh[0];
      double before = choice.total;
      for (int i = 0; i < PARTS; i++) {
        double more = net + (i + 1) * partKw;
        choice.make(backward, batteries, horizon.outlook, k, true, more, slot.pvKw, stored, 0, 0);
        perKwh[k][i] = (choice.total - before) / (partKw * horizon.outlook.hours[k]);
        before = choice.total;
      }
      stored = after;
    }
  }

  private void charge(Horizon horizon, EvPlan car) {
    Arrays.fill(carKw, 0, horizon.slots, 0);
    double missing = car.missingKwh() / car.efficiency();
    while (missing > NOTHING) {
      int best = -1;
      double least = Double.POSITIVE_INFINITY;
      for (int k = 0; k < horizon.slots; k++) {
        double price = roomKw(horizon, car, k) > NOTHING ? perKwh[k][part(k)] : least;
        if (price < least) {
          least = price;
          best = k;
        }
      }
      if (best < 0) {
        return;
      }
      double hours = horizon.outlook.hours[best];
      double toNextPart = (part(best) + 1) * partKw - takenKw[best];
      double kw = Math.min(missing / hours, roomKw(horizon, car, best));
      kw = toNextPart > NOTHING ? Math.min(kw, toNextPart) : kw;
      carKw[best] += kw;
      takenKw[best] += kw;
      missing -= kw * hours;
    }
  }

  /** Mean power that a car can still take in a slot. */
  private double roomKw(Horizon horizon, EvPlan car, int slot) {
    return car.maxKw() * horizon.shareBefore(slot, car.departure()) - carKw[slot];
  }

  private int part(int slot) {
    return Math.min(PARTS - 1, (int) (takenKw[slot] / partKw + 1e-6));
  }
}
