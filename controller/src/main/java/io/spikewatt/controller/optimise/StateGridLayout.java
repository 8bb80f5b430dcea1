package io.spikewatt.controller.optimise;

import java.util.Arrays;

/** Storages present in each slot of a pass: a grid of levels for each set of them. */
final class StateGridLayout {

  private final GridResolution gridResolution;

  /** By the set of present storages, a bit for each. */
  private final StateGrid[] lattices = new StateGrid[1 << StateGrid.MOST_STORES];

  private final StateGrid[] of;

  StateGridLayout(GridResolution gridResolution, int mostSlots) {
    this.gridResolution = gridResolution;
    this.of = new StateGrid[mostSlots];
    for (int i = 0; i < lattices.length; i++) {
      lattices[i] = new StateGrid();
    }
    Arrays.fill(of, lattices[0]);
  }

  /**
   * The grid of levels while slot {@code k} runs; the same object as long as the same storages
   * stay.
   */
  StateGrid of(int k) {
    return of[k];
  }

  void lay(HorizonData horizonData, Storage[] stores) {
    int others = 0;
    for (int s = 1; s < stores.length; s++) {
      others += stores[s].usable() ? 1 : 0;
    }
    double slotHours = horizonData.hours[horizonData.slots - 1];
    for (int set = 0; set < lattices.length; set++) {
      int beside = Math.min(others, Integer.bitCount(set >> 1));
      for (int s = 0; s < StateGrid.MOST_STORES; s++) {
        boolean there = s < stores.length && stores[s].usable() && (set & 1 << s) != 0;
        if (there) {
          Storage storage = stores[s];
          int count = gridResolution.of(s, storage, beside, slotHours);
          lattices[set].set(s, count, storage);
        } else {
          lattices[set].absent(s);
        }
      }
    }
    for (int k = 0; k < horizonData.slots; k++) {
      int set = 0;
      for (int s = 0; s < stores.length; s++) {
        if (stores[s].usable() && horizonData.share(k, stores[s]) > 0) {
          set |= 1 << s;
        }
      }
      of[k] = lattices[set];
    }
  }
}
