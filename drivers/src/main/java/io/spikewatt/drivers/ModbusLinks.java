package io.spikewatt.drivers;

import io.spikewatt.config.site.Connection;
import io.spikewatt.config.site.Connection.Pacing;
import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Site;
import io.spikewatt.drivers.modbus.ModbusLink;
import io.spikewatt.drivers.proxy.ModbusProxy;
import io.spikewatt.drivers.register.RegisterPort;
import io.spikewatt.hal.time.Clock;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** One Modbus link an endpoint, shared by the devices behind it and by the proxies on it. */
final class ModbusLinks {

  /** Other clients have short time-outs of their own. */
  private static final Duration PROXY_TIMEOUT = Duration.ofSeconds(1);

  private final Map<String, Pacing> pacings = new HashMap<>();
  private final Map<String, ModbusLink> links = new LinkedHashMap<>();

  /** Records the pauses that devices need, before the first port is opened. */
  void pace(Site site) {
    for (DeviceConfig device : site.devices()) {
      if (device.connection() instanceof Connection.Modbus to) {
        pacings.merge(to.endpoint(), to.pacing(), Pacing::and);
      }
    }
  }

  RegisterPort port(Connection.Modbus to) {
    return links
        .computeIfAbsent(
            to.endpoint(),
            endpoint -> ModbusLink.open(to, pacings.getOrDefault(endpoint, Pacing.NONE)))
        .unit(to.unit(), to.timeout());
  }

  /** The site's proxies; a client writes only to units that the site file lists. */
  List<ModbusProxy> proxies(Site site, Clock clock) {
    Map<String, String> endpoints = new HashMap<>();
    site.devices().forEach(d -> endpoints.put(d.id(), d.connection().endpoint()));
    return site.proxies().stream()
        .map(
            proxy -> {
              String endpoint =
                  Objects.requireNonNull(endpoints.get(proxy.device()), proxy.device());
              ModbusLink link = Objects.requireNonNull(links.get(endpoint), endpoint);
              return new ModbusProxy(
                  new InetSocketAddress(proxy.bind(), proxy.port()),
                  unit -> link.unit(unit, PROXY_TIMEOUT),
                  proxy.writeUnits()::contains,
                  clock);
            })
        .toList();
  }
}
