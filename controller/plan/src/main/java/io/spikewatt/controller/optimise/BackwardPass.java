package io.spikewatt.controller.optimise;

import java.util.Arrays;

/**
 * The backward pass: values of stored energy at every slot's end, from the horizon's end to the
 * running slot, by the generator's commitment, grid state and error class. A storage that leaves
 * adds a dimension until then. Arrays are reused. Keep the object: it remembers the value of energy
 * at each time of day, which later passes end with. Cliffs of flexible loads count as partial,
 * because storages and later slots balance most of the difference; the choice of an action counts
 * them exactly.
 */
public final class BackwardPass {

  /** Cells of the states considered together: more leave the processor's fastest memory. */
  private static final int MOST_TOGETHER = 1000;

  private final int classes;
  private final SlotCost cost;
  private final Actions actions;
  private final BellmanStep bellmanStep = new BellmanStep();
  private final ConvexSlot convexSlot = new ConvexSlot();
  private final UnitCommitment generator;

  /** Of the generator, or of a storage's converter; one of them at most is bound. */
  private UnitCommitment unitCommitment;

  /** By the generator's commitment. */
  private final TerminalValue[] terminal;

  private final int perDay;
  private final double[] uniform;
  private final int cells;
  private final int mostGrids;
  private double[][][] values;
  private double[][][] spare;
  private double[][] byState;
  private double[][] expected;
  private final double[] row;
  private final double[] energies = new double[StateGrid.MOST_STORES];

  /** Cost of ending the last considered slot, by cell. */
  private final double[] holding;

  /** Value of energy at the end of a horizon without a future. */
  private final double[] worthless;

  /** By slot and commitment, each as long as the largest grid so far of that slot. */
  private final double[][][] means;

  /** Values at the horizon's end by commitment, before the last slot drains and costs. */
  private double[][] ends = new double[1][0];

  private final StateGridLayout stateGridLayout;
  private final ThermalDrain thermalDrain = new ThermalDrain();

  private Storage[] stores = new Storage[0];

  /** Storage whose converter is bound; -1 = none. */
  private int committed = -1;

  private GridMarkovChain chain = GridMarkovChain.ANNOUNCED;
  private int gridNow;

  /** Grid states, and their product with the generator's. */
  private int grids = 1;

  private int states = 1;

  /**
   * @param classes error classes
   * @param mostSlots longest horizon
   * @param perDay slots in a day
   * @param unannounced whether outages may come unannounced, which needs memory for each age
   */
  public BackwardPass(
      SupplyOptions supplyOptions,
      int classes,
      GridResolution gridResolution,
      int mostSlots,
      int perDay,
      boolean unannounced) {
    this.classes = classes;
    this.cost = new SlotCost(supplyOptions, SlotCost.Cliffs.PARTIAL);
    this.actions = new Actions(cost);
    this.perDay = perDay;
    this.generator = supplyOptions.genset().commitment();
    this.unitCommitment = generator;
    this.mostGrids = unannounced ? 1 + GridMarkovChain.MOST_AGES : 1;
    this.terminal = new TerminalValue[generator.states()];
    Arrays.setAll(terminal, u -> new TerminalValue(perDay, mostGrids, gridResolution.mostFirst()));
    this.cells = gridResolution.mostCells();
    this.row = new double[cells];
    this.holding = new double[cells];
    this.worthless = new double[gridResolution.mostFirst()];
    this.means = new double[mostSlots][1][0];
    this.values = new double[0][][];
    this.spare = values;
    this.byState = new double[0][];
    this.expected = byState;
    reserve();
    this.stateGridLayout = new StateGridLayout(gridResolution, mostSlots);
    this.uniform = new double[classes];
    Arrays.fill(uniform, 1.0 / classes);
  }

  /** Makes room for the states of the present commitment. */
  private void reserve() {
    int most = mostGrids * unitCommitment.states();
    if (values.length >= most) {
      return;
    }
    values = new double[most][classes][cells];
    spare = new double[most][classes][cells];
    byState = new double[most][cells];
    expected = new double[most][cells];
  }

  private double[][] reserveEnds() {
    if (ends.length < unitCommitment.states() || ends[0].length < cells) {
      ends = new double[unitCommitment.states()][cells];
    }
    return ends;
  }

  /** Makes room for a slot's means: most sites never need the largest grid. */
  private double[][] reserveMeans(int k) {
    int commitments = Math.max(means[k].length, unitCommitment.states());
    int n = Math.max(means[k][0].length, stateGridLayout.of(k).cells());
    if (means[k].length < commitments || means[k][0].length < n) {
      means[k] = new double[commitments][n];
    }
    return means[k];
  }

  /**
   * Cost of ending a horizon, with the grid up, on even levels of the first storage; relative to a
   * full one.
   *
   * @param epoch number of the running slot, as of {@link #run}
   * @param count levels
   */
  public double[] endCost(SlotProblem problem, Storage storage, long epoch, int count) {
    StateGrid levels = new StateGrid();
    levels.set(0, count, storage);
    if (problem.end().ends()) {
      return new double[count];
    }
    long end = epoch + problem.slotsUntilEnd(perDay);
    return Arrays.copyOf(terminal[0].row(end, 0, levels, problem.leftPerKwh(storage)), count);
  }

  /**
   * Values of stored energy, until the next run.
   *
   * @param present storages, at most three; of those that leave, none first unless it is alone
   * @param grid how the grid fails
   * @param state of the grid now
   * @param epoch number of the running slot, counted from any fixed slot at the same time of day
   */
  public Values run(
      SlotProblem problem, Storage[] present, GridMarkovChain grid, int state, long epoch) {
    stores = present;
    committed = Actions.committed(present);
    unitCommitment = committed < 0 ? generator : present[committed].converter().commitment();
    reserve();
    chain = grid;
    gridNow = state;
    grids = chain.states();
    states = grids * unitCommitment.states();
    actions.stores(present);
    stateGridLayout.lay(problem, present);
    int last = problem.slots() - 1;
    finish(problem, epoch);
    means(reserveEnds(), last, problem.connection().staysAway() ? gridNow : 0);
    for (int k = last; k >= 0; k--) {
      if (k < last && stateGridLayout.of(k) != stateGridLayout.of(k + 1)) {
        changeStorages(stateGridLayout.of(k), stateGridLayout.of(k + 1));
      }
      if (problem.end().learns()) {
        remember(k, epoch);
      }
      addHoldingCosts(problem, k);
      drain(problem, k);
      means(reserveMeans(k), k, k == 0 || problem.connection().staysAway() ? gridNow : 0);
      if (k > 0) {
        step(problem, k);
      }
    }
    return new Values(problem, stores, unitCommitment, stateGridLayout, means, ends);
  }

  private void step(SlotProblem problem, int k) {
    StateGrid stateGrid = stateGridLayout.of(k);
    int n = stateGrid.cells();
    for (int z = 0; z < classes; z++) {
      for (int s = 0; s < states; s++) {
        mix(problem.net().after()[k][z], values[s], byState[s], n);
      }
      for (int s = 0; s < states; s++) {
        expect(s % grids, s - s % grids, expected[s], n);
      }
      if (unitCommitment.free()) {
        minimise(problem, k, z, SlotCost.Run.FREE, 0, 1);
        continue;
      }
      int firstPause = 1 + unitCommitment.runSlots();
      minimise(problem, k, z, SlotCost.Run.OFF, 0, 1);
      minimise(problem, k, z, SlotCost.Run.OFF, firstPause, unitCommitment.states());
      minimise(problem, k, z, SlotCost.Run.ON, 1, firstPause);
      for (int g = 0; g < grids; g++) {
        commit(g, z, n);
      }
    }
    swap();
  }

  /** Values of a slot in the given run of the generator, by its commitment after the slot. */
  private void minimise(SlotProblem problem, int k, int z, SlotCost.Run run, int from, int to) {
    if (from == to) {
      return;
    }
    if (committed < 0) {
      cost.run(run);
    } else {
      actions.run(run);
    }
    if (grids == 1) {
      minimise(problem, k, z, problem.connection().up()[k], from, to);
      return;
    }
    for (int u = from; u < to; u++) {
      minimise(problem, k, z, true, u * grids, u * grids + 1);
      minimise(problem, k, z, false, u * grids + 1, (u + 1) * grids);
    }
  }

  /** Values at the slot's start for states with equal costs in it. */
  private void minimise(SlotProblem problem, int k, int z, boolean up, int from, int to) {
    StateGrid stateGrid = stateGridLayout.of(k);
    double net = problem.netKw(k, z);
    cost.slot(problem, k, up)
        .absorbers(problem.net().loadKw()[k], problem.net().pvKw()[k][z], problem, k);
    int levels = stateGrid.levels(0);
    boolean alone =
        stateGrid.has(0)
            && stateGrid.cells() == levels
            && !stores[0].leaves()
            && stores[0].continuous();
    boolean convex = alone && convexSlot.prepare(cost, stores[0], k, net, problem.hours(k));
    for (int g = from; g < to && convex; g++) {
      convex = convexSlot.minimise(expected[g], levels, stateGrid.stepKwh(0), spare[g][z]);
    }
    if (!convex) {
      actions.list(cost, stateGrid, problem, k, net);
      int together = Math.max(1, MOST_TOGETHER / stateGrid.cells());
      for (int g = from; g < to; g += together) {
        minimise(stateGrid, z, g, Math.min(to, g + together));
      }
    }
  }

  /** Values of the listed actions, for states that are considered together. */
  private void minimise(StateGrid stateGrid, int z, int from, int to) {
    double[][] least = bellmanStep.minimise(actions, stateGrid, expected, from, to);
    for (int g = from; g < to; g++) {
      System.arraycopy(least[g - from], 0, spare[g][z], 0, stateGrid.cells());
      if (committed >= 0 && stateGrid.has(committed)) {
        fillUp(stateGrid, spare[g][z]);
      }
    }
  }

  /**
   * Fills cells in which a converter that must run finds no room from those below. The choice of an
   * action continues values linearly above the levels ({@link BestAction}); continued here, too, in
   * each slot, heat near the top would cost far more than until it is drained.
   */
  private void fillUp(StateGrid stateGrid, double[] least) {
    if (least[stateGrid.cells() - 1] < Double.POSITIVE_INFINITY) {
      return;
    }
    int by = stateGrid.stride(committed);
    int block = by * stateGrid.levels(committed);
    for (int from = 0; from < stateGrid.cells(); from += block) {
      for (int cell = from + by; cell < from + block; cell++) {
        if (least[cell] == Double.POSITIVE_INFINITY) {
          least[cell] = least[cell - by];
        }
      }
    }
  }

  /** Values at the horizon's end; a storage that stays longer can still be charged later. */
  private void finish(SlotProblem problem, long epoch) {
    StateGrid stateGrid = stateGridLayout.of(problem.slots() - 1);
    double end = problem.startsInHours(problem.slots());
    int levels0 = stateGrid.levels(0);
    for (int g = 0; g < states; g++) {
      double[] atEnd =
          problem.end().ends() || leavesFirst()
              ? worthless
              : terminal[committed < 0 ? g / grids : 0].row(
                  epoch + problem.slotsUntilEnd(perDay),
                  g % grids,
                  stateGrid,
                  stores.length > 0 ? problem.leftPerKwh(stores[0]) : 0);
      int cell = 0;
      for (int j = 0; j < stateGrid.levels(2); j++) {
        for (int i = 0; i < stateGrid.levels(1); i++) {
          double owed = later(problem, end, 1, stateGrid, i) + later(problem, end, 2, stateGrid, j);
          for (int x = 0; x < levels0; x++) {
            values[g][0][cell++] =
                atEnd[x] + owed + (leavesFirst() ? later(problem, end, 0, stateGrid, x) : 0);
          }
        }
      }
      for (int z = 1; z < classes; z++) {
        System.arraycopy(values[g][0], 0, values[g][z], 0, cell);
      }
    }
  }

  /** Whether the first storage leaves, which is then the only one. */
  private boolean leavesFirst() {
    return stores.length > 0 && stores[0].leaves();
  }

  private double later(
      SlotProblem problem, double endHours, int s, StateGrid stateGrid, int level) {
    if (!stateGrid.has(s)) {
      return 0;
    }
    Storage store = stores[s];
    if (!store.leaves()) {
      return problem.leftPerKwh(store) * (stateGrid.topKwh(s) - stateGrid.kwh(s, level));
    }
    return store.later(problem.end().laterPerKwh(), endHours, stateGrid.kwh(s, level));
  }

  /**
   * Steps backward over the instant between two slots at which storages leave or come. One that
   * leaves adds a dimension and its missing energy; one that comes loses its dimension and counts
   * by its expected energy.
   */
  private void changeStorages(StateGrid before, StateGrid after) {
    for (int g = 0; g < states; g++) {
      for (int z = 0; z < classes; z++) {
        int cell = 0;
        for (int j = 0; j < before.levels(2); j++) {
          for (int i = 0; i < before.levels(1); i++) {
            double owed = owed(1, i, before, after) + owed(2, j, before, after);
            energies[1] = kwh(1, i, before, after);
            energies[2] = kwh(2, j, before, after);
            for (int x = 0; x < before.levels(0); x++) {
              energies[0] = kwh(0, x, before, after);
              spare[g][z][cell++] =
                  owed + owed(0, x, before, after) + after.interpolate(values[g][z], energies);
            }
          }
        }
      }
    }
    swap();
  }

  private double owed(int s, int level, StateGrid before, StateGrid after) {
    return before.has(s) && !after.has(s) ? stores[s].owed(before.kwh(s, level)) : 0;
  }

  private double kwh(int s, int level, StateGrid before, StateGrid after) {
    return after.has(s) && !before.has(s) ? stores[s].visit().comesWithKwh() : before.kwh(s, level);
  }

  private void remember(int k, long epoch) {
    if (k == 0 || k > perDay || !stateGridLayout.of(k).has(0) || leavesFirst()) {
      return;
    }
    for (int g = 0; g < states; g++) {
      mix(uniform, values[g], byState[g], stateGridLayout.of(k).cells());
    }
    energies[1] = usualKwh(k, 1);
    energies[2] = usualKwh(k, 2);
    for (int u = 0; u < terminal.length; u++) {
      terminal[u].remember(
          epoch + k + 1, stateGridLayout.of(k), byState, u * grids, grids, energies);
    }
  }

  /** Energy of a storage beside the first at which the first one's values are remembered. */
  private double usualKwh(int k, int s) {
    if (!stateGridLayout.of(k).has(s)) {
      return 0;
    }
    Storage.Thermal thermal = stores[s].thermal();
    return thermal.exists() ? thermal.bandKwh() / 2 : stores[s].goalKwh();
  }

  /** Adds the cost of ending a slot with the energies of each cell. */
  private void addHoldingCosts(SlotProblem problem, int k) {
    if (!problem.holds(stores)) {
      return;
    }
    StateGrid stateGrid = stateGridLayout.of(k);
    boolean asAfter =
        k + 1 < problem.slots()
            && stateGrid == stateGridLayout.of(k + 1)
            && problem.hours(k) == problem.hours(k + 1)
            && problem.reserve().kwh()[k] == problem.reserve().kwh()[k + 1]
            && !problem.reserve().risk().exists();
    if (!asAfter) {
      holdingCosts(problem, k, stateGrid);
    }
    for (int g = 0; g < states; g++) {
      for (int z = 0; z < classes; z++) {
        add(1, holding, values[g][z], stateGrid.cells());
      }
    }
  }

  /** Calculates, by cell, the cost of ending a slot, of low energy while the grid may fail too. */
  private void holdingCosts(SlotProblem problem, int k, StateGrid stateGrid) {
    int cell = 0;
    boolean backup = stateGrid.has(0) && !stores[0].thermal().exists();
    for (int j = 0; j < stateGrid.levels(2); j++) {
      for (int i = 0; i < stateGrid.levels(1); i++) {
        double others = perHour(stateGrid, 1, i) + perHour(stateGrid, 2, j);
        for (int x = 0; x < stateGrid.levels(0); x++) {
          double waits = perHour(stateGrid, 0, x) + others;
          double lacks = backup ? problem.reserveMissed(k, stateGrid, x) : 0;
          holding[cell++] = problem.hours(k) * (waits + lacks);
        }
      }
    }
  }

  private double perHour(StateGrid stateGrid, int s, int level) {
    return stateGrid.has(s)
        ? stores[s].holdingPerHour(stateGrid.kwh(s, level), stateGrid.topKwh(s))
        : 0;
  }

  /** Steps back over the drain of thermal storages in slot {@code k}. */
  private void drain(SlotProblem problem, int k) {
    StateGrid stateGrid = stateGridLayout.of(k);
    for (int s = 0; s < stores.length; s++) {
      if (stateGrid.has(s) && stores[s].thermal().exists()) {
        thermalDrain.prepare(stateGrid, s, stores[s], k, problem.hours(k));
        for (int g = 0; g < states; g++) {
          for (int z = 0; z < classes; z++) {
            System.arraycopy(
                thermalDrain.before(values[g][z]), 0, values[g][z], 0, stateGrid.cells());
          }
        }
      }
    }
  }

  private void means(double[][] ofSlot, int k, int grid) {
    int n = stateGridLayout.of(k).cells();
    for (int g = 0; g < states; g++) {
      mix(uniform, values[g], byState[g], n);
    }
    for (int u = 0; u < unitCommitment.states(); u++) {
      expect(grid, u * grids, ofSlot[u], n);
    }
  }

  /**
   * Turns costs by the commitment after a slot into those by the commitment before it: while off or
   * unbound, the unit may be off or run (after a start); while bound, it runs or stays off.
   */
  private void commit(int g, int z, int cells) {
    int last = unitCommitment.runSlots();
    double[] stays = spare[g][z];
    double[] started = spare[last * grids + g][z];
    for (int i = 0; i < cells; i++) {
      row[i] = Math.min(stays[i], unitCommitment.startCost() + started[i]);
    }
    int stopped = unitCommitment.afterOff(1);
    double[] stops = spare[stopped * grids + g][z];
    double[] runs = spare[grids + g][z];
    for (int i = 0; i < cells; i++) {
      started[i] = Math.min(stops[i], runs[i]);
    }
    for (int r = last; r > 1; r--) {
      spare[r * grids + g][z] = spare[(r - 1) * grids + g][z];
    }
    spare[grids + g][z] = started;
    for (int u = stopped; u > last + 1; u--) {
      spare[u * grids + g][z] = spare[(u - 1) * grids + g][z];
    }
    if (stopped > last) {
      spare[(last + 1) * grids + g][z] = stays;
    }
    System.arraycopy(row, 0, stops, 0, cells);
    spare[g][z] = stops;
  }

  /** Expected value after a slot in grid state {@code g} of what follows from {@code first} on. */
  private void expect(int g, int first, double[] mean, int cells) {
    if (grids == 1) {
      System.arraycopy(byState[first], 0, mean, 0, cells);
      return;
    }
    double up = chain.upAfter(g);
    double[] a = byState[first];
    double[] b = byState[first + chain.downAfter(g)];
    for (int i = 0; i < cells; i++) {
      mean[i] = up * a[i] + (1 - up) * b[i];
    }
  }

  /** Sets a sum to Σ over z of weights[z] · values[z], for {@code cells} cells. */
  private static void mix(double[] weights, double[][] values, double[] sum, int cells) {
    if (weights.length == 1 && weights[0] == 1) {
      System.arraycopy(values[0], 0, sum, 0, cells);
      return;
    }
    Arrays.fill(sum, 0, cells, 0);
    for (int z = 0; z < weights.length; z++) {
      add(weights[z], values[z], sum, cells);
    }
  }

  /** Adds weight · values to a sum, for {@code cells} cells. */
  private static void add(double weight, double[] values, double[] sum, int cells) {
    for (int i = 0; i < cells; i++) {
      sum[i] += weight * values[i];
    }
  }

  private void swap() {
    double[][][] swap = values;
    values = spare;
    spare = swap;
  }
}
