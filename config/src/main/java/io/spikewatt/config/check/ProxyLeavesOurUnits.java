package io.spikewatt.config.check;

import io.spikewatt.config.site.Connection;
import io.spikewatt.config.site.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Clients of a proxy write to no device that we set: their writes know neither its range nor the
 * interlocks. Many devices answer for every unit, so where we set one, other units may be written
 * only if the user confirms that they are other devices.
 */
final class ProxyLeavesOurUnits implements SiteRule {

  @Override
  public List<Finding> findings(PartialSite site) {
    List<Finding> findings = new ArrayList<>();
    for (int i = 0; i < site.proxies().size(); i++) {
      Site.ModbusProxy proxy = site.proxies().get(i);
      String path = "modbus-proxies[" + i + "].write-units";
      if (!proxy.writeUnits().isEmpty()) {
        set(site, proxy).stream()
            .flatMap(device -> finding(path, proxy, device).stream())
            .findFirst()
            .ifPresent(findings::add);
      }
    }
    return findings;
  }

  private static Optional<Finding> finding(
      String path, Site.ModbusProxy proxy, PartialSite.Device device) {
    int unit = modbus(device).orElseThrow().unit();
    if (proxy.writeUnits().contains(unit)) {
      return Optional.of(
          new Finding(
              path,
              "units that Spikewatt does not set",
              unit + ", where it sets " + device.name()));
    }
    return proxy.separatesUnits()
        ? Optional.empty()
        : Optional.of(
            new Finding(
                path,
                "none, or separates-units: true beside it if each unit is a device of its own, as"
                    + " Spikewatt sets "
                    + device.name()
                    + " at the same address",
                proxy.writeUnits().toString()));
  }

  /** The devices at the proxy's address that have something to set. */
  private static List<PartialSite.Device> set(PartialSite site, Site.ModbusProxy proxy) {
    Optional<String> endpoint =
        site.devices().stream()
            .filter(device -> device.id().filter(proxy.device()::equals).isPresent())
            .findFirst()
            .flatMap(PartialSite.Device::connection)
            .map(Connection::endpoint);
    return site.devices().stream()
        .filter(device -> modbus(device).map(Connection::endpoint).equals(endpoint))
        .filter(device -> device.profile().filter(p -> !p.points().writes().isEmpty()).isPresent())
        .toList();
  }

  private static Optional<Connection.Modbus> modbus(PartialSite.Device device) {
    return device
        .connection()
        .filter(Connection.Modbus.class::isInstance)
        .map(Connection.Modbus.class::cast);
  }
}
