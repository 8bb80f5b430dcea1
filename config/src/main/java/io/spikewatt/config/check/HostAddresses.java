package io.spikewatt.config.check;

import io.spikewatt.config.site.Connection;
import java.net.InetAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Hosts of devices and of the broker are addresses that exist. Names are not looked up. */
final class HostAddresses {

  private static final Pattern DIGITS = Pattern.compile("[0-9.]+");
  private static final Pattern FOUR_OCTETS =
      Pattern.compile("(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}");
  private static final int MOST_OCTET = 255;
  private static final int MOST_PORT = 65_535;

  private HostAddresses() {}

  static Stream<Finding> findings(PartialSite site) {
    List<Finding> findings = new ArrayList<>();
    for (PartialSite.Device device : site.devices()) {
      device
          .connection()
          .ifPresent(c -> findings.addAll(connection(device.path() + ".connection", c)));
    }
    site.mqtt().ifPresent(mqtt -> findings.addAll(url("mqtt.broker", mqtt.broker())));
    return findings.stream();
  }

  private static List<Finding> connection(String path, Connection connection) {
    return switch (connection) {
      case Connection.ModbusTcp tcp -> host(path + ".modbus-tcp", tcp.host());
      case Connection.ModbusRtuTcp tcp -> host(path + ".modbus-rtu-tcp", tcp.host());
      case Connection.OpcUa opcUa -> url(path + ".opc-ua", opcUa.url());
      case Connection.Iec62056 meter when meter.port().contains("://") ->
          url(path + ".iec62056", meter.port());
      case Connection.Iec62056 _, Connection.ModbusRtu _, Connection.Gpio _, Connection.Mqtt _ ->
          List.of();
    };
  }

  private static List<Finding> url(String path, String url) {
    URI uri = URI.create(url);
    List<Finding> findings = new ArrayList<>();
    if (uri.getPort() > MOST_PORT) {
      String found = Integer.toString(uri.getPort());
      findings.add(new Finding(path, "a TCP port of at most " + MOST_PORT, found));
    }
    Optional.ofNullable(uri.getHost())
        .or(() -> Optional.ofNullable(uri.getAuthority()).map(a -> a.replaceFirst(":[0-9]*$", "")))
        .map(host -> host(path, host.replaceAll("[\\[\\]]", "")))
        .ifPresent(findings::addAll);
    return findings;
  }

  private static List<Finding> host(String path, String host) {
    if (DIGITS.matcher(host).matches() && !isAddress(host)) {
      return List.of(
          new Finding(
              path, "an address of four numbers from 0 to 255, such as 192.168.1.20", host));
    }
    return Stream.of(host)
        .filter(HostAddresses::isNoDevice)
        .map(all -> new Finding(path, "the address of a device", all + ", which is none's"))
        .toList();
  }

  private static boolean isAddress(String host) {
    return FOUR_OCTETS.matcher(host).matches()
        && Stream.of(host.split("\\.", -1)).mapToInt(Integer::parseInt).max().orElse(0)
            <= MOST_OCTET;
  }

  /** Everybody's addresses: unspecified and multicast. */
  private static boolean isNoDevice(String host) {
    if (!DIGITS.matcher(host).matches() && !host.contains(":")) {
      return false;
    }
    try {
      InetAddress address = InetAddress.ofLiteral(host);
      return address.isAnyLocalAddress() || address.isMulticastAddress();
    } catch (IllegalArgumentException e) {
      // A scope that this machine does not have.
      return false;
    }
  }
}
