package io.spikewatt.controller.optimise;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The cheapest action in one slot: cost now plus value then, from the true, off-grid energies and
 * the true net load. Keeps its scratch for the next call; not thread-safe.
 */
public final class BestAction {

  /**
   * Relative difference below which two totals are equal. Far above rounding (1e-13), far below the
   * interpolation error between levels.
   */
  private static final double SAME = 1e-6;

  private static final double NOTHING = 1e-9;

  private static final double ROUNDING = 1e-9;

  /** Tie-break among equal actions. */
  public enum Equals {
    /**
     * The least exchange with the outside: a surplus lapses, while energy can still be bought or
     * generated later at the same price, when more is known.
     */
    EXCHANGE_LEAST,
    /** The least action of the first storage, which leaves its energy to later slots. */
    MOVE_LEAST
  }

  private final Equals equals;

  private final SlotCost cost;
  private final Actions actions;
  private double[] totals = new double[0];

  /** Values by level of the first storage, from cell {@code rowAt} on: the pass's, or between. */
  private double[] row = new double[0];

  private int rowAt;
  private double[] between = row;

  /** Storage whose converter is bound; -1 = none. */
  private int committedStore = -1;

  /** Whether that converter runs in the listed actions. */
  private boolean mustRun;

  private double netKw;
  private double pvKw;

  /** Least cost of the slot plus the value after it, without a start, currency. */
  private double total;

  private int committed;
  private boolean runs;

  /**
   * Energies at which values are read, by storage: the true ones, or the end beyond which they are.
   */
  private final double[] fromKwh = new double[StateGrid.MOST_STORES];

  /** Lowest energy to which an action may lead, by storage. */
  private final double[] lowestKwh = new double[StateGrid.MOST_STORES];

  private final double[] highestKwh = new double[StateGrid.MOST_STORES];

  public BestAction(SupplyOptions supplyOptions, Equals equals) {
    this.equals = equals;
    this.cost = new SlotCost(supplyOptions);
    this.actions = new Actions(cost);
  }

  /**
   * The cheapest action in slot {@code k}.
   *
   * @param before the commitment of the generator or converter when the slot begins; {@link
   *     UnitCommitment#OFF} without one
   * @param netKw net load of the slot with storages at 0
   * @param pvKw PV that can be curtailed
   * @param storedKwh energy of each storage
   */
  public SlotChoice choose(
      Values values, int k, int before, double netKw, double pvKw, double[] storedKwh) {
    double startsCost = weigh(values, k, before, netKw, pvKw, storedKwh);
    return taken(startsCost, (group, action) -> true);
  }

  /**
   * The cheapest action for each run of the generator or converter and each power of a storage with
   * fixed powers; at least one.
   *
   * @param s that storage
   */
  List<SlotChoice> alternatives(
      Values values, int k, int before, double netKw, double pvKw, double[] storedKwh, int s) {
    begin(values.grid(k), values.stores(), netKw, pvKw, storedKwh);
    cost.slot(values.problem(), k, values.problem().connection().up()[k]);
    UnitCommitment unit = values.commitment();
    List<SlotChoice> all = new ArrayList<>();
    if (unit.free() || unit.mayBeOff(before)) {
      runs = false;
      committed = unit.afterOff(before);
      consider(unit.free() ? SlotCost.Run.FREE : SlotCost.Run.OFF, committed, values, k);
      addByPower(all, 0, s, values.stores()[s]);
    }
    if (!unit.free() && unit.mayRun(before)) {
      runs = true;
      committed = unit.afterRunning(before);
      consider(SlotCost.Run.ON, committed, values, k);
      addByPower(all, unit.startsFor(before), s, values.stores()[s]);
    }
    return all;
  }

  private void addByPower(List<SlotChoice> all, double startsCost, int s, Storage store) {
    double[] levelsKw = store.converter().levelsKw();
    if (levelsKw.length == 0) {
      all.add(taken(startsCost, (group, action) -> true));
      return;
    }
    for (int i = -1; i < levelsKw.length; i++) {
      double power = i < 0 ? 0 : -levelsKw[i];
      Taken only = (group, action) -> Math.abs(kw(s, group, action) - power) < NOTHING;
      if (least(only) < Double.POSITIVE_INFINITY) {
        all.add(taken(startsCost, only));
      }
    }
    if (all.isEmpty()) {
      all.add(taken(startsCost, (group, action) -> true));
    }
  }

  /** Which of the weighed actions count. */
  private interface Taken {
    boolean counts(int group, int action);
  }

  private double kw(int s, int group, int action) {
    return s == 0 ? actions.kw(action) : actions.groupKw(s, group);
  }

  /** Least total of the weighed actions that count. */
  private double least(Taken only) {
    double least = Double.POSITIVE_INFINITY;
    for (int g = 0; g < actions.groups(); g++) {
      for (int m = actions.first(g); m < actions.first(g + 1); m++) {
        least = only.counts(g, m) ? Math.min(least, totals[m]) : least;
      }
    }
    return least;
  }

  /** Cost and value of that choice alone, currency. */
  public double leastTotal(
      Values values, int k, int before, double netKw, double pvKw, double[] storedKwh) {
    double startsCost = weigh(values, k, before, netKw, pvKw, storedKwh);
    return total + startsCost;
  }

  /** Weighs the actions of a slot, and returns the cost of starting the unit. */
  private double weigh(
      Values values, int k, int before, double netKw, double pvKw, double[] storedKwh) {
    begin(values.grid(k), values.stores(), netKw, pvKw, storedKwh);
    cost.slot(values.problem(), k, values.problem().connection().up()[k]);
    UnitCommitment unit = values.commitment();
    runs = !unit.free() && running(values, k, before);
    committed = runs ? unit.afterRunning(before) : unit.afterOff(before);
    if (!runs) {
      consider(unit.free() ? SlotCost.Run.FREE : SlotCost.Run.OFF, committed, values, k);
    }
    return runs ? unit.startsFor(before) : 0;
  }

  private void begin(
      StateGrid stateGrid, Storage[] stores, double netKw, double pvKw, double[] storedKwh) {
    actions.stores(stores);
    committedStore = Actions.committed(stores);
    mustRun = false;
    this.netKw = netKw;
    this.pvKw = pvKw;
    Arrays.fill(fromKwh, 0);
    System.arraycopy(storedKwh, 0, fromKwh, 0, storedKwh.length);
    for (int s = 0; s < StateGrid.MOST_STORES; s++) {
      if (stateGrid.has(s)) {
        bound(stateGrid, s, stores[s]);
      }
      actions.offset(s, stateGrid.above(s, fromKwh[s]));
    }
  }

  /** Whether a unit with a commitment runs; the actions with it are then the considered ones. */
  private boolean running(Values values, int k, int before) {
    UnitCommitment unit = values.commitment();
    if (!unit.mayRun(before)) {
      return false;
    }
    double off =
        unit.mayBeOff(before)
            ? consider(SlotCost.Run.OFF, unit.afterOff(before), values, k)
            : Double.POSITIVE_INFINITY;
    double on = consider(SlotCost.Run.ON, unit.afterRunning(before), values, k);
    return unit.startsFor(before) + on < off;
  }

  /**
   * Finds the energies to which actions may lead. An energy beyond them counts as their end: no
   * total would be finite otherwise, and no storage could move. A storage may hold more than its
   * highest level, or less than its lowest energy.
   */
  private void bound(StateGrid stateGrid, int s, Storage store) {
    double low = stateGrid.kwh(s, 0);
    lowestKwh[s] = store.thermal().exists() ? low : Math.max(low, store.minKwh());
    highestKwh[s] = stateGrid.topKwh(s);
    fromKwh[s] = Math.clamp(fromKwh[s], lowestKwh[s], highestKwh[s]);
  }

  /** Whether an action leads too far, which one that must be taken does not. */
  private boolean outside(StateGrid stateGrid, int s, double kwh) {
    return stateGrid.has(s)
        && (kwh < lowestKwh[s] - ROUNDING || kwh > highestKwh[s] + ROUNDING)
        && !(mustRun && s == committedStore);
  }

  /** Energy above the levels to which a converter that must run leads, in steps. */
  private double stepsAbove(StateGrid stateGrid, int s, double kwh) {
    return mustRun && s == committedStore
        ? Math.max(0, kwh - highestKwh[s]) / stateGrid.stepKwh(s)
        : 0;
  }

  /**
   * Lists the actions in the given run of the unit with a commitment, and returns their least
   * total.
   *
   * @param after its commitment after the slot
   */
  private double consider(SlotCost.Run run, int after, Values values, int k) {
    SlotProblem problem = values.problem();
    StateGrid stateGrid = values.grid(k);
    if (committedStore < 0) {
      cost.run(run);
    } else {
      actions.run(run);
      mustRun = run == SlotCost.Run.ON;
    }
    cost.absorbers(problem.net().loadKw()[k], pvKw, problem, k);
    actions.list(cost, stateGrid, problem, k, netKw);
    total = weigh(stateGrid, values.mean(k, after));
    return total;
  }

  /** The best of the weighed actions that count. */
  private SlotChoice taken(double startsCost, Taken only) {
    double cheapest = least(only);
    double most = cheapest + SAME * Math.abs(cheapest);
    double least = Double.POSITIVE_INFINITY;
    int best = 0;
    int bestGroup = 0;
    for (int g = 0; g < actions.groups(); g++) {
      double others = netKw - actions.groupKw(1, g) - actions.groupKw(2, g);
      for (int m = actions.first(g); m < actions.first(g + 1); m++) {
        double own = actions.kw(m);
        double much = Math.abs(equals == Equals.MOVE_LEAST ? own : others - own);
        if (only.counts(g, m)
            && totals[m] <= most
            && totals[m] < Double.POSITIVE_INFINITY
            && much < least - NOTHING) {
          least = much;
          best = m;
          bestGroup = g;
        }
      }
    }
    double[] kw = new double[StateGrid.MOST_STORES];
    double[] kwh = new double[StateGrid.MOST_STORES];
    kw[0] = actions.kw(best);
    kwh[0] = actions.kwh(best);
    for (int s = 1; s < StateGrid.MOST_STORES; s++) {
      kw[s] = actions.groupKw(s, bestGroup);
      kwh[s] = actions.groupKwh(s, bestGroup);
    }
    SupplyMix supply = cost.split(netKw - kw[0] - kw[1] - kw[2]);
    double later = cheapest - actions.cost(best);
    return new SlotChoice(kw, kwh, supply, cheapest + startsCost, later, committed, runs);
  }

  /** Calculates each action's total, and returns the least. */
  private double weigh(StateGrid stateGrid, double[] values) {
    double best = Double.POSITIVE_INFINITY;
    if (between.length < stateGrid.levels(0)) {
      between = new double[stateGrid.levels(0)];
    }
    if (totals.length < actions.count()) {
      totals = new double[2 * actions.count()];
    }
    for (int g = 0; g < actions.groups(); g++) {
      double second = fromKwh[1] + actions.groupKwh(1, g);
      double third = fromKwh[2] + actions.groupKwh(2, g);
      boolean outside = outside(stateGrid, 1, second) || outside(stateGrid, 2, third);
      if (!outside) {
        readRow(stateGrid, values, second, third);
      }
      for (int m = actions.first(g); m < actions.first(g + 1); m++) {
        double own = fromKwh[0] + actions.kwh(m);
        totals[m] =
            outside || outside(stateGrid, 0, own)
                ? Double.POSITIVE_INFINITY
                : actions.cost(m) + along(stateGrid, own);
        best = Math.min(best, totals[m]);
      }
    }
    return best;
  }

  /** Value in the row that was read, which goes on linearly above the levels. */
  private double along(StateGrid stateGrid, double kwh) {
    double steps = stepsAbove(stateGrid, 0, kwh);
    int top = rowAt + stateGrid.levels(0) - 1;
    return stateGrid.along(row, rowAt, kwh) + (steps > 0 ? steps * (row[top] - row[top - 1]) : 0);
  }

  /**
   * Finds the values on all levels of the first storage, at any energies of the others; above the
   * levels of one whose converter must run they go on linearly.
   */
  private void readRow(StateGrid stateGrid, double[] values, double second, double third) {
    double steps = stepsAbove(stateGrid, 1, second) + stepsAbove(stateGrid, 2, third);
    int levels = stateGrid.levels(0);
    rowAt = steps > 0 ? -1 : stateGrid.rowAt(second, third);
    if (rowAt >= 0) {
      row = values;
      return;
    }
    row = between;
    rowAt = 0;
    if (steps > 0) {
      double less2 = committedStore == 1 ? stateGrid.stepKwh(1) : 0;
      double less3 = committedStore == 2 ? stateGrid.stepKwh(2) : 0;
      double top2 = Math.min(second, highestKwh[1]);
      double top3 = Math.min(third, highestKwh[2]);
      for (int x = 0; x < levels; x++) {
        double top = stateGrid.across(values, x, top2, top3);
        row[x] = top + steps * (top - stateGrid.across(values, x, top2 - less2, top3 - less3));
      }
      return;
    }
    for (int x = 0; x < levels; x++) {
      row[x] = stateGrid.across(values, x, second, third);
    }
  }
}
