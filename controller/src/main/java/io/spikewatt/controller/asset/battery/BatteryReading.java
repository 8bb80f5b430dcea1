package io.spikewatt.controller.asset.battery;

import io.spikewatt.controller.asset.BatteryState;
import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.hal.signal.PlantSnapshot;
import io.spikewatt.hal.signal.Quantity;

/** Reads a battery's state. */
public final class BatteryReading {

  private BatteryReading() {}

  /**
   * The battery's state.
   *
   * @param powerW as the balance tells, W
   */
  public static BatteryState state(PlantSnapshot snapshot, String id, Estimate powerW) {
    return new BatteryState(id, powerW, Estimate.of(snapshot, id, Quantity.SOC_PCT));
  }
}
