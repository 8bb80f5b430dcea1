package io.spikewatt.simulator.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.load.ConfigLoader;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.broker.BrokerConnection;
import io.spikewatt.controller.cycle.ConfigReload;
import io.spikewatt.controller.daemon.Gateway;
import io.spikewatt.controller.report.CycleReport;
import io.spikewatt.controller.status.ServiceStatus;
import io.spikewatt.hal.gpio.SimulatedGpio;
import io.spikewatt.hal.message.MessagePort;
import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.SystemClock;
import io.spikewatt.simulator.server.BrokerServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A site whose meter and cluster are topics of its own broker. */
@Timeout(120)
class MqttSiteTest {

  private final Clock clock = new SystemClock();

  @TempDir private Path directory = Path.of("");

  @Test
  void a_meter_and_a_cluster_on_the_broker_take_part() throws Exception {
    run(
        (gateway, port, others, url) -> {
          awaitPowerLimit(others);
          Subscriber.Heard telemetry =
              others.await(
                  "telemetry",
                  60,
                  heard ->
                      heard.topic().equals("spikewatt/edge/device/meter1/telemetry")
                          && heard.payload().contains("good"));
          assertTrue(telemetry.payload().contains("1234"), telemetry::payload);
        });
  }

  @Test
  void another_limit_comes_into_force_while_the_links_go_on() throws Exception {
    run(
        (gateway, port, others, url) -> {
          awaitPowerLimit(others);
          others.publish(
              "spikewatt/edge/command/limit-export",
              """
              {"id": "kept", "issuedAt": "%s", "validForS": 3600, "value": 700}\
              """
                  .formatted(clock.now().instant()),
              false);
          others.await("the answer", 20, heard -> heard.topic().endsWith("limit-export/result"));
          gateway.replace(site(url, "", 9_000), ServiceStatus.of("next", clock.now()));
          others.await(
              "the new configuration's name",
              20,
              heard -> heard.topic().endsWith("/status") && heard.payload().contains("\"next\""));
          others.await(
              "a cycle under it",
              20,
              heard ->
                  heard.topic().endsWith("/state") && heard.payload().contains("\"importW\":9000"));
          CycleReport report = latest(gateway);
          assertEquals(9_000, report.limits().importW());
          assertEquals(700, report.limits().exportW());
          assertTrue(Signals.missing(report).isEmpty(), () -> "" + Signals.missing(report));
          assertEquals(1, port.connections());
          assertFalse(others.hears(heard -> heard.payload().contains("\"offline\"")));
        });
  }

  @Test
  void a_gateway_is_an_edge_node_of_sparkplug_until_it_ends() throws Exception {
    String kinds = "spBv1.0/Plant/";
    run(
        ", sparkplug: { group: Plant }",
        (gateway, port, others, url) -> {
          others.await("a birth", 60, heard -> heard.topic().equals(kinds + "NBIRTH/edge"));
          others.await("a meter", 60, heard -> heard.topic().equals(kinds + "DBIRTH/edge/meter1"));
          gateway.close();
          others.await("a death", 20, heard -> heard.topic().equals(kinds + "NDEATH/edge"));
        });
  }

  /** A cycle publishes its state before it is the latest one. */
  private CycleReport latest(Gateway gateway) throws InterruptedException {
    Moment end = clock.now().plus(Duration.ofSeconds(20));
    while (gateway.latest().isEmpty() && clock.now().isBefore(end)) {
      clock.sleepUntil(clock.now().plus(Duration.ofMillis(5)));
    }
    return gateway.latest().orElseThrow();
  }

  /** What a test does with a running gateway. */
  @FunctionalInterface
  private interface Steps {
    void take(Gateway gateway, MessagePort port, Subscriber others, String url) throws Exception;
  }

  private void run(Steps steps) throws Exception {
    run("", steps);
  }

  /**
   * @param mqtt more keys of the broker, with a leading comma
   */
  private void run(String mqtt, Steps steps) throws Exception {
    BrokerServer broker = new BrokerServer(0);
    broker.start();
    String url = "tcp://127.0.0.1:" + broker.port();
    Site site = site(url, mqtt, 11_000);
    ServiceStatus status = ServiceStatus.of("hash", clock.now());
    try (Subscriber others = new Subscriber(url, "#");
        ScheduledExecutorService field = Executors.newSingleThreadScheduledExecutor();
        SimulatedGpio gpio = new SimulatedGpio(clock, Duration.ZERO);
        MessagePort port = BrokerConnection.connect(site, status);
        Gateway gateway =
            new Gateway(
                site,
                new Gateway.Environment(
                    clock,
                    gpio,
                    port,
                    status,
                    event -> {},
                    () -> {},
                    ConfigReload.NONE,
                    bug -> {}))) {
      var _ = field.scheduleAtFixedRate(() -> publish(others), 0, 200, TimeUnit.MILLISECONDS);
      gateway.start();
      steps.take(gateway, port, others, url);
    } finally {
      broker.stop();
    }
  }

  private static void awaitPowerLimit(Subscriber others) throws InterruptedException {
    others.await(
        "a power limit",
        60,
        heard -> heard.topic().equals("hpc/set") && heard.payload().contains("\"power_limit_w\":"));
  }

  private static void publish(Subscriber field) {
    try {
      field.publish("meter/power", "1234", false);
      field.publish("meter/import", "5000", false);
      field.publish("meter/export", "400", false);
      field.publish("hpc/state", "{\"power_w\": 900, \"power_limit_w\": 3000}", false);
    } catch (org.eclipse.paho.client.mqttv3.MqttException e) {
      throw new IllegalStateException(e);
    }
  }

  private Site site(String url, String mqtt, int importW) {
    String yaml =
        """
        site: { name: edge, timezone: UTC }
        grid: { import-limit-w: %d, export-limit-w: 4000 }
        tariff: { currency: EUR, import-per-kwh: 0.3 }
        mqtt: { broker: "%s", commands: all%s }
        storage: { directory: %s }
        devices:
          - { id: meter1, profile: mqtt-meter, connection: { mqtt: meter }, grid-meter: {} }
          - id: hpc
            profile: mqtt-compute
            connection: { mqtt: hpc }
            compute: { min-w: 300, max-w: 3000, value-per-kwh: 0.35 }
        """
            .formatted(importW, url, mqtt, directory.resolve("state"));
    Path file = directory.resolve("site.yaml");
    try {
      java.nio.file.Files.writeString(file, yaml);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return assertInstanceOf(LoadedSite.Ok.class, ConfigLoader.load(file)).site();
  }
}
