package io.spikewatt.controller.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.cli.ExitCode;
import io.spikewatt.config.load.ConfigLoader;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.config.site.PriceBasis;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.history.HistoryBuffer;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.json.JsonTree;
import io.spikewatt.controller.local.LocalServer;
import io.spikewatt.controller.local.TariffQuery;
import io.spikewatt.controller.price.BilledPrices;
import io.spikewatt.controller.price.PriceStore;
import io.spikewatt.controller.price.PublishedPrices;
import io.spikewatt.controller.price.PublishedValue;
import io.spikewatt.hal.time.ManualClock;
import io.spikewatt.testkit.OneMeterSite;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TariffCommandTest {

  /** 23:10 in Berlin. */
  private static final Instant NOW = Instant.parse("2026-06-15T21:10:00Z");

  private static final String DYNAMIC =
      "dynamic: { supplier-per-kwh: 0.03, taxes-pct: 20, export: exchange },"
          + " network-fees: [ { year: 2026, standard-per-kwh: 0.09,"
          + " bands: [ { from: \"00:30\", to: \"05:00\", per-kwh: 0.03 } ] } ]";

  @TempDir Path directory;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Path config;
  private Site site;

  @BeforeEach
  void writeConfig() throws Exception {
    config = OneMeterSite.write(directory, "home");
    Files.writeString(
        config,
        Files.readString(config)
            .replace("currency: EUR", "currency: EUR, co2-per-kg: 0.1, grid-co2-kg-per-kwh: 0.4"));
    site = ((LoadedSite.Ok) ConfigLoader.load(config)).site();
  }

  private ExitCode tariff(String... options) {
    List<String> all = new ArrayList<>(List.of("--config", config.toString()));
    all.addAll(List.of(options));
    return new TariffCommand(
            Map.of("XDG_RUNTIME_DIR", directory.toString()),
            new ManualClock(NOW),
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8))
        .run(all);
  }

  @Test
  void withoutADaemonTheTariffIsPrintedByItsPartsAndNamedAsSuch() {
    assertEquals(ExitCode.OK, tariff());
    assertTrue(
        err.toString(UTF_8).startsWith("no daemon answers, so this is the tariff"), err::toString);
    assertEquals(
        """
        site home: prices in EUR a kWh as the plan uses them, Europe/Berlin

                                    import   of it energy      CO2               export
        Mon 15 Jun 23:00 to 00:00   0.3400    0.3000 tariff     0.0400 tariff     0.0800 tariff
        Tue 16 Jun 00:00 to 00:00   0.3400    0.3000 tariff     0.0400 tariff     0.0800 tariff

        """,
        out.toString(UTF_8));
  }

  /** A daemon that has prices of the hour from 00:00, UTC+2, on. */
  private ExitCode withDaemon(String... options) throws Exception {
    return withDaemon(
        store ->
            store.take(
                new PublishedPrices(
                    Instant.parse("2026-06-15T21:00:00Z"),
                    Duration.ofHours(1),
                    Optional.of(new double[] {0.2, -0.05}),
                    Optional.empty(),
                    Optional.empty())),
        options);
  }

  private ExitCode withDaemon(Consumer<PriceStore> publish, String... options) throws Exception {
    try (HistoryStore store = HistoryStore.open(directory.resolve("prices"))) {
      PriceStore prices = new PriceStore(store, new HistoryBuffer(store));
      publish.accept(prices);
      TariffQuery query =
          new TariffQuery(
              site,
              (from, slots) ->
                  prices.priced(from, slots, Optional.empty(), site.tariff(), site.zone()),
              true);
      try (LocalServer _ =
          LocalServer.start(
              directory.resolve("spikewatt-home.sock"),
              Map.of("tariff", day -> query.answer(day, NOW)))) {
        return tariff(options);
      }
    }
  }

  @Test
  void pricesByCommandAreNamedAndSoAreSlotsWithoutAPrice() throws Exception {
    assertEquals(ExitCode.OK, withDaemon());
    assertEquals("", err.toString(UTF_8));
    assertEquals(
        """
        site home: prices in EUR a kWh as the plan uses them, Europe/Berlin

                                    import   of it energy      CO2               export
        Mon 15 Jun 23:00 to 00:00   0.2400    0.2000 command    0.0400 tariff     0.0800 tariff
        Tue 16 Jun 00:00 to 01:00  -0.0100   -0.0500 command    0.0400 tariff     0.0800 tariff
        Tue 16 Jun 01:00 to 00:00   0.3400    0.3000 tariff     0.0400 tariff     0.0800 tariff

        No prices have come for 92 of 100 slots, from Tue 16 Jun 01:00 on: the plan uses learnt prices, or the tariff.
        """,
        out.toString(UTF_8));
  }

  @Test
  void jsonHasOneSlotForEachQuarterHourOfTheDay() throws Exception {
    assertEquals(ExitCode.OK, withDaemon("--json", "--from", "2026-06-16"));
    JsonTree answer = JsonTree.of(out.toString(UTF_8));
    assertEquals("true", answer.text("daemon"));
    List<JsonTree> slots = answer.find("slots").orElseThrow().items();
    assertEquals(96, slots.size());
    assertEquals("2026-06-15T22:00:00Z", slots.getFirst().text("start"));
    assertEquals(-0.01, slots.getFirst().number("importPerKwh"), 1e-9);
    assertEquals("true", slots.getLast().text("unpublished"));
  }

  /** A source's prices of the hours from 00:00, UTC+2, on. */
  private Consumer<PriceStore> exchange(String more, double... perKwh) throws Exception {
    Files.writeString(
        config, Files.readString(config).replace("currency: EUR", "currency: EUR, " + more));
    site = ((LoadedSite.Ok) ConfigLoader.load(config)).site();
    Instant start = Instant.parse("2026-06-15T21:00:00Z");
    List<PublishedValue> values =
        IntStream.range(0, perKwh.length)
            .mapToObj(
                k ->
                    new PublishedValue(
                        start.plus(Duration.ofHours(k)),
                        start.plus(Duration.ofHours(k + 1L)),
                        perKwh[k]))
            .toList();
    return store ->
        store.take(
            PriceBasis.EXCHANGE,
            BilledPrices.of(PriceBasis.EXCHANGE, values, site.tariff(), site.zone()));
  }

  @Test
  void aPriceOfTheExchangeIsPrintedWithAllThatTheSiteFileAddsToIt() throws Exception {
    assertEquals(ExitCode.OK, withDaemon(exchange(DYNAMIC, 0.07, -0.08)));
    assertEquals(
        """
        site home: prices in EUR a kWh as the plan uses them, Europe/Berlin

                                    import   of it exchange    energy             supplier     taxes   network CO2               export
        Mon 15 Jun 23:00 to 00:00   0.2500    0.0700 source    -                    0.0300    0.0200    0.0900  0.0400 tariff     0.0700 source
        Tue 16 Jun 00:00 to 00:30   0.0700   -0.0800 source    -                    0.0300   -0.0100    0.0900  0.0400 tariff    -0.0800 source
        Tue 16 Jun 00:30 to 01:00   0.0100   -0.0800 source    -                    0.0300   -0.0100    0.0300  0.0400 tariff    -0.0800 source
        Tue 16 Jun 01:00 to 05:00   0.2800   -                  0.3000 tariff            -         -   -0.0600  0.0400 tariff     0.0800 tariff
        Tue 16 Jun 05:00 to 00:00   0.3400   -                  0.3000 tariff            -         -    0.0000  0.0400 tariff     0.0800 tariff

        No prices have come for 92 of 100 slots, from Tue 16 Jun 01:00 on: the plan uses learnt prices, or the tariff.
        """,
        out.toString(UTF_8));
  }

  @Test
  void thePartsOfTheJsonAddUpToItsPrices() throws Exception {
    double[] perKwh = new SplittableRandom(5).doubles(25, -0.5, 0.5).toArray();
    assertEquals(ExitCode.OK, withDaemon(exchange(DYNAMIC, perKwh), "--json"));
    JsonTree answer = JsonTree.of(out.toString(UTF_8));
    for (JsonTree slot : answer.find("slots").orElseThrow().items()) {
      assertEquals(slot.number("importPerKwh"), sum(slot, "importParts"), 1e-9, slot::toString);
      assertEquals(slot.number("exportPerKwh"), sum(slot, "exportParts"), 1e-9, slot::toString);
    }
    assertEquals(List.of(), answer.find("networkFeesMissing").orElseThrow().items());
  }

  private static double sum(JsonTree slot, String parts) {
    return slot.find(parts).orElseThrow().items().stream()
        .mapToDouble(part -> part.number("perKwh"))
        .sum();
  }

  @Test
  void aYearWithoutNetworkFeesIsNamed() throws Exception {
    assertEquals(ExitCode.OK, withDaemon(exchange(DYNAMIC.replace("2026", "2025"), 0.07)));
    assertTrue(
        out.toString(UTF_8)
            .endsWith("No network fees are known for 2026: the standard fee counts.\n"),
        out::toString);
  }

  @Test
  void aDayThatIsOverAndOneThatIsNoneAreRefused() {
    assertEquals(ExitCode.BAD_DATA, tariff("--from", "2026-06-14"));
    assertTrue(
        err.toString(UTF_8).contains("expected a day from 2026-06-15 to 2026-06-29"),
        err::toString);
    assertEquals(ExitCode.USAGE, tariff("--from", "tomorrow"));
  }

  /** The clocks go back: 100 quarter hours. */
  @Test
  void aLongDayHasItsExtraHour() throws Exception {
    String answer =
        TariffQuery.configured(site).answer("2026-10-25", Instant.parse("2026-10-24T12:00:00Z"));
    assertEquals(100, JsonTree.of(answer).find("slots").orElseThrow().items().size());
  }
}
