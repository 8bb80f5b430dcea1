package io.spikewatt.controller.plan;

import io.spikewatt.controller.optimise.BestAction;
import io.spikewatt.controller.optimise.StateGrid;
import io.spikewatt.controller.optimise.Storage;
import java.util.List;

/**
 * The storages of a plan that have levels of their own: all batteries as the first one, then cars.
 *
 * @param stores at most three
 * @param fromKwh energy of each when the plan begins; readers must not change the arrays
 * @param cars those among them, in the same order
 */
record PlannedStorages(Storage[] stores, double[] fromKwh, List<EvPlan> cars) {

  static final PlannedStorages NONE = new PlannedStorages(new Storage[0], new double[0], List.of());

  static PlannedStorages of(
      Storage battery, double storedKwh, List<EvPlan> cars, List<Storage> carStores) {
    Storage[] stores = new Storage[1 + cars.size()];
    double[] fromKwh = new double[StateGrid.MOST_STORES];
    stores[0] = battery;
    fromKwh[0] = storedKwh;
    for (int i = 0; i < cars.size(); i++) {
      stores[i + 1] = carStores.get(i);
      fromKwh[i + 1] = cars.get(i).fromKwh();
    }
    return new PlannedStorages(stores, fromKwh, cars);
  }

  /** The batteries without cars. */
  PlannedStorages batteries() {
    return of(stores[0], fromKwh[0], List.of(), List.of());
  }

  /** The first car, if it is plugged in. */
  boolean firstCarIsPresent() {
    return !cars.isEmpty() && cars.getFirst().comes().isEmpty();
  }

  /**
   * Energy of storage {@code s} after a slot.
   *
   * @param kwh before it
   * @param before levels while the slot runs, and {@code after} in the next one
   */
  double after(int s, double kwh, BestAction bestAction, StateGrid before, StateGrid after) {
    boolean comes = s < stores.length && !before.has(s) && after.has(s);
    return comes ? stores[s].comesWithKwh() : kwh + bestAction.kwh[s];
  }
}
