package io.spikewatt.config.check;

import io.spikewatt.config.site.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Checks that hosts of devices and of the broker are valid addresses. Names are not resolved. */
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
    site.mqtt().ifPresent(mqtt -> findings.addAll(endpoint("mqtt.broker", mqtt.broker())));
    return findings.stream();
  }

  private static List<Finding> connection(String path, Connection connection) {
    return switch (connection) {
      case Connection.ModbusTcp tcp -> host(path + ".modbus-tcp", tcp.host());
      case Connection.ModbusRtuTcp tcp -> host(path + ".modbus-rtu-tcp", tcp.host());
      case Connection.OpcUa opcUa -> endpoint(path + ".opc-ua", opcUa.url());
      case Connection.Iec62056 meter when meter.port().contains("://") ->
          endpoint(path + "." + DeviceRules.key(meter), meter.port());
      case Connection.Iec62056 _, Connection.ModbusRtu _, Connection.Gpio _, Connection.Mqtt _ ->
          List.of();
    };
  }

  private static List<Finding> endpoint(String path, String endpoint) {
    return HostPort.of(endpoint).stream()
        .flatMap(
            place ->
                Stream.concat(
                    place.port().stream()
                        .filter(port -> port > MOST_PORT)
                        .mapToObj(
                            port ->
                                new Finding(
                                    path,
                                    "a TCP port of at most " + MOST_PORT,
                                    Integer.toString(port))),
                    host(path, place.host()).stream()))
        .toList();
  }

  private static List<Finding> host(String path, String host) {
    if (DIGITS.matcher(host).matches() && !isAddress(host)) {
      return List.of(
          new Finding(
              path, "an address of four numbers from 0 to 255, such as 192.168.1.20", host));
    }
    return HostPort.literal(host).stream()
        .filter(address -> address.isAnyLocalAddress() || address.isMulticastAddress())
        .map(_ -> new Finding(path, "the address of a device", host + ", which is none's"))
        .toList();
  }

  private static boolean isAddress(String host) {
    return FOUR_OCTETS.matcher(host).matches()
        && Stream.of(host.split("\\.", -1)).mapToInt(Integer::parseInt).max().orElse(0)
            <= MOST_OCTET;
  }
}
