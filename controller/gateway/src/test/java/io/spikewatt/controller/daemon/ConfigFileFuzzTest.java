package io.spikewatt.controller.daemon;

import static org.junit.jupiter.api.Assertions.assertFalse;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.spikewatt.config.load.ConfigLoader;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.assembly.PersistentState;
import io.spikewatt.controller.assembly.RunningSite;
import io.spikewatt.controller.assembly.SiteAssembly;
import io.spikewatt.controller.broker.BrokerConnection;
import io.spikewatt.controller.cycle.ConfigReload;
import io.spikewatt.controller.report.MqttTopics;
import io.spikewatt.drivers.DeviceFactory;
import io.spikewatt.hal.device.Device;
import io.spikewatt.hal.gpio.SimulatedGpio;
import io.spikewatt.hal.message.NoBroker;
import io.spikewatt.hal.time.ManualClock;
import io.spikewatt.hal.time.Moment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Any configuration: refused with its problems, or one that the daemon starts with. */
final class ConfigFileFuzzTest {

  @FuzzTest(maxDuration = "2m")
  void site(byte[] input) throws IOException {
    Path directory = Files.createTempDirectory("spikewatt-fuzz");
    try {
      Files.write(directory.resolve("site.yaml"), input);
      start(directory);
    } finally {
      WholeSite.delete(directory);
    }
  }

  /** A profile of one's own, of a device in one of several roles: the first byte chooses. */
  @FuzzTest(maxDuration = "2m")
  void profile(byte[] input) throws IOException {
    if (input.length == 0) {
      return;
    }
    Path directory = Files.createTempDirectory("spikewatt-fuzz");
    try {
      String text = new String(input, 1, input.length - 1, StandardCharsets.UTF_8);
      Files.writeString(directory.resolve("own.yaml"), text);
      Files.writeString(
          directory.resolve("site.yaml"), SITE.replace("DEVICE", device(text, input[0])));
      start(directory);
    } finally {
      WholeSite.delete(directory);
    }
  }

  private static final String SITE =
      """
      site: { name: fuzz, timezone: Europe/Berlin, latitude: 52.52, longitude: 13.40 }
      grid: { import-limit-w: 11000, export-limit-w: 4000 }
      tariff: { currency: EUR, import: [{ from: "00:00", to: "24:00", per-kwh: 0.3 }] }
      mqtt: { broker: "tcp://127.0.0.1:1883" }
      devices:
        - id: meter1
          profile: eastron-sdm630
          connection: { modbus-tcp: 127.0.0.1, unit: 2 }
          grid-meter: {}
        - id: device1
          profile: own.yaml
          DEVICE
      """;

  private static final String[] ROLES = {
    "load: {}",
    "pv: { rated-w: 10000 }",
    "battery: { capacity-wh: 10000, charge-w: 5000 }",
    "ev-charger: { max-w: 11000 }",
    "compute: { min-w: 300, max-w: 3000, value-per-kwh: 0.35 }",
    "genset: { rated-w: 8000 }",
    "transfer-switch: {}",
    "shed-relay: { load-w: 2000 }",
    "heat-pump: { max-w: 3000, store-wh-per-k: 2000, lowest-c: 20, highest-c: 24 }",
  };

  /** Connections by what a profile that fits them has. */
  private static final Map<String, String> CONNECTIONS =
      Map.of(
          "opc-ua:", "opc-ua: \"opc.tcp://127.0.0.1:4840/plc\", security: none",
          "iec62056:", "iec62056: \"tcp://127.0.0.1:4001\"",
          "gpio:", "gpio: 5",
          "gpio-code:", "gpio: [5, 6, 13]",
          "mqtt:", "mqtt: plugs/1",
          "modbus:", "modbus-tcp: 127.0.0.1, port: 1502",
          "sunspec:", "modbus-tcp: 127.0.0.1, port: 1502");

  private static String device(String profile, byte choice) {
    String connection =
        profile
            .lines()
            .map(String::strip)
            .filter(CONNECTIONS::containsKey)
            .findFirst()
            .map(CONNECTIONS::get)
            .orElse(CONNECTIONS.get("modbus:"));
    return "connection: { %s }\n    %s"
        .formatted(connection, ROLES[(choice & 0xFF) % ROLES.length]);
  }

  private static void start(Path directory) {
    switch (ConfigLoader.load(directory.resolve("site.yaml"))) {
      case LoadedSite.Failed failed -> {
        assertFalse(failed.problems().isEmpty());
        failed.problems().forEach(problem -> assertFalse(problem.toString().isBlank()));
      }
      case LoadedSite.Ok ok -> start(ok.site(), directory.resolve("state"));
    }
  }

  private static void start(Site site, Path directory) {
    ManualClock clock = new ManualClock(WholeSite.START);
    Moment now = clock.now();
    DeviceFactory factory =
        new DeviceFactory(
            new SimulatedGpio(clock, Duration.ofMillis(50)), new NoBroker(), directory);
    List<DeviceFactory.Link> links = factory.links(site);
    SiteAssembly.Plant plant = SiteAssembly.Plant.of(site, SiteAssembly.gateOf(site), links, now);
    SiteAssembly.Outside outside =
        new SiteAssembly.Outside(
            new NoBroker(),
            MqttTopics.of(site),
            BrokerConnection.telemetryInterval(site),
            name -> BrokerConnection.permits(site, name),
            event -> {},
            ConfigReload.NONE);
    try (RunningSite control =
        SiteAssembly.of(site, plant, outside, PersistentState.in(directory, site), now)) {
      for (int i = 0; i < 3; i++) {
        control.cycle().run(clock.now());
        control.plans().tick(clock.now());
        clock.advance(Duration.ofSeconds(1));
      }
    } finally {
      links.forEach(link -> link.devices().forEach(Device::close));
    }
  }
}
