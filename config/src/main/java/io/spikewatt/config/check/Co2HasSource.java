package io.spikewatt.config.check;

import io.spikewatt.config.site.Role;
import java.util.List;
import java.util.Optional;

/** A price of CO2 has no effect where no emission of grid or genset is configured. */
final class Co2HasSource implements SiteRule {

  @Override
  public List<Finding> findings(PartialSite site) {
    boolean counts = site.tariff().filter(tariff -> tariff.co2().perKg() > 0).isPresent();
    boolean grid = site.tariff().flatMap(tariff -> tariff.co2().gridKgPerKwh()).isPresent();
    boolean byCommand =
        site.mqtt().map(mqtt -> mqtt.rights().permitSomeone("prices")).orElse(site.hasBroker());
    if (!counts || grid || byCommand || site.devices().stream().anyMatch(Co2HasSource::mayEmit)) {
      return List.of();
    }
    return List.of(
        new Finding(
            "tariff.co2-per-kg",
            "grid-co2-kg-per-kwh beside it, co2-kg-per-kwh of a genset with"
                + " fuel-per-kwh, or prices among mqtt.commands, which tell emissions",
            "a price of CO2, and nothing that is known to emit any"));
  }

  /** A genset that could not be read counts as emitting. */
  private static boolean mayEmit(PartialSite.Device device) {
    Optional<Role> role = device.role();
    return role.isPresent()
        ? role.get() instanceof Role.Genset set
            && set.fuelPerKwh().isPresent()
            && set.co2KgPerKwh() > 0
        : device.roleName().filter("genset"::equals).isPresent();
  }
}
