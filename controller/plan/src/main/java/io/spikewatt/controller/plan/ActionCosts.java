package io.spikewatt.controller.plan;

import io.spikewatt.controller.optimise.ActionCost;
import io.spikewatt.controller.optimise.StateGrid;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Cost of a power of the batteries until the running slot ends, from now to the horizon's end: the
 * exchange with the grid, wear, and the plan's expected cost with the energy left then. A battery
 * that is full at the horizon's end owes nothing, and energy missing then costs what earlier plans
 * found it to be worth. Immutable.
 *
 * @param values expected cost at the end of the first slots
 * @param action of these slots
 * @param until end of the horizon
 */
public record ActionCosts(ValueTables values, ActionCost action, Instant until) {

  /**
   * The site at one moment.
   *
   * @param at in a slot for which the plan is valid
   * @param netW power required with the batteries at 0, W; it is assumed to last until the slot
   *     ends
   * @param sourceW part of the production that can be curtailed, W
   * @param levels by id of {@link #storages}, as the plan's values take them
   * @param powersW likewise, W into the bus; that of the batteries does not count
   */
  public record Situation(
      Instant at,
      double netW,
      double sourceW,
      Map<String, Double> levels,
      Map<String, Double> powersW) {}

  /** Ids of the storages whose level and power count. */
  public List<String> storages() {
    return values.axes().stream().map(ValueTables.Axis::id).toList();
  }

  /** Power of full charge within the limits, W into the bus, so {@code <= 0}. */
  public double chargeW(Situation situation) {
    return -1000 * action.chargeKw(start(situation), levels(situation));
  }

  /** Power of full discharge within the limits, W. */
  public double dischargeW(Situation situation) {
    return 1000 * action.dischargeKw(start(situation), levels(situation));
  }

  /** Expected cost of a power of the batteries, W into the bus; in the tariff's currency. */
  public double of(double batteryW, Situation situation) {
    return action.of(
        batteryW / 1000, start(situation), levels(situation), table(situation).values());
  }

  private ValueTables.Table table(Situation situation) {
    return values.tables().get(values.slotAt(situation.at));
  }

  private StateGrid levels(Situation situation) {
    return table(situation).grid();
  }

  private ActionCost.Start start(Situation situation) {
    int slot = values.slotAt(situation.at);
    Instant end = values.start().plus(values.slot().multipliedBy(slot + 1L));
    long leftMillis = Math.max(1, Duration.between(situation.at, end).toMillis());
    double[] kw = new double[StateGrid.MOST_STORES];
    List<String> ids = storages();
    for (int s = 0; s < ids.size(); s++) {
      kw[s] = situation.powersW.getOrDefault(ids.get(s), 0.0) / 1000;
    }
    return new ActionCost.Start(
        slot,
        leftMillis / 3_600_000.0,
        situation.netW / 1000,
        situation.sourceW / 1000,
        values.kwh(table(situation), situation.levels),
        kw);
  }
}
