package io.spikewatt.config.check;

import io.spikewatt.config.site.Connection;
import io.spikewatt.config.site.Site;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** Warnings of links: times that are too long for control, serial lines and ports that mislead. */
final class LinkTimes {

  /** Longest safe delay: a limit that is exceeded for longer may trip a fuse or cost money. */
  private static final Duration MOST = Duration.ofSeconds(10);

  private static final int PLAIN_PORT = 1883;
  private static final int TLS_PORT = 8883;

  private LinkTimes() {}

  static Stream<Finding> findings(Site site) {
    List<Finding> findings = new ArrayList<>();
    for (int i = 0; i < site.devices().size(); i++) {
      String path = "devices[" + i + "].connection";
      Connection connection = site.devices().get(i).connection();
      if (connection instanceof Connection.Modbus modbus) {
        most(path + ".timeout-ms", modbus.timeout(), "as a silent device keeps its link so long")
            .forEach(findings::add);
      }
      serial(path, connection).forEach(findings::add);
    }
    most("control.cycle-ms", site.control().cycle(), "or limits are noticed too late")
        .forEach(findings::add);
    return Stream.concat(findings.stream(), site.mqtt().stream().flatMap(LinkTimes::port));
  }

  private static Stream<Finding> most(String path, Duration time, String reason) {
    return Finding.when(
        time.compareTo(MOST) > 0,
        path,
        "at most %d ms, %s".formatted(MOST.toMillis(), reason),
        time.toMillis() + " ms");
  }

  private static Stream<Finding> serial(String path, Connection connection) {
    Optional<Finding> finding =
        switch (connection) {
          case Connection.ModbusRtu rtu -> serial(path + ".modbus-rtu", rtu.device());
          case Connection.Iec62056 meter ->
              serial(path + "." + DeviceRules.key(meter), meter.port());
          default -> Optional.empty();
        };
    return finding.stream();
  }

  private static Optional<Finding> serial(String path, String device) {
    return device.startsWith("/") && !device.startsWith("/dev/")
        ? Optional.of(new Finding(path, "a serial device such as /dev/ttyUSB0", device))
        : Optional.empty();
  }

  private static Stream<Finding> port(Site.Mqtt mqtt) {
    int port = HostPort.of(mqtt.broker()).map(HostPort::port).orElse(OptionalInt.empty()).orElse(0);
    return Stream.concat(
        Finding.when(
            !mqtt.encrypted() && port == TLS_PORT,
            "mqtt.broker",
            "ssl://, as brokers encrypt at port " + TLS_PORT,
            mqtt.broker()),
        Finding.when(
            mqtt.encrypted() && port == PLAIN_PORT,
            "mqtt.broker",
            "tcp://, as brokers do not encrypt at port " + PLAIN_PORT,
            mqtt.broker()));
  }
}
