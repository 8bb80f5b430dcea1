package io.spikewatt.controller.optimise;

import java.util.Arrays;

/**
 * Actions of the storages in a slot: every level in reach, full power, and the powers at which the
 * slot's cost bends. Between those the cost is linear, so no better action exists. Actions are
 * grouped by the second and third storage, because the recursion shifts its table once for each
 * group. Reused for slot after slot.
 */
public final class Actions {

  static final int MOST = 1 << 15;
  private static final int MOST_GROUPS = 1 << 11;
  private static final double NOTHING = 1e-9;

  private Storage[] stores = new Storage[0];
  private StateGrid stateGrid = new StateGrid();
  private SlotCost slotCost;
  private double netKw;
  private double hours;
  private final double[] off = new double[StateGrid.MOST_STORES];
  private final double[] share = new double[StateGrid.MOST_STORES];

  int groups;
  final int[] first = new int[MOST_GROUPS + 1];
  final double[][] groupKw = new double[StateGrid.MOST_STORES][MOST_GROUPS];
  final double[][] groupKwh = new double[StateGrid.MOST_STORES][MOST_GROUPS];

  int count;
  final double[] kw = new double[MOST];
  final double[] kwh = new double[MOST];
  final double[] cost = new double[MOST];

  private final double[][] options = new double[StateGrid.MOST_STORES][512];
  private final int[] optionCount = new int[StateGrid.MOST_STORES];
  private double groupWear;

  public Actions(SlotCost any) {
    this.slotCost = any;
  }

  /** Sets the storages of a plan. */
  void stores(Storage[] present) {
    this.stores = present;
  }

  /** Energies of the storages above their lower levels, kWh; 0 inside the recursion. */
  void offsets(double a, double b, double c) {
    off[0] = a;
    off[1] = b;
    off[2] = c;
  }

  /**
   * Lists the actions.
   *
   * @param prepared cost of the slot by power
   * @param net net load with storages at 0, kW
   * @param slotHours length of the slot
   * @param slot number of the slot, which decides on storages that have left
   */
  void list(
      SlotCost prepared,
      StateGrid levels,
      HorizonData horizonData,
      int slot,
      double net,
      double slotHours) {
    slotCost = prepared;
    stateGrid = levels;
    netKw = net;
    hours = slotHours;
    count = 0;
    groups = 0;
    for (int s = 0; s < StateGrid.MOST_STORES; s++) {
      boolean there = s < stores.length && stateGrid.has(s);
      share[s] = there ? horizonData.share(slot, stores[s]) : 0;
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
    option(s, 0);
    if (!there || share[s] <= 0) {
      return;
    }
    Storage store = stores[s];
    double charge = store.chargeKw() * share[s];
    double discharge = store.dischargeKw() * share[s];
    double step = stateGrid.stepKwh(s);
    int lowest = (int) Math.floor((store.storedBy(discharge, hours) + off[s]) / step);
    int highest = (int) Math.ceil((store.storedBy(-charge, hours) + off[s]) / step);
    lowest = Math.max(lowest, -stateGrid.levels(s));
    highest = Math.min(highest, stateGrid.levels(s));
    for (int level = lowest; level <= highest; level++) {
      double stored = level * step - off[s];
      double power = store.powerFor(stored, hours);
      if (Math.abs(stored) > NOTHING && power >= -charge && power <= discharge) {
        option(s, power);
      }
    }
    option(s, -charge);
    option(s, discharge);
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
    Storage store = stores[s];
    double charge = store.chargeKw() * share[s];
    double discharge = store.dischargeKw() * share[s];
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
        if (power > -charge && power < discharge && !(power < 0 && -power < store.leastKw())) {
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
    int g = groups++;
    first[g] = count;
    groupKw[1][g] = second;
    groupKw[2][g] = third;
    groupWear = 0;
    for (int s = 1; s < StateGrid.MOST_STORES; s++) {
      double power = groupKw[s][g];
      groupKwh[s][g] = power == 0 ? 0 : stores[s].storedBy(power, hours);
      groupWear += power == 0 ? 0 : stores[s].wearPerKwh() * Math.abs(power) * hours;
    }
    if (!all) {
      return true;
    }
    for (int i = 0; i < optionCount[0]; i++) {
      add(options[0][i]);
    }
    if (optionCount[0] > 1) {
      Storage store = stores[0];
      for (int i = 0; i < slotCost.kinkCount(); i++) {
        double power = netKw - second - third - slotCost.kink(i);
        if (power > -store.chargeKw() * share[0] && power < store.dischargeKw() * share[0]) {
          add(power);
        }
      }
    }
    return true;
  }

  private void add(double power) {
    if (count == MOST) {
      return;
    }
    int g = groups - 1;
    kw[count] = power;
    kwh[count] = power == 0 ? 0 : stores[0].storedBy(power, hours);
    double wear = power == 0 ? 0 : stores[0].wearPerKwh() * Math.abs(power) * hours;
    cost[count] = costOf(power, groupKw[1][g], groupKw[2][g]) + wear + groupWear;
    count++;
  }

  /** Cost of the slot with these powers, before wear. */
  private double costOf(double a, double b, double c) {
    double least = leastKw(1);
    double g = netKw - a;
    if (b < 0 && -b < least - NOTHING) {
      // A mean below a charger's minimum is charging at the minimum for a part of the slot.
      double part = -b / least;
      return part * costOf(g + least, c) + (1 - part) * costOf(g, c);
    }
    return costOf(g - b, c);
  }

  private double costOf(double g, double c) {
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
