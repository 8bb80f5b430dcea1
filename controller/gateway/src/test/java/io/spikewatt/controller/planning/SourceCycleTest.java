package io.spikewatt.controller.planning;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.load.ConfigLoader;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.config.site.Site;
import io.spikewatt.config.source.WeatherQuantity;
import io.spikewatt.config.words.Language;
import io.spikewatt.config.words.Phrase;
import io.spikewatt.controller.history.HistoryBuffer;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.price.PriceOrigin;
import io.spikewatt.controller.price.PriceStore;
import io.spikewatt.controller.price.PublishedPrices;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.testkit.Letterbox;
import io.spikewatt.testkit.OneMeterSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sources that are topics: what the price store and the alarms make of their messages. */
final class SourceCycleTest {

  private static final Instant NOON = Instant.parse("2026-06-15T10:00:00Z");
  private static final Moment NOW = new Moment(0, NOON);

  @TempDir private Path directory = Path.of("");
  private final Letterbox broker = new Letterbox();
  private HistoryStore history;
  private PriceStore prices;
  private final AtomicReference<Optional<Instant>> weatherAsOf =
      new AtomicReference<>(Optional.empty());

  @BeforeEach
  void open() throws IOException {
    history = HistoryStore.open(directory);
    prices = new PriceStore(history, new HistoryBuffer(history));
  }

  @AfterEach
  void close() {
    history.close();
  }

  /** Two topics that give the supplier's price. */
  private Site site(String fees) throws IOException {
    Path file = OneMeterSite.write(directory, "home");
    Files.writeString(
        file,
        Files.readString(file).replace("currency: EUR", "currency: EUR" + fees)
            + """
            mqtt: { broker: "tcp://127.0.0.1:1" }
            sources:
              - { source: mqtt-prices, topic: first, name: first }
              - { source: mqtt-prices, topic: second, name: second }
            """,
        StandardOpenOption.TRUNCATE_EXISTING);
    LoadedSite loaded = ConfigLoader.load(file);
    assertTrue(loaded instanceof LoadedSite.Ok, loaded::toString);
    return ((LoadedSite.Ok) loaded).site();
  }

  private SourceCycle cycle(Site site) {
    return SourceCycle.of(
        site,
        broker,
        directory,
        new SourceCycle.Stores(prices, history, weatherAsOf),
        new SplittableRandom(1));
  }

  private void send(String topic, String rows) {
    broker.deliver(new Message(topic, ("{\"prices\": [" + rows + "]}").getBytes(UTF_8), true));
  }

  private static String row(String start, double perKwh) {
    return "{\"start\": \"%s\", \"value\": %s}".formatted(start, perKwh);
  }

  private OptionalDouble imported(Instant start) {
    return prices.from(start, 1, Optional.empty()).importAt(start);
  }

  /** Predictions are kept as they were made, survive another configuration, and are no prices. */
  @Test
  void predicted_weather_goes_to_the_history_and_not_to_the_prices() throws Exception {
    Path file = OneMeterSite.write(directory, "home");
    Files.writeString(
        file,
        """
        mqtt: { broker: "tcp://127.0.0.1:1" }
        sources:
          - { source: mqtt-weather, topic: weather }
        """,
        StandardOpenOption.APPEND);
    Site site = ((LoadedSite.Ok) ConfigLoader.load(file)).site();
    SourceCycle cycle = cycle(site);
    cycle.tick(NOW);
    assertEquals(OptionalDouble.empty(), temperature(cycle));
    String rows = "{\"weather\": [{\"start\": \"2026-06-15T10:00:00Z\", \"temperature\": %s}]}";
    broker.deliver(new Message("weather", rows.formatted(21.5).getBytes(UTF_8), true));
    cycle.tick(NOW);
    assertEquals(OptionalDouble.of(21.5), temperature(cycle));
    cycle = cycle.under(site);
    assertEquals(OptionalDouble.of(21.5), temperature(cycle));
    broker.deliver(new Message("weather", rows.formatted(99).getBytes(UTF_8), true));
    Map<String, Phrase> alarms = cycle.tick(NOW.plus(Duration.ofMinutes(5)));
    assertTrue(alarms.toString().contains("temperature from -60"), alarms::toString);
    assertEquals(OptionalDouble.of(21.5), temperature(cycle));
    SourceCycle restarted = cycle(site);
    restarted.tick(NOW.plus(Duration.ofMinutes(6)));
    assertEquals(OptionalDouble.of(21.5), temperature(restarted));
    assertEquals(Optional.of(NOON), weatherAsOf.get());
    assertEquals(1, history.weather(NOON, NOON.plusSeconds(3_600)).size());
    assertEquals(Optional.empty(), prices.sourcesAsOf());
  }

  private static OptionalDouble temperature(SourceCycle cycle) {
    return cycle
        .weather()
        .orElseThrow()
        .at(NOON.plus(Duration.ofMinutes(10)))
        .value(WeatherQuantity.TEMPERATURE, NOON);
  }

  @Test
  void the_first_source_that_knows_a_slot_gives_it_and_a_command_outranks_both()
      throws IOException {
    SourceCycle cycle = cycle(site(""));
    assertEquals(Map.of(), cycle.tick(NOW));
    assertEquals(Optional.empty(), prices.sourcesAsOf());
    send("second", row("2026-06-15T10:00:00Z", 0.31) + "," + row("2026-06-15T10:15:00Z", 0.32));
    cycle.tick(NOW);
    assertEquals(OptionalDouble.of(0.31), imported(NOON));
    assertEquals(Optional.empty(), prices.sourcesAsOf(), "one has given nothing");
    send("first", row("2026-06-15T10:00:00Z", 0.21));
    cycle.tick(NOW);
    assertEquals(OptionalDouble.of(0.21), imported(NOON));
    assertEquals(OptionalDouble.of(0.32), imported(NOON.plus(Duration.ofMinutes(15))));
    assertEquals(Optional.of(NOON), prices.sourcesAsOf());
    prices.take(
        new PublishedPrices(
            NOON,
            Duration.ofMinutes(15),
            Optional.of(new double[] {0.5}),
            Optional.empty(),
            Optional.empty()));
    send("first", row("2026-06-15T10:00:00Z", 0.22));
    cycle.tick(NOW);
    assertEquals(OptionalDouble.of(0.5), imported(NOON));
    assertEquals(Optional.of(PriceOrigin.COMMAND), prices.publishedBy(NOON));
  }

  @Test
  void a_changed_tariff_bills_the_known_answers_anew() throws IOException {
    SourceCycle before = cycle(site(""));
    send("first", row("2026-06-15T10:00:00Z", 0.3));
    before.tick(NOW);
    assertEquals(OptionalDouble.of(0.3), imported(NOON));
    SourceCycle after =
        before.under(
            site(
                ", network-fees: [ { year: 2026, standard-per-kwh: 0.09,"
                    + " bands: [ { from: \"12:00\", to: \"13:00\", per-kwh: 0.19 } ] } ]"));
    after.tick(NOW.plus(Duration.ofSeconds(5)));
    assertEquals(0.4, imported(NOON).orElseThrow(), 1e-12);
    send("first", row("2026-06-15T10:00:00Z", 0.2));
    after.tick(NOW.plus(Duration.ofSeconds(10)));
    assertEquals(0.3, imported(NOON).orElseThrow(), 1e-12);
  }

  @Test
  void values_in_another_unit_are_an_alarm_with_both_figures_in_both_languages()
      throws IOException {
    SourceCycle cycle = cycle(site(""));
    send("first", row("2026-06-15T10:00:00Z", 9.5));
    send("second", row("2026-06-15T10:00:00Z", 0.25));
    Map<String, Phrase> alarms = cycle.tick(NOW);
    assertEquals(Set.of("source/first"), alarms.keySet());
    Phrase alarm = Objects.requireNonNull(alarms.get("source/first"));
    for (String language : List.of("en", "de")) {
      String text = Language.of(language).text(alarm);
      assertTrue(text.contains("first") && text.contains("9.5"), text);
      assertTrue(text.contains("about 0.3") || text.contains("etwa 0.3"), text);
    }
    send("second", row("2026-06-15T10:00:00Z", 8));
    String changed =
        Objects.requireNonNull(cycle.tick(NOW.plus(Duration.ofMinutes(1))).get("source/second"))
            .english();
    assertTrue(changed.contains("about 8 a kWh") && changed.contains("gave about 0.25"), changed);
    assertEquals(OptionalDouble.of(0.25), imported(NOON), "the last usable answer stays");
    assertTrue(cycle.status(NOON).getFirst().problem().isPresent());
  }
}
