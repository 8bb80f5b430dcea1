package io.spikewatt.config.check;

import io.spikewatt.config.site.Connection;
import io.spikewatt.config.site.Site;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Checks that page, proxies and a broker on this machine have different ports. */
final class PortsApart {

  private static final int BROKER_PORT = 1883;
  private static final int TLS_PORT = 8883;

  private PortsApart() {}

  /**
   * A listening address.
   *
   * @param key the key of the port
   * @param name how messages name it
   */
  private record Listener(String key, String name, InetAddress bind, int port) {

    boolean meets(Listener other) {
      return port == other.port
          && (bind.equals(other.bind)
              || bind.isAnyLocalAddress()
              || other.bind.isAnyLocalAddress());
    }
  }

  static Stream<Finding> findings(PartialSite site) {
    List<Listener> listeners = new ArrayList<>();
    site.mqtt().flatMap(PortsApart::broker).ifPresent(listeners::add);
    site.page()
        .map(p -> new Listener("page.port", "the page", InetAddress.ofLiteral(p.bind()), p.port()))
        .ifPresent(listeners::add);
    int others = listeners.size();
    List<Listener> proxies = proxies(site);
    listeners.addAll(proxies);
    List<Finding> findings = new ArrayList<>();
    for (int i = 1; i < listeners.size(); i++) {
      Listener listener = listeners.get(i);
      // LinkRules compares the proxies with each other.
      listeners.subList(0, Math.min(i, others)).stream()
          .filter(listener::meets)
          .map(other -> clash(listener, other))
          .forEach(findings::add);
    }
    proxies.stream().flatMap(proxy -> behind(proxy, site)).forEach(findings::add);
    return findings.stream();
  }

  private static Finding clash(Listener listener, Listener other) {
    return new Finding(
        listener.key,
        "a port of its own",
        "%d, where %s listens".formatted(listener.port, other.name));
  }

  private static List<Listener> proxies(PartialSite site) {
    List<Listener> proxies = new ArrayList<>();
    for (Site.ModbusProxy proxy : site.proxies()) {
      proxies.add(
          new Listener(
              "modbus-proxies[" + proxies.size() + "].port",
              "a proxy",
              InetAddress.ofLiteral(proxy.bind()),
              proxy.port()));
    }
    return proxies;
  }

  /** A broker on this machine. */
  private static Optional<Listener> broker(Site.Mqtt mqtt) {
    return HostPort.of(mqtt.broker())
        .filter(HostPort::onThisMachine)
        .map(
            place ->
                new Listener(
                    "mqtt.broker",
                    "the broker",
                    InetAddress.getLoopbackAddress(),
                    place.port().orElse(mqtt.encrypted() ? TLS_PORT : BROKER_PORT)));
  }

  /** Rejects a device behind a proxy of the same site, which would read from itself. */
  private static Stream<Finding> behind(Listener proxy, PartialSite site) {
    return site.connections(Connection.ModbusTcp.class)
        .filter(device -> device.value().port() == proxy.port)
        .filter(device -> reaches(device.value().host(), proxy.bind))
        .map(
            device ->
                new Finding(
                    device.device().path() + ".connection",
                    "the device itself, not a proxy of this file",
                    "%s:%d, which is %s"
                        .formatted(device.value().host(), device.value().port(), proxy.key)));
  }

  private static boolean reaches(String host, InetAddress bind) {
    if (host.equals("localhost")) {
      return bind.isLoopbackAddress() || bind.isAnyLocalAddress();
    }
    return HostPort.literal(host)
        .filter(a -> a.equals(bind) || (bind.isAnyLocalAddress() && a.isLoopbackAddress()))
        .isPresent();
  }
}
