package io.spikewatt.controller.optimise;

import java.util.Arrays;

/**
 * Actions of the storages in a slot: every level in reach, full power, and the powers at which the
 * slot's cost bends. Between those the cost is linear, so no better action exists. Actions are
 * grouped by the second and third storage, because the recursion shifts its table once for each
 * group. Reused for slot after slot.
 */
public final class Actions {

  private static final int MOST = 1 << 15;
  private static final int MOST_GROUPS = 1 << 11;

  /** Room at first. A site with one battery needs no more. */
  private static final int FEW = 1 << 8;

  private static final double NOTHING = 1e-9;

  private Storage[] stores = new Storage[0];
  private StateGrid stateGrid = new StateGrid();
  private SlotCost slotCost;
  private double netKw;
  private double hours;
  private final double[] off = new double[StateGrid.MOST_STORES];
  private final double[] share = new double[StateGrid.MOST_STORES];

  private int groups;
  private int[] first = new int[FEW + 1];
  private final double[][] groupKw = new double[StateGrid.MOST_STORES][FEW];
  private final double[][] groupKwh = new double[StateGrid.MOST_STORES][FEW];

  private int count;
  private double[] kw = new double[FEW];
  private double[] kwh = new double[FEW];
  private double[] cost = new double[FEW];

  private final double[][] options = new double[StateGrid.MOST_STORES][64];
  private final int[] optionCount = new int[StateGrid.MOST_STORES];
  private double groupWear;
  private int slot;

  /** Whether the first storage's exchange with the grid is bounded. */
  private boolean kept;

  /** Storage whose converter has a commitment, and how it runs; -1 = none. */
  private int committed = -1;

  private SlotCost.Run run = SlotCost.Run.FREE;

  public Actions(SlotCost any) {
    this.slotCost = any;
  }

  /** Sets the storages of a plan. */
  void stores(Storage[] present) {
    this.stores = present;
    this.kept = present.length > 0 && !present[0].gridUse().equals(Storage.GridUse.FREE);
    this.committed = committed(present);
    this.run = SlotCost.Run.FREE;
  }

  /** The storage whose converter has a commitment; -1 = none. */
  static int committed(Storage[] stores) {
    for (int s = 0; s < stores.length; s++) {
      if (!stores[s].converter().commitment().free()) {
        return s;
      }
    }
    return -1;
  }

  /** Whether the converter with a commitment runs in the next listed slots. */
  void run(SlotCost.Run next) {
    this.run = next;
  }

  /** Sets the energy of a storage above its lower level, kWh; 0 inside the recursion. */
  void offset(int s, double kwhAbove) {
    off[s] = kwhAbove;
  }

  /** Number of groups. */
  int groups() {
    return groups;
  }

  /** The first action of a group, or the one after the last group's. */
  int first(int group) {
    return first[group];
  }

  /** Power of the second or third storage in a group, discharge positive. */
  double groupKw(int s, int group) {
    return groupKw[s][group];
  }

  /** The change of its energy. */
  double groupKwh(int s, int group) {
    return groupKwh[s][group];
  }

  /** Number of actions. */
  int count() {
    return count;
  }

  /** Power of the first storage in an action, discharge positive. */
  double kw(int action) {
    return kw[action];
  }

  /** The change of its energy. */
  double kwh(int action) {
    return kwh[action];
  }

  /** Cost of the slot with an action of all storages, wear included. */
  double cost(int action) {
    return cost[action];
  }

  /**
   * Lists the actions.
   *
   * @param prepared cost of the slot by power
   * @param net net load with storages at 0, kW
   * @param number of the slot, which decides on storages that have left
   */
  void list(SlotCost prepared, StateGrid levels, SlotProblem problem, int number, double net) {
    slotCost = prepared;
    slot = number;
    stateGrid = levels;
    netKw = net;
    hours = problem.hours(number);
    count = 0;
    groups = 0;
    for (int s = 0; s < StateGrid.MOST_STORES; s++) {
      boolean there = s < stores.length && stateGrid.has(s);
      share[s] = there ? problem.share(slot, stores[s]) : 0;
      options(s, there);
    }
    for (int j = 0; j < optionCount[2]; j++) {
      for (int i = 0; i < optionCount[1]; i++) {
        group(options[1][i], options[2][j], true);
      }
    }
    if (optionCount[1] > 1) {
      follow(1);
    }
    if (optionCount[2] > 1) {
      follow(2);
    }
    first[groups] = count;
  }

  /** Powers of storage {@code s} by itself: idle, each level in reach, full power. */
  private void options(int s, boolean there) {
    optionCount[s] = 0;
    boolean mustRun = there && s == committed && run == SlotCost.Run.ON;
    if (!mustRun) {
      option(s, 0);
    }
    if (!there || share[s] <= 0 || (s == committed && run == SlotCost.Run.OFF)) {
      return;
    }
    Storage store = stores[s];
    if (store.converter().levelsKw().length > 0) {
      for (double level : store.converter().levelsKw()) {
        option(s, -level);
      }
      return;
    }
    double charge = store.chargeKw() * share[s];
    double discharge = mustRun ? -store.leastKw() : store.dischargeKw() * share[s];
    double step = stateGrid.stepKwh(s);
    int lowest = (int) Math.floor((store.storedBy(slot, discharge, hours) + off[s]) / step);
    int highest = (int) Math.ceil((store.storedBy(slot, -charge, hours) + off[s]) / step);
    lowest = Math.max(lowest, -stateGrid.levels(s));
    highest = Math.min(highest, stateGrid.levels(s));
    for (int level = lowest; level <= highest; level++) {
      double stored = level * step - off[s];
      double power = store.powerFor(slot, stored, hours);
      if (Math.abs(stored) > NOTHING && power >= -charge && power <= discharge) {
        option(s, power);
      }
    }
    option(s, -charge);
    if (!mustRun) {
      option(s, discharge);
    }
    option(s, -Math.min(store.leastKw(), charge));
  }

  private void option(int s, double power) {
    int n = optionCount[s];
    if (n > 0 && Math.abs(power) < NOTHING) {
      return;
    }
    if (n == options[s].length) {
      options[s] = Arrays.copyOf(options[s], 2 * n);
    }
    options[s][n] = power;
    optionCount[s] = n + 1;
  }

  /** Storage {@code s} takes up the surplus, or leaves room, beside an idle or a full first one. */
  private void follow(int s) {
    for (int i = 0; i < slotCost.kinkCount(); i++) {
      for (int side = -1; side <= 1; side++) {
        double beside = 0;
        if (side != 0) {
          if (optionCount[0] < 2) {
            continue;
          }
          beside = side < 0 ? -stores[0].chargeKw() : stores[0].dischargeKw();
        }
        double power = netKw - slotCost.kink(i) - beside;
        boolean idle = beside == 0 && committed == 0 && run == SlotCost.Run.ON;
        if (!idle && allowed(s, power)) {
          if (group(s == 1 ? power : 0, s == 2 ? power : 0, false)) {
            add(beside);
          }
        }
      }
    }
  }

  /** All actions with the given change of the second and third storage. */
  private boolean group(double second, double third, boolean all) {
    if (groups == MOST_GROUPS) {
      return false;
    }
    if (groups + 1 == first.length) {
      growGroups();
    }
    int g = groups++;
    first[g] = count;
    groupKw[1][g] = second;
    groupKw[2][g] = third;
    groupWear = 0;
    for (int s = 1; s < StateGrid.MOST_STORES; s++) {
      double power = groupKw[s][g];
      groupKwh[s][g] = power == 0 ? 0 : stores[s].storedBy(slot, power, hours);
      groupWear += power == 0 ? 0 : stores[s].wearPerKwh() * Math.abs(power) * hours;
    }
    if (!all) {
      return true;
    }
    for (int i = 0; i < optionCount[0]; i++) {
      add(options[0][i]);
    }
    if (optionCount[0] > 1) {
      if (kept) {
        double rest = netKw - second - third;
        add(-stores[0].chargeKw(rest));
        add(stores[0].dischargeKw(rest));
      }
      for (int i = 0; i < slotCost.kinkCount(); i++) {
        double power = netKw - second - third - slotCost.kink(i);
        if (allowed(0, power)) {
          add(power);
        }
      }
    }
    return true;
  }

  private void add(double power) {
    int g = groups - 1;
    if (count == MOST || (kept && !isKept(power, netKw - groupKw[1][g] - groupKw[2][g]))) {
      return;
    }
    if (count == kw.length) {
      grow();
    }
    kw[count] = power;
    kwh[count] = power == 0 ? 0 : stores[0].storedBy(slot, power, hours);
    double wear = power == 0 ? 0 : stores[0].wearPerKwh() * Math.abs(power) * hours;
    cost[count] = withFirst(netKw, power, groupKw[1][g], groupKw[2][g]) + wear + groupWear;
    count++;
  }

  private void grow() {
    int room = 2 * kw.length;
    kw = Arrays.copyOf(kw, room);
    kwh = Arrays.copyOf(kwh, room);
    cost = Arrays.copyOf(cost, room);
  }

  private void growGroups() {
    int room = 2 * groups;
    first = Arrays.copyOf(first, room + 1);
    for (int s = 1; s < StateGrid.MOST_STORES; s++) {
      groupKw[s] = Arrays.copyOf(groupKw[s], room);
      groupKwh[s] = Arrays.copyOf(groupKwh[s], room);
    }
  }

  /** Whether a power of the first storage keeps that bound. */
  private boolean isKept(double power, double rest) {
    return power == 0
        || (power >= -stores[0].chargeKw(rest) && power <= stores[0].dischargeKw(rest));
  }

  /** Whether a storage may have a power that follows from the others. */
  private boolean allowed(int s, double power) {
    Storage store = stores[s];
    return power > -store.chargeKw() * share[s]
        && power < store.dischargeKw() * share[s]
        && store.converter().levelsKw().length == 0
        && !(power < 0 && -power < store.leastKw())
        && !(power >= 0 && s == committed && run == SlotCost.Run.ON);
  }

  /**
   * Cost of the slot with these powers, before wear. A mean below a converter's minimum is charging
   * at the minimum for a part of the slot.
   *
   * @param g net load, kW
   */
  private double withFirst(double g, double a, double b, double c) {
    double least = leastKw(0);
    if (a < 0 && -a < least - NOTHING) {
      double part = -a / least;
      return part * withSecond(g + least, b, c) + (1 - part) * withSecond(g, b, c);
    }
    return withSecond(g - a, b, c);
  }

  private double withSecond(double g, double b, double c) {
    double least = leastKw(1);
    if (b < 0 && -b < least - NOTHING) {
      double part = -b / least;
      return part * withThird(g + least, c) + (1 - part) * withThird(g, c);
    }
    return withThird(g - b, c);
  }

  private double withThird(double g, double c) {
    double least = leastKw(2);
    if (c < 0 && -c < least - NOTHING) {
      double part = -c / least;
      return part * slotCost.at(g + least) + (1 - part) * slotCost.at(g);
    }
    return slotCost.at(g - c);
  }

  private double leastKw(int s) {
    return s < stores.length ? stores[s].leastKw() : 0;
  }
}
