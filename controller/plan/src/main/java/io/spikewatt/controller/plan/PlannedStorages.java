package io.spikewatt.controller.plan;

import io.spikewatt.controller.optimise.StateGrid;
import io.spikewatt.controller.optimise.Storage;
import java.util.Arrays;
import java.util.List;

/**
 * The storages of a plan that have levels of their own, those that stay before those that leave.
 *
 * @param all at most three
 * @param stores of {@code all}; readers must not change it
 * @param fromKwh energy of each when the plan begins, by number; readers must not change it
 */
record PlannedStorages(List<Planned> all, Storage[] stores, double[] fromKwh) {

  /**
   * A storage of a plan.
   *
   * @param id of the device, or of a group that is planned as one
   * @param group kind of asset
   * @param storage in the recursion's terms
   * @param fromKwh energy when the plan begins, or that it brings
   * @param capacityKwh energy at 100 %
   */
  record Planned(String id, String group, Storage storage, double fromKwh, double capacityKwh) {

    /** Whether it is connected when the plan begins. */
    boolean isPresent() {
      return storage.visit().comesInHours() <= 0;
    }

    /** State of charge, percent. */
    double socPct(double kwh) {
      return 100 * kwh / capacityKwh;
    }
  }

  static PlannedStorages of(List<Planned> all) {
    double[] fromKwh = new double[StateGrid.MOST_STORES];
    Arrays.setAll(fromKwh, s -> s < all.size() ? all.get(s).fromKwh() : 0);
    Storage[] stores = all.stream().map(Planned::storage).toArray(Storage[]::new);
    return new PlannedStorages(all, stores, fromKwh);
  }

  /** Those that stay. */
  PlannedStorages staying() {
    return of(all.stream().filter(planned -> !planned.storage.leaves()).toList());
  }
}
