package io.spikewatt.controller.asset.ev;

import io.spikewatt.config.site.Role;
import io.spikewatt.controller.asset.ChargingMode;
import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.asset.EvState;
import io.spikewatt.controller.asset.EvState.Presence;
import io.spikewatt.hal.signal.PlantSnapshot;
import io.spikewatt.hal.signal.Quantity;
import java.util.OptionalDouble;

/** Reads an EV charger's state. */
final class EvReading {

  private EvReading() {}

  /**
   * The charger's state.
   *
   * @param needsNoTarget whether a car without a target counts as charged
   * @param powerW as the balance tells, W
   */
  static EvState state(
      PlantSnapshot snapshot,
      String id,
      Role.EvCharger charger,
      boolean needsNoTarget,
      Estimate powerW) {
    OptionalDouble connected = snapshot.value(id, Quantity.CONNECTED);
    Presence presence =
        connected.isEmpty()
            ? Presence.UNKNOWN
            : connected.getAsDouble() >= 0.5 ? Presence.PLUGGED_IN : Presence.AWAY;
    return new EvState(
        id,
        powerW,
        presence,
        Estimate.of(snapshot, id, Quantity.SOC_PCT),
        target(snapshot, id, needsNoTarget),
        Estimate.of(snapshot, id, Quantity.DEPARTURE_IN_S),
        capacity(snapshot, id, charger),
        ChargingMode.PLANNED);
  }

  private static Estimate target(PlantSnapshot snapshot, String id, boolean needsNoTarget) {
    Estimate told = Estimate.of(snapshot, id, Quantity.SOC_TARGET_PCT);
    return told.isKnown() || !needsNoTarget
        ? told
        : new Estimate.Known(0, Estimate.How.CONFIGURED, snapshot.at());
  }

  private static Estimate capacity(PlantSnapshot snapshot, String id, Role.EvCharger charger) {
    Estimate told = Estimate.of(snapshot, id, Quantity.CAPACITY_WH);
    return told.isKnown() || charger.capacityWh().isEmpty()
        ? told
        : new Estimate.Known(charger.capacityWh().get(), Estimate.How.CONFIGURED, snapshot.at());
  }
}
