package io.spikewatt.controller.planning;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.load.ConfigLoader;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.config.site.Site;
import io.spikewatt.config.source.WeatherQuantity;
import io.spikewatt.config.words.Phrase;
import io.spikewatt.controller.broker.BrokerConnection;
import io.spikewatt.controller.history.HistoryBuffer;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.price.PriceStore;
import io.spikewatt.controller.status.ServiceStatus;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.message.MessagePort;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.testkit.Await;
import io.spikewatt.testkit.MosquittoServer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Predicted weather on a topic of a real broker, with what goes wrong there. */
@Timeout(120)
class WeatherTopicTest {

  private static final String TOPIC = "home/weather";
  private static final Instant NOON = Instant.parse("2026-06-15T10:00:00Z");
  private static final Moment NOW = new Moment(0, NOON.plusSeconds(60));

  @TempDir private Path directory = Path.of("");
  private HistoryStore history;

  @BeforeEach
  void open() {
    history = HistoryStore.open(directory.resolve("history"));
  }

  @AfterEach
  void close() {
    history.close();
  }

  /** {@code name} is also that of the client at the broker. */
  private Site site(String name, int port) {
    String yaml =
        """
        site: { name: %s, timezone: UTC }
        grid: { import-limit-w: 11000, export-limit-w: 4000 }
        tariff: { currency: EUR, import-per-kwh: 0.3 }
        mqtt: { broker: "tcp://127.0.0.1:%d" }
        storage: { directory: %s }
        sources: [ { source: mqtt-weather, topic: %s } ]
        devices:
          - { id: meter1, profile: mqtt-meter, connection: { mqtt: meter }, grid-meter: {} }
        """
            .formatted(name, port, directory.resolve("state"), TOPIC);
    return assertInstanceOf(LoadedSite.Ok.class, ConfigLoader.load(yaml, "edge.yaml")).site();
  }

  private SourceCycle cycle(Site site, MessagePort link) {
    PriceStore prices = new PriceStore(history, new HistoryBuffer(history));
    return SourceCycle.of(
        site,
        link,
        directory.resolve("sources"),
        new SourceCycle.Stores(prices, history, new AtomicReference<>(Optional.empty())),
        new SplittableRandom(1));
  }

  private static OptionalDouble temperature(SourceCycle cycle) {
    return cycle
        .weather()
        .orElseThrow()
        .at(NOON.plus(Duration.ofHours(1)))
        .value(WeatherQuantity.TEMPERATURE, NOON);
  }

  private static Message rows(String temperature) {
    String payload =
        "{\"weather\": [{\"start\": \"2026-06-15T10:00:00Z\", \"temperature\": %s}]}"
            .formatted(temperature);
    return new Message(TOPIC, payload.getBytes(UTF_8), true);
  }

  private static MessagePort connected(Site site) {
    MessagePort link = BrokerConnection.connect(site, ServiceStatus.of("hash", NOW));
    Await.until("connected", link::connected);
    return link;
  }

  @Test
  void what_was_published_before_counts_and_nonsense_takes_nothing_away() throws Exception {
    try (MosquittoServer broker = new MosquittoServer(directory)) {
      Site site = site("edge", broker.port());
      try (MessagePort sender = connected(site("sender", broker.port()))) {
        sender.publish(rows("21.5"));
        try (MessagePort link = connected(site)) {
          SourceCycle cycle = cycle(site, link);
          Await.until(
              "the retained message",
              () -> cycle.tick(NOW).isEmpty() && temperature(cycle).isPresent());
          assertEquals(OptionalDouble.of(21.5), temperature(cycle));
          for (String wrong : new String[] {"99", "\"warm\"", "NaN", "1" + "0".repeat(400)}) {
            sender.publish(rows(wrong));
            Await.until(wrong, () -> !cycle.tick(NOW).isEmpty());
            assertEquals(OptionalDouble.of(21.5), temperature(cycle), wrong);
            sender.publish(rows("21.5"));
            Await.until("mended", () -> cycle.tick(NOW).isEmpty());
          }
          sender.publish(new Message(TOPIC, new byte[2 << 20], true));
          sender.publish(rows("19"));
          Await.until(
              "the next after one that is too large",
              () -> {
                Map<String, Phrase> alarms = cycle.tick(NOW);
                return alarms.isEmpty() && temperature(cycle).equals(OptionalDouble.of(19));
              });
        }
      }
      try (MessagePort link = connected(site)) {
        SourceCycle restarted = cycle(site, link);
        boolean _ = restarted.tick(NOW).isEmpty();
        assertTrue(temperature(restarted).isPresent(), "the newest answer lies on the disk");
      }
    }
  }
}
