package io.spikewatt.controller.value;

import java.util.Arrays;

/** Which storages are there in which slot of a pass: a lattice for each set of them. */
final class Layout {

  private final Levels levels;
  private final Lattice[] lattices = new Lattice[4];
  private final Lattice[] of;

  Layout(Levels levels, int mostSlots) {
    this.levels = levels;
    this.of = new Lattice[mostSlots];
    for (int i = 0; i < lattices.length; i++) {
      lattices[i] = new Lattice();
    }
    Arrays.fill(of, lattices[0]);
  }

  /** The lattice while slot {@code k} runs; the same object as long as the same storages stay. */
  Lattice of(int k) {
    return of[k];
  }

  void lay(Outlook outlook, Store[] stores) {
    int others = 0;
    for (int s = 1; s < stores.length; s++) {
      others += stores[s].usable() ? 1 : 0;
    }
    double slotHours = outlook.hours[outlook.slots - 1];
    for (int set = 0; set < lattices.length; set++) {
      int beside = Math.min(others, Integer.bitCount(set));
      for (int s = 0; s < Lattice.MOST_STORES; s++) {
        boolean there =
            s < stores.length
                && stores[s].usable()
                && (s == 0 || (set & (1 << (s - 1))) != 0)
                && (s > 0 || !stores[s].leaves());
        if (there) {
          Store store = stores[s];
          int count = levels.of(s, store, beside, slotHours);
          lattices[set].set(s, count, store);
        } else {
          lattices[set].absent(s);
        }
      }
    }
    for (int k = 0; k < outlook.slots; k++) {
      int set = 0;
      for (int s = 1; s < stores.length; s++) {
        if (stores[s].usable() && outlook.share(k, stores[s]) > 0) {
          set |= 1 << (s - 1);
        }
      }
      of[k] = lattices[set];
    }
  }
}
