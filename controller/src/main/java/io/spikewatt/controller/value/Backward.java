package io.spikewatt.controller.value;

import java.util.Arrays;

/**
 * The backward pass: values of stored energy at every slot's end, from the horizon's end to the
 * running slot, by the generator's commitment, grid state and error class. A storage that leaves
 * adds a dimension, which ends when it goes. All arrays are made once; keep the object, it
 * remembers what energy is worth at each time of day, which later passes end with.
 */
public final class Backward {

  private final int classes;
  private final SlotCost cost;
  private final Moves moves;
  private final Recursion recursion = new Recursion();
  private final ConvexSlot convexSlot = new ConvexSlot();
  private final Commitment commitment;

  /** By the generator's commitment. */
  private final TerminalValue[] terminal;

  private final int perDay;
  private final double[] uniform;
  private final int cells;
  private double[][][] values;
  private double[][][] spare;
  private final double[][] byState;
  private final double[][] expected;
  private final double[] row;

  /** By slot and the generator's commitment. */
  private final double[][][] means;

  private final Layout layout;

  private Store[] stores = new Store[0];
  private GridChain chain = new GridChain();
  private int gridNow;

  /** Grid states, and those times the generator's. */
  private int grids = 1;

  private int states = 1;

  /**
   * @param classes error classes
   * @param mostSlots longest horizon
   * @param perDay slots in a day
   * @param unannounced whether outages may come unannounced, which needs memory for each age
   */
  public Backward(
      Supply supply, int classes, Levels levels, int mostSlots, int perDay, boolean unannounced) {
    this.classes = classes;
    this.cost = new SlotCost(supply);
    this.moves = new Moves(cost);
    this.perDay = perDay;
    this.commitment = supply.genset().commitment();
    int mostGrids = unannounced ? 1 + GridChain.MOST_AGES : 1;
    this.terminal = new TerminalValue[commitment.states()];
    Arrays.setAll(terminal, u -> new TerminalValue(perDay, mostGrids, levels.mostFirst()));
    this.cells = levels.mostCells();
    int most = mostGrids * commitment.states();
    this.values = new double[most][classes][cells];
    this.spare = new double[most][classes][cells];
    this.byState = new double[most][cells];
    this.expected = new double[most][cells];
    this.row = new double[cells];
    this.means = new double[mostSlots][commitment.states()][cells];
    this.layout = new Layout(levels, mostSlots);
    this.uniform = new double[classes];
    Arrays.fill(uniform, 1.0 / classes);
  }

  /** Levels on which values are kept while slot {@code k} runs. */
  public Lattice lattice(int k) {
    return layout.of(k);
  }

  /**
   * Expected value at the end of slot {@code k}, on the levels of {@link #lattice}; for slots after
   * the running one, with the grid up, unless it stays away.
   */
  public double[] mean(int k) {
    return mean(k, Commitment.OFF);
  }

  /** The same, by the generator's commitment at the end of the slot. */
  public double[] mean(int k, int committed) {
    return means[k][committed];
  }

  /** What a start of the generator costs, and binds to. */
  public Commitment commitment() {
    return commitment;
  }

  /**
   * Runs the recursion.
   *
   * @param present storages, at most three; of those that leave, none first unless it is alone
   * @param grid how the grid fails
   * @param state of the grid now
   * @param epoch number of the running slot, counted from any fixed slot at the same time of day
   */
  public void run(Outlook outlook, Store[] present, GridChain grid, int state, long epoch) {
    stores = present;
    chain = grid;
    gridNow = state;
    grids = chain.states();
    states = grids * commitment.states();
    moves.stores(present);
    moves.offsets(0, 0, 0);
    layout.lay(outlook, present);
    int last = outlook.slots - 1;
    finish(outlook, epoch);
    for (int k = last; k >= 0; k--) {
      if (k < last && layout.of(k) != layout.of(k + 1)) {
        cross(layout.of(k), layout.of(k + 1));
      }
      keep(k, epoch);
      hold(outlook, k);
      means(k, k == 0 || outlook.staysAway ? gridNow : 0);
      if (k > 0) {
        step(outlook, k);
      }
    }
  }

  private void step(Outlook outlook, int k) {
    Lattice lattice = layout.of(k);
    int n = lattice.cells();
    for (int z = 0; z < classes; z++) {
      for (int s = 0; s < states; s++) {
        Recursion.mix(outlook.after[k][z], values[s], byState[s], n);
      }
      for (int s = 0; s < states; s++) {
        chain.expect(s % grids, byState, s - s % grids, expected[s], n);
      }
      if (commitment.free()) {
        minimise(outlook, k, z, SlotCost.Run.FREE, 0, 1);
        continue;
      }
      minimise(outlook, k, z, SlotCost.Run.OFF, 0, 1);
      minimise(outlook, k, z, SlotCost.Run.ON, 1, commitment.states());
      for (int g = 0; g < grids; g++) {
        commitment.begin(spare, grids, g, z, row, n);
      }
    }
    swap();
  }

  /** Values of a slot with the generator as asked, by what it is committed to after it. */
  private void minimise(Outlook outlook, int k, int z, SlotCost.Run run, int from, int to) {
    cost.run(run);
    if (grids == 1) {
      minimise(outlook, k, z, outlook.up[k], from, to);
      return;
    }
    for (int u = from; u < to; u++) {
      minimise(outlook, k, z, true, u * grids, u * grids + 1);
      minimise(outlook, k, z, false, u * grids + 1, (u + 1) * grids);
    }
  }

  /** Values at the slot's start for states in which it costs the same. */
  private void minimise(Outlook outlook, int k, int z, boolean up, int from, int to) {
    Lattice lattice = layout.of(k);
    double net = outlook.netKw[k][z];
    outlook.slot(cost, k, up);
    cost.absorbers(outlook.loadKw[k], outlook.pvKw[k][z], outlook.flexKw[k], outlook.flexPerKwh);
    int levels = lattice.levels(0);
    boolean alone = lattice.has(0) && lattice.cells() == levels && !stores[0].leaves();
    boolean convex = alone && convexSlot.prepare(cost, stores[0], net, outlook.hours[k]);
    for (int g = from; g < to && convex; g++) {
      convex = convexSlot.minimise(expected[g], levels, lattice.stepKwh(0), spare[g][z]);
    }
    if (!convex) {
      moves.list(cost, lattice, outlook, k, net, outlook.hours[k]);
      recursion.minimise(moves, lattice, expected, spare, z, from, to);
    }
  }

  /** Values at the horizon's end; a car that stays longer can still be charged after it. */
  private void finish(Outlook outlook, long epoch) {
    Lattice lattice = layout.of(outlook.slots - 1);
    double end = outlook.startsInHours(outlook.slots);
    int levels0 = lattice.levels(0);
    for (int g = 0; g < states; g++) {
      if (outlook.ends) {
        Arrays.fill(row, 0, levels0, 0);
      } else {
        TerminalValue known = terminal[g / grids];
        known.fill(epoch + outlook.slots, g % grids, lattice, outlook.leftPerKwh, row);
      }
      int cell = 0;
      for (int j = 0; j < lattice.levels(2); j++) {
        for (int i = 0; i < lattice.levels(1); i++) {
          double owed = later(outlook, end, 1, lattice, i) + later(outlook, end, 2, lattice, j);
          for (int x = 0; x < levels0; x++) {
            values[g][0][cell++] = row[x] + owed;
          }
        }
      }
      for (int z = 1; z < classes; z++) {
        System.arraycopy(values[g][0], 0, values[g][z], 0, cell);
      }
    }
  }

  private double later(Outlook outlook, double endHours, int s, Lattice lattice, int level) {
    if (!lattice.has(s)) {
      return 0;
    }
    Store store = stores[s];
    double lacks = store.goalKwh() - lattice.kwh(s, level);
    double hours = Math.max(0, store.leavesInHours() - endHours);
    double most = hours * store.chargeKw() * store.chargeEfficiency();
    double price = outlook.laterPerKwh / store.chargeEfficiency();
    return price * Math.min(lacks, most) + store.shortPerKwh() * Math.max(0, lacks - most);
  }

  /**
   * Goes backward over the instant between two slots at which storages leave or come: one that
   * leaves adds a dimension and what is owed to it, one that comes takes its dimension away and is
   * seen as what it is expected to bring.
   */
  private void cross(Lattice before, Lattice after) {
    for (int g = 0; g < states; g++) {
      for (int z = 0; z < classes; z++) {
        int cell = 0;
        for (int j = 0; j < before.levels(2); j++) {
          for (int i = 0; i < before.levels(1); i++) {
            double owed =
                (before.has(1) && !after.has(1) ? stores[1].owed(before.kwh(1, i)) : 0)
                    + (before.has(2) && !after.has(2) ? stores[2].owed(before.kwh(2, j)) : 0);
            double b = kwh(1, i, before, after);
            double c = kwh(2, j, before, after);
            for (int x = 0; x < before.levels(0); x++) {
              spare[g][z][cell++] = owed + after.interpolate(values[g][z], before.kwh(0, x), b, c);
            }
          }
        }
      }
    }
    swap();
  }

  private double kwh(int s, int level, Lattice before, Lattice after) {
    return after.has(s) && !before.has(s) ? stores[s].comesWithKwh() : before.kwh(s, level);
  }

  private void keep(int k, long epoch) {
    if (k == 0 || k > perDay || !layout.of(k).has(0)) {
      return;
    }
    for (int g = 0; g < states; g++) {
      Recursion.mix(uniform, values[g], byState[g], layout.of(k).cells());
    }
    double b = layout.of(k).has(1) ? stores[1].goalKwh() : 0;
    double c = layout.of(k).has(2) ? stores[2].goalKwh() : 0;
    for (int u = 0; u < terminal.length; u++) {
      terminal[u].remember(epoch + k + 1, layout.of(k), byState, u * grids, grids, b, c);
    }
  }

  /** Adds what it costs to end a slot with too little, and to let a car wait. */
  private void hold(Outlook outlook, int k) {
    if (!outlook.holds(stores)) {
      return;
    }
    int cell = outlook.holding(k, layout.of(k), stores, row);
    for (int g = 0; g < states; g++) {
      for (int z = 0; z < classes; z++) {
        Recursion.add(1, row, values[g][z], cell);
      }
    }
  }

  private void means(int k, int grid) {
    int n = layout.of(k).cells();
    for (int g = 0; g < states; g++) {
      Recursion.mix(uniform, values[g], byState[g], n);
    }
    for (int u = 0; u < commitment.states(); u++) {
      chain.expect(grid, byState, u * grids, means[k][u], n);
    }
  }

  private void swap() {
    double[][][] swap = values;
    values = spare;
    spare = swap;
  }
}
