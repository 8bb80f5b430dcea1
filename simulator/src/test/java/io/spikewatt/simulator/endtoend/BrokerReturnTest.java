package io.spikewatt.simulator.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.load.ConfigLoader;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.broker.BrokerConnection;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.report.StoreAndForward;
import io.spikewatt.controller.status.ServiceStatus;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.message.MessagePort;
import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.SystemClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real broker goes, events happen, the process is replaced, and the broker returns. */
@Timeout(120)
class BrokerReturnTest {

  private static final Path PROGRAM = Path.of("/usr/sbin/mosquitto");
  private static final String EVENT = "spikewatt/edge/event";
  private static final String STATE = "spikewatt/edge/state";
  private static final int BEFORE_THE_KILL = 150;
  private static final int ALL = 250;

  private final Clock clock = new SystemClock();
  @TempDir private Path directory = Path.of("");
  private int port;

  @BeforeEach
  void free() throws IOException {
    Assumptions.assumeTrue(Files.isExecutable(PROGRAM), "SKIPPED: no " + PROGRAM);
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
  }

  @Test
  void whatWasPromisedArrivesInOrderAfterLiveDataAndIsNotKeptAnyLonger() throws Exception {
    Site site = site();
    Process broker = mosquitto();
    try (HistoryStore store = HistoryStore.open(directory.resolve("state"));
        MessagePort link = BrokerConnection.connect(site, status())) {
      StoreAndForward first = StoreAndForward.of(link, store.backlog());
      await("connected", link::connected);
      broker.destroyForcibly().waitFor();
      await("the loss is noticed", () -> !link.connected());
      publish(first, 0, BEFORE_THE_KILL);
      first.tick(clock.now());
      // As after a kill: its connection is gone, and its store was not closed.
      link.close();
      try (HistoryStore other = HistoryStore.open(directory.resolve("state"));
          MessagePort own = BrokerConnection.connect(site, status())) {
        comeBack(other, own);
      }
    }
  }

  private void comeBack(HistoryStore store, MessagePort link) throws Exception {
    StoreAndForward second = StoreAndForward.of(link, store.backlog());
    publish(second, BEFORE_THE_KILL, ALL);
    second.tick(clock.now());
    assertEquals(ALL, second.standing().waiting());
    Process broker = mosquitto();
    try (Subscriber subscriber = new Subscriber("tcp://127.0.0.1:" + port, "spikewatt/#")) {
      await("connected again", link::connected);
      second.tick(clock.now());
      link.publish(Message.fleeting(STATE, "live".getBytes(StandardCharsets.UTF_8)));
      await(
          "nothing waits any more",
          () -> {
            second.tick(clock.now());
            return second.standing().waiting() == 0;
          });
      subscriber.await("the last", 10, heard -> heard.payload().contains("\"n\":" + (ALL - 1)));
      List<String> topics = subscriber.heard().stream().map(Subscriber.Heard::topic).toList();
      assertTrue(topics.indexOf(STATE) < topics.indexOf(EVENT), topics::toString);
      assertEquals(
          IntStream.range(0, ALL).mapToObj("{\"n\":%d,\"historical\":true}"::formatted).toList(),
          subscriber.heard().stream()
              .filter(heard -> heard.topic().equals(EVENT))
              .map(Subscriber.Heard::payload)
              .toList());
      assertEquals(0, store.backlog().size());
    } finally {
      broker.destroyForcibly().waitFor();
    }
  }

  private static void publish(StoreAndForward promised, int from, int to) {
    for (int i = from; i < to; i++) {
      promised.publish(EVENT, "{\"n\":%d}".formatted(i).getBytes(StandardCharsets.UTF_8));
    }
  }

  private ServiceStatus status() {
    return ServiceStatus.of("hash", clock.now());
  }

  private void await(String what, BooleanSupplier condition) throws InterruptedException {
    Moment end = clock.now().plus(Duration.ofSeconds(20));
    while (!condition.getAsBoolean()) {
      assertTrue(clock.now().isBefore(end), what);
      clock.sleepUntil(clock.now().plus(Duration.ofMillis(20)));
    }
  }

  private Process mosquitto() throws IOException {
    Path config =
        Files.writeString(
            directory.resolve("mosquitto.conf"),
            "listener %d 127.0.0.1\nallow_anonymous true\n".formatted(port));
    return new ProcessBuilder(PROGRAM.toString(), "-c", config.toString())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private Site site() throws IOException {
    String yaml =
        """
        site: { name: edge, timezone: UTC }
        grid: { import-limit-w: 11000, export-limit-w: 4000 }
        tariff: { currency: EUR, import-per-kwh: 0.3 }
        mqtt: { broker: "tcp://127.0.0.1:%d" }
        storage: { directory: state }
        devices:
          - { id: meter1, profile: mqtt-meter, connection: { mqtt: meter }, grid-meter: {} }
        """
            .formatted(port);
    return assertInstanceOf(LoadedSite.Ok.class, ConfigLoader.load(yaml, "edge.yaml")).site();
  }
}
