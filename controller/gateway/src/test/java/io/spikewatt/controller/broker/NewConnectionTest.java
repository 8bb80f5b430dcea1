package io.spikewatt.controller.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.load.ConfigLoader;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.cycle.ConfigReload;
import io.spikewatt.controller.daemon.Gateway;
import io.spikewatt.controller.status.ServiceStatus;
import io.spikewatt.hal.gpio.SimulatedGpio;
import io.spikewatt.hal.message.MessagePort;
import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.SystemClock;
import io.spikewatt.testkit.MosquittoServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A broker that is reached between two cycles gets the values of the last one at once. */
@Timeout(120)
final class NewConnectionTest {

  private static final String STATE = "spikewatt/edge/state";
  private static final String TELEMETRY = "spikewatt/edge/device/meter1/telemetry";
  private static final Pattern AT = Pattern.compile("\"at\":\"([^\"]+)\"");

  private final Clock clock = new SystemClock();
  private final List<Throwable> bugs = new CopyOnWriteArrayList<>();
  @TempDir private Path directory;

  @Test
  void each_connection_begins_with_the_status_and_the_values_of_the_last_cycle() throws Exception {
    int port = freePort();
    Site site = site(port);
    ServiceStatus status = ServiceStatus.of("hash", clock.now());
    try (MosquittoServer broker = new MosquittoServer(directory);
        SimulatedGpio gpio = new SimulatedGpio(clock, Duration.ZERO);
        MessagePort link = BrokerConnection.connect(site, status);
        Gateway gateway = gateway(site, gpio, link, status)) {
      gateway.start();
      await("a cycle without a broker", () -> gateway.latest().isPresent());
      try (WireTap tap = new WireTap(port, broker.port())) {
        firstMessages(tap, link, 0);
        tap.cut();
        firstMessages(tap, link, 1);
      }
    }
    assertEquals(List.of(), bugs);
  }

  /**
   * @param connection 0 = the first
   */
  private void firstMessages(WireTap tap, MessagePort link, int connection) throws Exception {
    await("connected", () -> link.connections() == connection + 1);
    Instant reached = clock.now().instant();
    await(
        "a later cycle",
        () -> times(tap, connection, TELEMETRY).stream().anyMatch(reached::isBefore));
    assertEquals("spikewatt/edge/status", published(tap, connection).getFirst().topic());
    for (String topic : List.of(STATE, TELEMETRY)) {
      List<Instant> times = times(tap, connection, topic);
      assertTrue(
          times.getFirst().isBefore(reached),
          () -> topic + " came from " + times + ", the broker was reached at " + reached);
      assertEquals(times.stream().sorted().toList(), times);
    }
  }

  private static List<WireTap.Packet> published(WireTap tap, int connection) {
    return tap.packets().stream()
        .filter(packet -> packet.connection() == connection && packet.type() == WireTap.PUBLISH)
        .toList();
  }

  private static List<Instant> times(WireTap tap, int connection, String topic) {
    return published(tap, connection).stream()
        .filter(packet -> packet.topic().equals(topic))
        .map(packet -> at(new String(packet.payload(), StandardCharsets.UTF_8)))
        .toList();
  }

  private static Instant at(String payload) {
    Matcher found = AT.matcher(payload);
    assertTrue(found.find(), payload);
    return Instant.parse(found.group(1));
  }

  private void await(String what, BooleanSupplier condition) throws InterruptedException {
    Moment end = clock.now().plus(Duration.ofSeconds(20));
    while (!condition.getAsBoolean()) {
      assertTrue(clock.now().isBefore(end), what);
      clock.sleepUntil(clock.now().plus(Duration.ofMillis(1)));
    }
  }

  private Gateway gateway(Site site, SimulatedGpio gpio, MessagePort link, ServiceStatus status) {
    return new Gateway(
        site,
        new Gateway.Environment(
            clock, gpio, link, status, event -> {}, () -> {}, ConfigReload.NONE, bugs::add));
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  private Site site(int port) throws IOException {
    String yaml =
        """
        site: { name: edge, timezone: UTC }
        grid: { import-limit-w: 11000, export-limit-w: 4000 }
        tariff: { currency: EUR, import-per-kwh: 0.3 }
        mqtt: { broker: "tcp://127.0.0.1:%d" }
        control: { cycle-ms: 2000 }
        storage: { directory: %s }
        devices:
          - { id: meter1, profile: mqtt-meter, connection: { mqtt: meter }, grid-meter: {} }
        """
            .formatted(port, directory.resolve("state"));
    return assertInstanceOf(LoadedSite.Ok.class, ConfigLoader.load(yaml, "edge.yaml")).site();
  }
}
