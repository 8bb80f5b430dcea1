package io.spikewatt.controller.dispatch;

import java.util.Map;

/**
 * Batteries whose power a request sets, apart from those that are free.
 *
 * @param granted their powers, by device id
 * @param sumW of these powers, W into the bus
 * @param free what the others can do
 */
record RequestedBatteries(
    Map<String, RequestAllocation.Granted> granted, double sumW, BatteryRange free) {

  /**
   * Picks the batteries.
   *
   * @param granted powers of all devices with a request
   */
  static RequestedBatteries of(Fleet fleet, Map<String, RequestAllocation.Granted> granted) {
    double sum = 0;
    for (BatteryUnit unit : fleet.batteries) {
      RequestAllocation.Granted one = granted.get(unit.device.id());
      sum += one == null ? 0 : one.watts();
    }
    return new RequestedBatteries(
        granted, sum, fleet.range(unit -> !granted.containsKey(unit.device.id())));
  }

  boolean any(Fleet fleet) {
    return fleet.batteries.stream().anyMatch(this::has);
  }

  boolean has(BatteryUnit unit) {
    return granted.containsKey(unit.device.id());
  }
}
