package io.spikewatt.controller.dispatch;

import io.spikewatt.config.site.Role;
import io.spikewatt.controller.estimate.PlantState.BatteryState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What the batteries can do now, together and each. A battery of which the state of charge is not
 * known can do nothing.
 *
 * @param chargeW by battery, {@code >= 0}
 * @param dischargeW by battery, {@code >= 0}
 * @param socPct mean weighted by capacity of those that are known; empty if none is
 */
record BatteryRoom(
    Map<String, Double> chargeW, Map<String, Double> dischargeW, OptionalDouble socPct) {

  /** Below this distance to an edge of the window, power tapers off, percent. */
  private static final double TAPER_PCT = 0.5;

  static BatteryRoom of(Fleet fleet, List<BatteryState> states, boolean gridUp) {
    Map<String, Double> charge = new LinkedHashMap<>();
    Map<String, Double> discharge = new LinkedHashMap<>();
    double energyWh = 0;
    double capacityWh = 0;
    for (BatteryState state : states) {
      Role.Battery battery = fleet.batteries().get(state.id());
      OptionalDouble soc = state.socPct().ifKnown();
      boolean able = battery != null && soc.isPresent();
      double pct = soc.orElse(0);
      double floorPct =
          able && gridUp
              ? Math.max(battery.minSocPct(), fleet.reserveSocPct())
              : able ? battery.minSocPct() : 0;
      charge.put(state.id(), able ? battery.chargeW() * taper(battery.maxSocPct() - pct) : 0);
      discharge.put(state.id(), able ? battery.dischargeW() * taper(pct - floorPct) : 0);
      if (able) {
        energyWh += battery.capacityWh() * pct;
        capacityWh += battery.capacityWh();
      }
    }
    return new BatteryRoom(
        charge,
        discharge,
        capacityWh > 0 ? OptionalDouble.of(energyWh / capacityWh) : OptionalDouble.empty());
  }

  private static double taper(double distancePct) {
    return Math.clamp(distancePct / TAPER_PCT, 0, 1);
  }

  double mostChargeW() {
    return chargeW.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  double mostDischargeW() {
    return dischargeW.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  /** Each battery's part of a common power (discharge positive), in proportion to its room. */
  Map<String, Double> share(double powerW) {
    Map<String, Double> room = powerW >= 0 ? dischargeW : chargeW;
    double total = powerW >= 0 ? mostDischargeW() : mostChargeW();
    Map<String, Double> parts = new LinkedHashMap<>();
    room.forEach((id, w) -> parts.put(id, total > 0 ? powerW * w / total : 0));
    return parts;
  }
}
