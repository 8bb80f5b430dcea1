package io.spikewatt.controller.plan;

/**
 * What the storages can do in a slot: every lattice level in reach, full power, and the powers at
 * which the slot's cost bends. Between those everything is linear, so nothing better lies between.
 * Reused for slot after slot.
 */
final class Moves {

  private static final int MOST = 4096;
  private static final double NOTHING = 1e-9;

  private final PlanModel.Storage storage;

  int count;
  final double[] batteryKw = new double[MOST];
  final double[] evKw = new double[MOST];
  final double[] batteryKwh = new double[MOST];
  final double[] evKwh = new double[MOST];
  final double[] cost = new double[MOST];

  private SlotCost slotCost;
  private Lattice lattice;
  private EvPower ev = EvPower.NONE;
  private double netKw;
  private double hours;
  private double batteryOff;

  /**
   * What the charger can do in a slot.
   *
   * @param minKw smallest power other than 0
   * @param maxKw largest power
   * @param share part of the slot in which the car is there, 0..1
   * @param efficiency of charging
   */
  record EvPower(double minKw, double maxKw, double share, double efficiency) {
    static final EvPower NONE = new EvPower(0, 0, 0, 1);
  }

  Moves(PlanModel.Storage storage) {
    this.storage = storage;
    this.slotCost = new SlotCost();
    this.lattice = Lattice.of(PlanModel.Storage.NONE, 1, 0, 0);
  }

  /**
   * Lists the moves.
   *
   * @param slotCost cost of the slot by power
   * @param netKw net load with compute at its minimum and storages at 0
   * @param hours length of the slot
   * @param batteryOffKwh how far the battery's energy lies above a level
   * @param evOffKwh how far the EV's energy lies above a level
   */
  void list(
      SlotCost slotCost,
      Lattice lattice,
      EvPower ev,
      double netKw,
      double hours,
      double batteryOffKwh,
      double evOffKwh) {
    this.slotCost = slotCost;
    this.lattice = lattice;
    this.ev = ev;
    this.netKw = netKw;
    this.hours = hours;
    this.batteryOff = batteryOffKwh;
    count = 0;
    charge(0);
    double most = ev.maxKw * ev.share;
    if (!lattice.hasEv() || most <= 0) {
      return;
    }
    for (int level = 0; level < lattice.evLevels(); level++) {
      double kw = (level * lattice.evStepKwh() - evOffKwh) / (ev.efficiency * hours);
      if (kw > most) {
        break;
      }
      charge(kw);
    }
    charge(most);
    charge(Math.min(ev.minKw, most));
    // The EV follows the surplus, or the room that a limit leaves, beside an idle or a full
    // battery.
    for (int i = 0; i < slotCost.kinkCount(); i++) {
      double room = slotCost.kink(i) - netKw;
      follow(0, room, most);
      if (lattice.hasBattery()) {
        follow(storage.dischargeKw(), room + storage.dischargeKw(), most);
        follow(-storage.chargeKw(), room - storage.chargeKw(), most);
      }
    }
  }

  private void follow(double battery, double kw, double most) {
    if (kw > ev.minKw && kw < most) {
      add(battery, kw);
    }
  }

  /** All moves in which the EV takes {@code kw} in the mean of the slot. */
  private void charge(double kw) {
    if (kw < NOTHING && count > 0) {
      return;
    }
    add(0, kw);
    if (!lattice.hasBattery()) {
      return;
    }
    double step = lattice.batteryStepKwh();
    int lowest = (int) Math.floor((storedBy(storage.dischargeKw()) + batteryOff) / step);
    int highest = (int) Math.ceil((storedBy(-storage.chargeKw()) + batteryOff) / step);
    lowest = Math.max(lowest, -lattice.batteryLevels());
    highest = Math.min(highest, lattice.batteryLevels());
    for (int level = lowest; level <= highest; level++) {
      double stored = level * step - batteryOff;
      double power = powerFor(stored);
      if (Math.abs(stored) > NOTHING
          && power >= -storage.chargeKw()
          && power <= storage.dischargeKw()) {
        add(power, kw);
      }
    }
    add(-storage.chargeKw(), kw);
    add(storage.dischargeKw(), kw);
    for (int i = 0; i < slotCost.kinkCount(); i++) {
      double power = netKw + kw - slotCost.kink(i);
      if (power > -storage.chargeKw() && power < storage.dischargeKw()) {
        add(power, kw);
      }
    }
  }

  private void add(double battery, double charging) {
    if (count == MOST) {
      return;
    }
    batteryKw[count] = battery;
    evKw[count] = charging;
    batteryKwh[count] = storedBy(battery);
    evKwh[count] = charging * ev.efficiency * hours;
    cost[count] =
        costOf(netKw - battery, charging) + storage.wearPerKwh() / 2 * Math.abs(battery) * hours;
    count++;
  }

  /** A mean below the charger's minimum is charging at the minimum for a part of the slot. */
  private double costOf(double g, double charging) {
    if (charging > 0 && charging < ev.minKw) {
      double part = charging / ev.minKw;
      return part * slotCost.at(g + ev.minKw) + (1 - part) * slotCost.at(g);
    }
    return slotCost.at(g + charging);
  }

  private double powerFor(double stored) {
    return stored > 0
        ? -stored / (storage.efficiency() * hours)
        : -stored * storage.efficiency() / hours;
  }

  private double storedBy(double power) {
    return power > 0
        ? -power / storage.efficiency() * hours
        : -power * storage.efficiency() * hours;
  }
}
