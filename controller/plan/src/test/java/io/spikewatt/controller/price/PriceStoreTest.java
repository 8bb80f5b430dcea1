package io.spikewatt.controller.price;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.PriceBasis;
import io.spikewatt.config.site.PriceParts;
import io.spikewatt.config.site.Tariff;
import io.spikewatt.controller.history.HistoryBuffer;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.history.SiteSeries;
import io.spikewatt.controller.history.SlotMean;
import io.spikewatt.hal.time.QuarterHour;
import io.spikewatt.inference.forecast.Forecast;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PriceStoreTest {
  private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration DAY = Duration.ofDays(1);
  private static final double NAN = Double.NaN;

  @TempDir Path directory;
  private HistoryStore store;
  private HistoryBuffer keeper;
  private PriceStore book;

  @BeforeEach
  void open() throws IOException {
    store = HistoryStore.open(directory);
    keeper = new HistoryBuffer(store);
    book = new PriceStore(store, keeper);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static PublishedPrices hours(Instant start, double... perKwh) {
    return new PublishedPrices(
        start, HOUR, Optional.of(perKwh), Optional.empty(), Optional.empty());
  }

  private static Forecast ahead(Instant origin, double... mean) {
    return new Forecast(origin, QuarterHour.LENGTH, mean, mean, mean, mean, "test");
  }

  @Test
  void nothingIsKnownUntilSomethingIsTold() {
    assertEquals(Optional.empty(), book.missing(NOON));
    Prices prices = book.from(NOON, 4, Optional.empty());
    assertEquals(OptionalDouble.empty(), prices.importAt(NOON));
    assertEquals(OptionalDouble.empty(), prices.exportAt(NOON));
  }

  @Test
  void anHoursPriceIsThatOfEachOfItsQuartersAndOfNothingElse() {
    book.take(hours(NOON, 0.3, -0.05));
    Prices prices = book.from(NOON.minus(QuarterHour.LENGTH), 10, Optional.empty());
    assertArrayEquals(
        new double[] {NAN, 0.3, 0.3, 0.3, 0.3, -0.05, -0.05, -0.05, -0.05, NAN},
        prices.importPerKwh());
    assertEquals(OptionalDouble.of(0.3), prices.importAt(NOON.plusSeconds(3599)));
    assertEquals(OptionalDouble.empty(), prices.importAt(NOON.minusSeconds(1)));
    assertEquals(OptionalDouble.empty(), prices.importAt(NOON.plus(HOUR.multipliedBy(20))));
    assertEquals(OptionalDouble.empty(), prices.exportAt(NOON), "the tariff's");
  }

  @Test
  void whatIsToldLaterReplacesWhatWasToldBefore() {
    book.take(hours(NOON, 0.3, 0.3, 0.3));
    long before = book.revision();
    book.take(hours(NOON.plus(HOUR), 0.1));
    assertTrue(book.revision() > before);
    Prices prices = book.from(NOON, 12, Optional.empty());
    assertEquals(0.3, prices.importPerKwh()[3]);
    assertEquals(0.1, prices.importPerKwh()[4]);
    assertEquals(0.3, prices.importPerKwh()[8]);
  }

  /** Each write costs flash. */
  @Test
  void newValuesOfOneSourceWriteTheirProvenanceOnce() {
    PublishedValue first = new PublishedValue(NOON, NOON.plus(QuarterHour.LENGTH), 0.3);
    assertTrue(book.take(PriceKind.CO2, PriceBasis.FINAL, List.of(first)));
    assertEquals(16, recordedProvenance());
    keeper.take(List.of(new SlotMean(SiteSeries.SOURCED_PRICES, NOON, 7)));
    assertTrue(
        book.take(
            PriceKind.CO2,
            PriceBasis.FINAL,
            List.of(new PublishedValue(NOON, first.end(), first.value() / 2))));
    assertEquals(7, recordedProvenance());
    assertTrue(book.take(PriceKind.IMPORT, PriceBasis.EXCHANGE, List.of(first)));
    assertEquals(16 + 2, recordedProvenance());
  }

  private double recordedProvenance() {
    return keeper.means(SiteSeries.SOURCED_PRICES, NOON, NOON.plus(QuarterHour.LENGTH)).values()[0];
  }

  @Test
  void aRestartKnowsWhatWasTold() {
    book.take(
        new PublishedPrices(
            NOON,
            HOUR,
            Optional.of(new double[] {0.3, 0.2}),
            Optional.of(new double[] {0.1, 0.05}),
            Optional.empty()));
    book.take(hours(NOON.plus(HOUR.multipliedBy(2)), 0.4));
    Prices before = book.from(NOON, 12, Optional.empty());
    PriceStore again = new PriceStore(store, keeper);
    Prices after = again.from(NOON, 12, Optional.empty());
    assertArrayEquals(before.importPerKwh(), after.importPerKwh());
    assertArrayEquals(before.exportPerKwh(), after.exportPerKwh());
    assertEquals(book.missing(NOON.minus(HOUR)), again.missing(NOON.minus(HOUR)));
  }

  @Test
  void afterTheLastToldPriceTheForecastSpeaksAndExportFollowsTheLineOfWhatWasTold() {
    // An exchange's price p costs 1.2 p + 0.15 and earns p - 0.01.
    book.take(
        new PublishedPrices(
            NOON,
            HOUR,
            Optional.of(new double[] {1.2 * 0.1 + 0.15, 1.2 * 0.2 + 0.15}),
            Optional.of(new double[] {0.09, 0.19}),
            Optional.empty()));
    Forecast ahead = ahead(NOON.plus(HOUR), 9, 9, 9, 9, 0.33, 0.39);
    Prices prices = book.from(NOON.plus(HOUR), 7, Optional.of(ahead));
    assertEquals(0.39, prices.importPerKwh()[0], 1e-12, "told, not forecast");
    assertEquals(0.33, prices.importPerKwh()[4]);
    assertEquals(0.15 - 0.01, prices.exportPerKwh()[4], 1e-9);
    assertEquals(0.2 - 0.01, prices.exportPerKwh()[5], 1e-9);
    assertFalse(Double.isFinite(prices.importPerKwh()[6]), "nobody knows: the tariff");
  }

  @Test
  void aSlotWithoutAPriceIsMissedForTwoWeeksAfterTheLastOneAndInAGap() {
    book.take(hours(NOON, 0.3));
    book.take(hours(NOON.plus(HOUR.multipliedBy(2)), 0.3));
    assertEquals(Optional.empty(), book.missing(NOON));
    assertTrue(book.missing(NOON.plus(HOUR)).isPresent(), "a gap");
    Instant end = NOON.plus(HOUR.multipliedBy(3));
    String text = book.missing(end).orElseThrow().english();
    assertTrue(text.contains("for " + end) && text.contains("ends at " + end), text);
    assertTrue(book.missing(end.plus(PriceStore.MEMORY).minus(QuarterHour.LENGTH)).isPresent());
    assertEquals(Optional.empty(), book.missing(end.plus(PriceStore.MEMORY)), "the tariff again");
  }

  @Test
  void aSlotWithoutAPriceLacksItSinceTheEndOfTheLastOneBeforeIt() {
    assertEquals(Optional.empty(), book.missingSince(NOON), "none was ever published");
    book.take(hours(NOON, 0.3));
    book.take(hours(NOON.plus(HOUR.multipliedBy(3)), 0.3));
    assertEquals(Optional.empty(), book.missingSince(NOON));
    Instant end = NOON.plus(HOUR);
    assertEquals(Optional.of(end), book.missingSince(end.plus(HOUR)), "a gap");
    assertEquals(Optional.of(NOON.plus(HOUR.multipliedBy(4))), book.missingSince(NOON.plus(DAY)));
  }

  private static PublishedPrices emissions(Instant start, double... kgPerKwh) {
    return new PublishedPrices(
        start, HOUR, Optional.empty(), Optional.empty(), Optional.of(kgPerKwh));
  }

  @Test
  void emissionsAreThoseToldOrOfTheSameTimeOnTheLastDayOfWhichTheyAre() {
    book.take(emissions(NOON, 0.4, 0.1));
    book.take(emissions(NOON.plus(DAY), 0.5));
    double[] co2 = book.from(NOON.plus(DAY), 97, Optional.empty()).co2KgPerKwh();
    assertArrayEquals(
        new double[] {0.5, 0.5, 0.5, 0.5, 0.1, 0.1, 0.1, 0.1, NAN}, Arrays.copyOf(co2, 9));
    assertEquals(0.5, co2[96], "tomorrow as today");
    Prices late = book.from(NOON.plus(HOUR).plus(DAY.multipliedBy(13)), 1, Optional.empty());
    assertEquals(0.1, late.co2KgPerKwh()[0]);
    Prices later = book.from(NOON.plus(HOUR).plus(PriceStore.MEMORY), 1, Optional.empty());
    assertFalse(Double.isFinite(later.co2KgPerKwh()[0]), "two weeks on nobody knows");
  }

  @Test
  void emissionsAloneLeavePricesAsTheyAreAndPricesAloneLeaveEmissions() {
    book.take(emissions(NOON, 0.4));
    assertEquals(OptionalDouble.empty(), book.from(NOON, 4, Optional.empty()).importAt(NOON));
    assertEquals(Optional.empty(), book.missing(NOON.plus(HOUR)), "no price was ever told");
    book.take(hours(NOON, 0.3, 0.2));
    book.take(emissions(NOON, 0.2));
    book.take(hours(NOON, 0.1));
    Prices prices = book.from(NOON, 4, Optional.empty());
    assertEquals(OptionalDouble.of(0.1), prices.importAt(NOON));
    assertEquals(OptionalDouble.of(0.2), prices.co2At(NOON));
  }

  @Test
  void aRestartKnowsEmissionsThatWereTold() {
    book.take(
        new PublishedPrices(
            NOON,
            HOUR,
            Optional.of(new double[] {0.3, 0.2}),
            Optional.empty(),
            Optional.of(new double[] {0.42, 0.07})));
    book.take(emissions(NOON.plus(HOUR.multipliedBy(3)), 0.3));
    double[] before = book.from(NOON, 140, Optional.empty()).co2KgPerKwh();
    PriceStore again = new PriceStore(store, keeper);
    double[] after = again.from(NOON, 140, Optional.empty()).co2KgPerKwh();
    assertArrayEquals(before, after);
    assertArrayEquals(
        new double[] {0.42, 0.07, NAN, 0.3},
        new double[] {after[0], after[4], after[8], after[12]});
  }

  @Test
  void onePriceForAllTellsNoSlope() {
    ExportPriceFit line =
        ExportPriceFit.through(new double[] {0.3, 0.3}, new double[] {0.1, 0.2}).orElseThrow();
    assertEquals(0.15, line.of(0.5), 1e-12);
    assertEquals(Optional.empty(), ExportPriceFit.through(new double[] {}, new double[] {}));
  }

  @Test
  void withoutAnyExportPriceExportIsPaidByTheTariff() {
    book.take(hours(NOON, 0.3));
    Forecast ahead = ahead(NOON.plus(HOUR), 0.33);
    Prices prices = book.from(NOON.plus(HOUR), 1, Optional.of(ahead));
    assertEquals(OptionalDouble.of(0.33), prices.importAt(NOON.plus(HOUR)));
    assertEquals(OptionalDouble.empty(), prices.exportAt(NOON.plus(HOUR)));
  }

  @Test
  void pricesOfMoreThanTwoWeeksAgoAreLeftToTheHistory() {
    book.take(hours(NOON, 0.3));
    book.take(hours(NOON.plus(PriceStore.MEMORY), 0.2));
    assertFalse(Double.isFinite(book.from(NOON, 1, Optional.empty()).importPerKwh()[0]));
  }

  private static PublishedValue quarter(Instant start, double value) {
    return new PublishedValue(start, start.plus(QuarterHour.LENGTH), value);
  }

  @Test
  void aSourceNeverReplacesACommandAndACommandReplacesASource() {
    book.take(hours(NOON, 0.3));
    assertTrue(
        book.take(
            PriceKind.IMPORT,
            PriceBasis.FINAL,
            List.of(quarter(NOON, 0.1), quarter(NOON.plus(HOUR), 0.2))));
    Prices prices = book.from(NOON, 5, Optional.empty());
    assertEquals(OptionalDouble.of(0.3), prices.importAt(NOON));
    assertEquals(OptionalDouble.of(0.2), prices.importAt(NOON.plus(HOUR)));
    assertEquals(Optional.of(PriceOrigin.COMMAND), book.publishedBy(NOON));
    assertEquals(Optional.of(PriceOrigin.SOURCE), book.publishedBy(NOON.plus(HOUR)));
    book.take(hours(NOON.plus(HOUR), 0.4));
    assertEquals(Optional.of(PriceOrigin.COMMAND), book.publishedBy(NOON.plus(HOUR)));
    assertFalse(
        book.take(PriceKind.IMPORT, PriceBasis.FINAL, List.of(quarter(NOON.plus(HOUR), 0.2))));
    assertEquals(
        OptionalDouble.of(0.4), book.from(NOON, 5, Optional.empty()).importAt(NOON.plus(HOUR)));
  }

  @Test
  void aRestartKnowsWhichValuesCameFromASource() {
    book.take(hours(NOON, 0.3));
    book.take(PriceKind.IMPORT, PriceBasis.FINAL, List.of(quarter(NOON.plus(HOUR), 0.2)));
    book.take(PriceKind.EXPORT, PriceBasis.FINAL, List.of(quarter(NOON, 0.05)));
    book.take(PriceKind.CO2, PriceBasis.FINAL, List.of(quarter(NOON, 0.4)));
    PriceStore again = new PriceStore(store, keeper);
    assertEquals(Optional.of(PriceOrigin.COMMAND), again.publishedBy(NOON));
    assertEquals(Optional.of(PriceOrigin.SOURCE), again.publishedBy(NOON.plus(HOUR)));
    assertFalse(again.take(PriceKind.IMPORT, PriceBasis.FINAL, List.of(quarter(NOON, 0.1))));
    assertTrue(again.take(PriceKind.EXPORT, PriceBasis.FINAL, List.of(quarter(NOON, 0.06))));
    assertTrue(again.take(PriceKind.CO2, PriceBasis.FINAL, List.of(quarter(NOON, 0.5))));
    Prices prices = again.from(NOON, 1, Optional.empty());
    assertEquals(OptionalDouble.of(0.06), prices.exportAt(NOON));
    assertEquals(OptionalDouble.of(0.5), prices.co2At(NOON));
  }

  @Test
  void anUnchangedAnswerOfASourceIsNoNewPublication() {
    book.take(PriceKind.IMPORT, PriceBasis.FINAL, List.of(quarter(NOON, 0.2)));
    long before = book.revision();
    assertFalse(book.take(PriceKind.IMPORT, PriceBasis.FINAL, List.of(quarter(NOON, 0.2))));
    assertEquals(before, book.revision());
  }

  @Test
  void importWithoutExportLeavesTheExportPriceBeforeAndAfterARestart() {
    book.take(
        new PublishedPrices(
            NOON,
            HOUR,
            Optional.of(new double[] {0.3}),
            Optional.of(new double[] {0.1}),
            Optional.empty()));
    book.take(hours(NOON, 0.2));
    OptionalDouble before = book.from(NOON, 1, Optional.empty()).exportAt(NOON);
    OptionalDouble after =
        new PriceStore(store, keeper).from(NOON, 1, Optional.empty()).exportAt(NOON);
    assertEquals(before, after);
  }

  @Test
  void everyPartOfASlotHasItsOrigin() {
    Tariff tariff =
        new Tariff(
            List.of(new Tariff.Band(LocalTime.MIDNIGHT, LocalTime.MIDNIGHT, 0.5)),
            0.02,
            0,
            new Tariff.Co2(0.1, Optional.of(0.3)),
            "EUR");
    book.take(hours(NOON, 0.3));
    book.take(PriceKind.IMPORT, PriceBasis.FINAL, List.of(quarter(NOON.plus(HOUR), 0.2)));
    book.take(PriceKind.CO2, PriceBasis.FINAL, List.of(quarter(NOON, 0.4)));
    Forecast ahead = ahead(NOON.plus(HOUR).plus(QuarterHour.LENGTH), 0.33);
    List<PricedSlot> slots =
        book.priced(NOON, 7, Optional.of(ahead), tariff, ZoneId.of("Europe/Berlin"));
    assertEquals(
        new PricedSlot.Part(PriceParts.Kind.ENERGY, 0.3, PriceOrigin.COMMAND),
        slots.get(0).energy());
    assertEquals(
        new PricedSlot.Part(PriceParts.Kind.ENERGY, 0.02, PriceOrigin.TARIFF),
        slots.get(0).export());
    assertEquals(PriceOrigin.SOURCE, slots.get(0).co2().orElseThrow().origin());
    assertEquals(
        new PricedSlot.Part(PriceParts.Kind.ENERGY, 0.2, PriceOrigin.SOURCE),
        slots.get(4).energy());
    assertEquals(
        new PricedSlot.Part(PriceParts.Kind.ENERGY, 0.33, PriceOrigin.LEARNT),
        slots.get(5).energy());
    assertTrue(slots.get(5).isUnpublished());
    assertEquals(
        new PricedSlot.Part(PriceParts.Kind.ENERGY, 0.5, PriceOrigin.TARIFF),
        slots.get(6).energy());
    assertEquals(PriceOrigin.TARIFF, slots.get(6).co2().orElseThrow().origin());
  }
}
