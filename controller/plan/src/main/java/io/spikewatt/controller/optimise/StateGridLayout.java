package io.spikewatt.controller.optimise;

import java.util.Arrays;

/** Storages present in each slot of a pass: a grid of levels for each set of them. */
final class StateGridLayout {

  private final GridResolution gridResolution;

  private static final int SETS = 1 << StateGrid.MOST_STORES;

  /** By the set of present storages, a bit for each; then the same for longer slots. */
  private final StateGrid[] lattices = new StateGrid[2 * SETS];

  private final StateGrid[] of;
  private int run;

  StateGridLayout(GridResolution gridResolution, int mostSlots) {
    this.gridResolution = gridResolution;
    this.of = new StateGrid[mostSlots];
    Arrays.setAll(lattices, i -> new StateGrid());
    Arrays.fill(of, lattices[0]);
  }

  /**
   * The grid of levels while slot {@code k} runs; the same object as long as the same storages
   * stay.
   */
  StateGrid of(int k) {
    return of[k];
  }

  /** Number of the present layout. */
  int run() {
    return run;
  }

  /** Number of levels, a fifth fewer at most, of which one is nearest below an energy. */
  private static int fitting(int most, double kwh, Storage storage) {
    double share = (kwh - storage.minKwh()) / (storage.maxKwh() - storage.minKwh());
    if (share <= 0 || share >= 1) {
      return most;
    }
    int best = most;
    double least = 1;
    for (int count = most; count > most * 4 / 5; count--) {
      double steps = (count - 1) * share;
      double above = (steps - Math.floor(steps + 1e-9)) / (count - 1);
      if (above < least - 1e-9) {
        least = above;
        best = count;
      }
    }
    return best;
  }

  /** Lays the grids of a new run. */
  void lay(SlotProblem problem, Storage[] stores) {
    run++;
    int others = 0;
    for (int s = 1; s < stores.length; s++) {
      others += stores[s].usable() ? 1 : 0;
    }
    double slotHours = problem.hours(Math.min(1, problem.slots() - 1));
    for (int i = 0; i < lattices.length; i++) {
      int set = i % SETS;
      int beside = Math.min(others, Integer.bitCount(set >> 1));
      for (int s = 0; s < StateGrid.MOST_STORES; s++) {
        boolean there = s < stores.length && stores[s].usable() && (set & 1 << s) != 0;
        if (there) {
          Storage storage = stores[s];
          int most = gridResolution.of(s, storage, beside, slotHours);
          int count = s > 0 ? most : fitting(most, problem.reserve().heldKwh(), storage);
          // A longer slot crosses more levels of the first, so that half of them are fine enough.
          lattices[i].set(s, s > 0 || i < SETS ? count : 1 + count / 2, storage);
        } else {
          lattices[i].absent(s);
        }
      }
    }
    for (int k = 0; k < problem.slots(); k++) {
      int set = 0;
      for (int s = 0; s < stores.length; s++) {
        if (stores[s].usable() && problem.share(k, stores[s]) > 0) {
          set |= 1 << s;
        }
      }
      of[k] = lattices[problem.hours(k) > slotHours && k > 0 ? SETS + set : set];
    }
  }
}
