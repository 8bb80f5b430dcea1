package io.spikewatt.controller.dispatch;

import io.spikewatt.controller.setpoint.Action;
import io.spikewatt.controller.setpoint.Explanation;
import java.util.Map;
import java.util.Objects;

/**
 * Batteries whose power a request sets, and the free ones.
 *
 * @param granted their powers, by device id
 * @param sumW of these powers, W into the bus
 * @param free range of the others
 */
record RequestedRegulators(
    Map<String, RequestAllocation.Granted> granted, double sumW, RegulatorRange free) {

  /** Picks the batteries. {@code granted}: powers of all devices with a request. */
  static RequestedRegulators of(Assets assets, Map<String, RequestAllocation.Granted> granted) {
    double sum = 0;
    for (RegulatorUnit unit : assets.regulators) {
      RequestAllocation.Granted one = granted.get(unit.id);
      sum += one == null ? 0 : one.watts();
    }
    return new RequestedRegulators(
        granted, sum, assets.range(unit -> !granted.containsKey(unit.id)));
  }

  boolean any(Assets assets) {
    return !granted.isEmpty() && assets.regulators.stream().anyMatch(this::has);
  }

  /** Explanation of a requested battery's power. */
  Explanation explain(RegulatorUnit unit, double watts) {
    RequestAllocation.Granted own = Objects.requireNonNull(granted.get(unit.id));
    return own.explain(Action.ofBattery(watts)).at(watts);
  }

  boolean has(RegulatorUnit unit) {
    return granted.containsKey(unit.id);
  }
}
