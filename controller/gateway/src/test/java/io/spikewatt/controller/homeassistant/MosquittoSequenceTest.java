package io.spikewatt.controller.homeassistant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.broker.BrokerConnection;
import io.spikewatt.controller.command.ActiveCommands;
import io.spikewatt.controller.history.HistoryBuffer;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.price.PriceStore;
import io.spikewatt.controller.status.ServiceStatus;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.message.MessagePort;
import io.spikewatt.hal.time.Moment;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A site's life at a real broker, as Home Assistant sees it: what the broker holds after each step
 * is compared with what was recorded.
 */
@Timeout(300)
class MosquittoSequenceTest {

  private static final String PV = "homeassistant/device/spikewatt_home_pv1/config";
  private static final String BIRTH = "homeassistant/status";

  @TempDir private Path directory;
  private final List<String> record = new ArrayList<>();
  private Map<String, String> before = new TreeMap<>();

  @Test
  void startBirthRenameRemovalUpgradeAndEndAreAsRecorded() throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(directory)) {
      String yaml = yaml(broker.port(), directory.resolve("state"));
      live(broker, yaml, this::birthAndCommand, "start");
      live(broker, yaml, (site, heard) -> {}, "restart");
      live(
          broker,
          yaml.replace("profile: sunspec-inverter", "profile: sma-stp-se-pv"),
          (site, heard) -> {},
          "another profile of pv1");
      live(broker, yaml, (site, heard) -> {}, "the profile of before");
      upgrade(broker, yaml);
      live(
          broker,
          yaml.replace("mode, ev", "mode"),
          this::removal,
          "without the commands of the car");
      String renamed = yaml.replace("id: pv1", "id: roof");
      live(broker, renamed, (site, heard) -> {}, "pv1 renamed to roof");
      String smaller = renamed.substring(0, renamed.indexOf("  - id: ev1"));
      live(broker, smaller, (site, heard) -> {}, "without the car");
      live(
          broker,
          yaml.replace("home-assistant: true", "home-assistant: false"),
          (site, heard) -> {},
          "switched off");
      assertEquals(
          List.of("spikewatt/home/last-refusal", "spikewatt/home/status"),
          before.keySet().stream().sorted().toList(),
          "what is not Home Assistant's");
    }
    assertEquals(recorded(), String.join("\n", record) + "\n");
  }

  private static String yaml(int port, Path state) {
    return """
    site: { name: home, timezone: Europe/Berlin }
    grid: { import-limit-w: 11000, export-limit-w: 4000 }
    tariff:
      currency: EUR
      import: [{ from: "00:00", to: "24:00", per-kwh: 0.3 }]
      export-per-kwh: 0.08
    mqtt: { broker: "tcp://127.0.0.1:%d", home-assistant: true, commands: "mode, ev", telemetry-s: 20 }
    storage: { directory: "%s" }
    devices:
      - id: meter1
        profile: mqtt-meter
        connection: { mqtt: my/meter }
        grid-meter: {}
      - id: pv1
        profile: sunspec-inverter
        connection: { modbus-tcp: 127.0.0.1, port: 15020, unit: 1 }
        pv: { rated-w: 10000, safe-limit-w: 4000 }
      - id: battery1
        profile: hybrid-battery
        connection: { modbus-tcp: 127.0.0.1, port: 15021, unit: 1 }
        battery: { capacity-wh: 10000, charge-w: 5000, discharge-w: 5000, wear-per-kwh: 0.02 }
      - id: ev1
        profile: plc-ev-charger
        connection: { opc-ua: "opc.tcp://127.0.0.1:15023/spikewatt-plc", security: none }
        ev-charger: { max-w: 11000 }
    """
        .formatted(port, state);
  }

  /** Something that happens while the site runs. */
  @FunctionalInterface
  private interface Life {
    void of(AnnouncedSite site, BrokerProcess broker);
  }

  /** One run of the daemon, to a while after all is settled. */
  private void live(BrokerProcess broker, String yaml, Life life, String step) {
    Site site = AnnouncedSite.load(yaml);
    ServiceStatus status = ServiceStatus.of("hash", new Moment(0, AnnouncedSite.START));
    try (MessagePort port = BrokerConnection.connect(site, status)) {
      BrokerProcess.await("connected", port::connected);
      try (AnnouncedSite running = new AnnouncedSite(yaml, port, AnnouncedSite.START)) {
        running.seconds(35);
        arrived(port, broker);
        life.of(running, broker);
        running.seconds(65);
        arrived(port, broker);
      }
      record(step, broker);
    }
  }

  /** All that was published before is at the broker: messages keep their order. */
  private static void arrived(MessagePort port, BrokerProcess broker) {
    String mark = "test/" + broker.heard().size();
    port.publish(new Message(mark, "x".getBytes(StandardCharsets.UTF_8), false));
    BrokerProcess.await(
        mark, () -> broker.heard().stream().anyMatch(line -> line.startsWith("0 " + mark + " ")));
  }

  private void birthAndCommand(AnnouncedSite site, BrokerProcess broker) {
    long before = configs(broker);
    assertEquals(6, before, "one message a device");
    broker.publish(BIRTH, "online");
    // The link hears it in real time, the delay is of virtual time.
    int[] seconds = {0};
    BrokerProcess.await(
        "all devices are announced, and states told, again",
        () -> {
          if (seconds[0] < 200) {
            site.seconds(1);
            seconds[0]++;
          }
          return configs(broker) == 2 * before && count(broker, "spikewatt/home/state") > 3;
        });
    String command =
        "{\"id\":\"ha-1\",\"issuedAt\":\"%s\",\"validForS\":86400,\"arriveWithinS\":30,\"value\":\"hold\"}"
            .formatted(site.now().instant());
    broker.publishRetained("spikewatt/home/command/mode", "");
    broker.publish("spikewatt/home/command/mode", command);
    until(site, () -> contains(broker, "spikewatt/home/command/mode/result", "\"accepted\":true"));
    until(site, () -> contains(broker, "spikewatt/home/in-force", "\"mode\":{\"value\":\"hold\""));
    String late = command.replace("ha-1", "ha-2").replace("hold", "auto");
    site.seconds(31);
    broker.publish("spikewatt/home/command/mode", late);
    until(site, () -> contains(broker, "spikewatt/home/command/mode/result", "arrived too late"));
  }

  /** A cycle at a time until something came back over the broker. */
  private static void until(AnnouncedSite site, BooleanSupplier condition) {
    int[] cycles = {0};
    BrokerProcess.await(
        "the answer",
        () -> {
          if (cycles[0]++ % 20 == 0) {
            site.seconds(1);
          }
          return condition.getAsBoolean();
        });
  }

  /** The entity was announced with its platform alone before it was left out. */
  private void removal(AnnouncedSite site, BrokerProcess broker) {
    BrokerProcess.await(
        "the removed entities are told",
        () ->
            contains(broker, "spikewatt_home_ev1/config", "\"needed_energy\":{\"p\":\"number\"}")
                && contains(broker, "spikewatt_home_ev1/config", "\"departure\":{\"p\":\"text\"}"));
  }

  private void upgrade(BrokerProcess broker, String yaml) throws Exception {
    Site site = AnnouncedSite.load(yaml);
    Path state = directory.resolve("state");
    ServiceStatus status = ServiceStatus.of("hash", new Moment(0, AnnouncedSite.START));
    RecordedBroker nobody = new RecordedBroker();
    try (MessagePort port = BrokerConnection.connect(site, status);
        HistoryStore store = HistoryStore.open(directory.resolve("other"));
        AnnouncedSite running =
            new AnnouncedSite(yaml.replace("/state\"", "/other\""), nobody, AnnouncedSite.START)) {
      BrokerProcess.await("connected", port::connected);
      HomeAssistant next =
          HomeAssistant.of(
                  site,
                  state,
                  new HomeAssistant.Environment(
                      port,
                      new PriceStore(store, new HistoryBuffer(store)),
                      "9.9.9",
                      new SplittableRandom(1)))
              .orElseThrow();
      for (int i = 0; i < 70; i++) {
        next.cycle(running.cycle(), ActiveCommands.NONE);
        next.keep(running.now());
      }
      next.close();
      arrived(port, broker);
      assertTrue(Json.at(broker.retained(), PV).contains("\"sw\":\"9.9.9\""));
      record("upgrade to 9.9.9", broker);
    }
  }

  /** Notes what the broker holds now in another way than after the step before. */
  private void record(String step, BrokerProcess broker) {
    Map<String, String> now = broker.retained();
    now.keySet().removeIf(topic -> topic.startsWith("test/"));
    Map<String, String> configs = new TreeMap<>(now);
    configs.keySet().removeIf(topic -> !topic.endsWith("/config"));
    assertEquals(List.of(), new DiscoveryChecker("homeassistant").check(configs), step);
    record.add("== " + step);
    Set<String> topics = new TreeSet<>(before.keySet());
    topics.addAll(now.keySet());
    for (String topic : topics) {
      if (!now.containsKey(topic)) {
        record.add("- " + topic);
      } else if (!before.containsKey(topic)) {
        record.add("+ " + topic);
        keys(Json.at(now, topic), topic).forEach(key -> record.add("    + " + key));
      } else {
        Set<String> old = keys(Json.at(before, topic), topic);
        Set<String> next = keys(Json.at(now, topic), topic);
        old.stream().filter(key -> !next.contains(key)).forEach(k -> record.add("    - " + k));
        next.stream().filter(key -> !old.contains(key)).forEach(k -> record.add("    + " + k));
      }
    }
    before = now;
  }

  /** Platform and unique id of each entity. */
  private static Set<String> keys(String payload, String topic) {
    Set<String> keys = new TreeSet<>();
    if (topic.endsWith("/config")) {
      Json.map(Json.object(payload).get("cmps"))
          .forEach(
              (key, component) ->
                  keys.add(
                      Json.map(component).get("p") + " " + Json.map(component).get("unique_id")));
    }
    return keys;
  }

  private static long configs(BrokerProcess broker) {
    return broker.heard().stream()
        .filter(line -> line.split(" ", 3)[1].endsWith("/config"))
        .count();
  }

  private static long count(BrokerProcess broker, String topic) {
    return broker.heard().stream().filter(line -> line.split(" ", 3)[1].equals(topic)).count();
  }

  private static boolean contains(BrokerProcess broker, String topic, String text) {
    return broker.heard().stream()
        .map(line -> line.split(" ", 3))
        .anyMatch(parts -> parts[1].endsWith(topic) && parts[2].contains(text));
  }

  private static String recorded() throws IOException {
    try (InputStream in = MosquittoSequenceTest.class.getResourceAsStream("sequence.txt")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
