package io.spikewatt.simulator.endtoend;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.load.ConfigLoader;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.cycle.ConfigReload;
import io.spikewatt.controller.daemon.BrokerConnection;
import io.spikewatt.controller.daemon.Gateway;
import io.spikewatt.controller.daemon.ServiceStatus;
import io.spikewatt.hal.gpio.SimulatedGpio;
import io.spikewatt.hal.time.Clock;
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

  @TempDir private Path directory = Path.of("");

  @Test
  void a_meter_and_a_cluster_on_the_broker_take_part() throws Exception {
    BrokerServer broker = new BrokerServer(0);
    broker.start();
    String url = "tcp://127.0.0.1:" + broker.port();
    Clock clock = new SystemClock();
    Site site = site(url);
    ServiceStatus status = ServiceStatus.of("hash", clock.now());
    try (Subscriber others = new Subscriber(url, "#");
        ScheduledExecutorService field = Executors.newSingleThreadScheduledExecutor();
        SimulatedGpio gpio = new SimulatedGpio(clock, Duration.ZERO);
        Gateway gateway =
            new Gateway(
                site,
                new Gateway.Environment(
                    clock,
                    gpio,
                    BrokerConnection.connect(site, status),
                    status,
                    event -> {},
                    () -> {},
                    ConfigReload.NONE,
                    bug -> {}))) {
      var _ = field.scheduleAtFixedRate(() -> publish(others), 0, 200, TimeUnit.MILLISECONDS);
      gateway.start();
      others.await(
          "a power limit",
          60,
          heard ->
              heard.topic().equals("hpc/set") && heard.payload().contains("\"power_limit_w\":"));
      Subscriber.Heard telemetry =
          others.await(
              "telemetry",
              60,
              heard ->
                  heard.topic().equals("spikewatt/edge/device/meter1/telemetry")
                      && heard.payload().contains("good"));
      assertTrue(telemetry.payload().contains("1234"), telemetry::payload);
    } finally {
      broker.stop();
    }
  }

  private static void publish(Subscriber field) {
    try {
      field.publish("meter/power", "1234", false);
      field.publish("hpc/state", "{\"power_w\": 900, \"power_limit_w\": 3000}", false);
    } catch (org.eclipse.paho.client.mqttv3.MqttException e) {
      throw new IllegalStateException(e);
    }
  }

  private Site site(String url) {
    String yaml =
        """
        site: { name: edge, timezone: UTC }
        grid: { import-limit-w: 11000, export-limit-w: 4000 }
        tariff: { currency: EUR, import-per-kwh: 0.3 }
        mqtt: { broker: "%s" }
        storage: { directory: %s }
        devices:
          - { id: meter1, profile: mqtt-meter, connection: { mqtt: meter }, grid-meter: {} }
          - id: hpc
            profile: mqtt-compute
            connection: { mqtt: hpc }
            compute: { min-w: 300, max-w: 3000, value-per-kwh: 0.35 }
        """
            .formatted(url, directory.resolve("state"));
    Path file = directory.resolve("site.yaml");
    try {
      java.nio.file.Files.writeString(file, yaml);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return assertInstanceOf(LoadedSite.Ok.class, ConfigLoader.load(file)).site();
  }
}
