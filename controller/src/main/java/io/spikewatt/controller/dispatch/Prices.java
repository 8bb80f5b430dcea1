package io.spikewatt.controller.dispatch;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.controller.estimate.PlantState.EvState;
import io.spikewatt.controller.plan.Plan;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What energy costs and is worth now, currency a kWh.
 *
 * @param batteryValue value of one more kWh in the batteries; empty = no plan, or charge unknown
 * @param evValue value of one more kWh in the planned car; empty = no car is planned
 * @param evId charger of the planned car
 * @param efficiency of the batteries, one way
 * @param wearPerKwh of the batteries
 */
record Prices(
    double importPerKwh,
    double exportPerKwh,
    OptionalDouble batteryValue,
    OptionalDouble evValue,
    Optional<String> evId,
    double efficiency,
    double wearPerKwh) {

  static Prices of(Site site, Optional<Plan> plan, PlantState state, BatteryRoom room) {
    Instant now = state.at().instant();
    OptionalDouble battery = OptionalDouble.empty();
    OptionalDouble ev = OptionalDouble.empty();
    Optional<String> evId = plan.flatMap(p -> p.values().evId());
    if (plan.isPresent()) {
      double evSoc = evId.map(id -> socPct(state, id)).orElse(0.0);
      double socPct = room.socPct().orElse(50);
      if (room.socPct().isPresent()) {
        battery = OptionalDouble.of(plan.get().values().batteryPerKwh(now, socPct, evSoc));
      }
      if (evId.isPresent()) {
        ev = OptionalDouble.of(plan.get().values().evPerKwh(now, socPct, evSoc));
      }
    }
    double capacityWh = 0;
    double efficiency = 0;
    double wear = 0;
    for (DeviceConfig device : site.devices()) {
      if (device.role() instanceof Role.Battery b) {
        capacityWh += b.capacityWh();
        efficiency += b.capacityWh() * b.efficiency();
        wear += b.capacityWh() * b.wearPerKwh();
      }
    }
    return new Prices(
        site.tariff().importPerKwh(now.atZone(site.zone()).toLocalTime()),
        site.tariff().exportPerKwh(),
        battery,
        ev,
        evId,
        capacityWh > 0 ? efficiency / capacityWh : 1,
        capacityWh > 0 ? wear / capacityWh : 0);
  }

  private static double socPct(PlantState state, String id) {
    for (EvState ev : state.evs()) {
      if (ev.id().equals(id)) {
        return ev.socPct().ifKnown().orElse(0);
      }
    }
    return 0;
  }

  /** What one more kWh of consumption costs now: import, or export forgone. */
  double marginalPerKwh(double netW) {
    double gridPerKwh = netW > 0 ? importPerKwh : exportPerKwh;
    // A kWh that the battery would have covered or kept is worth what it is worth in there.
    return batteryValue.isPresent()
        ? Math.min(gridPerKwh, Math.max(exportPerKwh, batteryValue.getAsDouble() / efficiency))
        : gridPerKwh;
  }

  String explain(StorageRule rule, double batteryW, double evW, boolean noExchange) {
    if (noExchange) {
      return "island test: exchange with the grid is driven to 0";
    }
    String action =
        Math.abs(batteryW) < 25
            ? "battery rests"
            : String.format(
                Locale.ROOT,
                "battery %s %.1f kW",
                batteryW > 0 ? "gives" : "takes",
                Math.abs(batteryW) / 1000);
    String car = evW > 0 ? String.format(Locale.ROOT, ", car takes %.1f kW", evW / 1000) : "";
    return batteryValue.isEmpty()
        ? action + car + ": no plan, self-consumption"
        : String.format(
            Locale.ROOT,
            "%s%s: a stored kWh is worth %.2f, import costs %.2f, export pays %.2f",
            action,
            car,
            batteryValue.getAsDouble(),
            importPerKwh,
            exportPerKwh);
  }
}
