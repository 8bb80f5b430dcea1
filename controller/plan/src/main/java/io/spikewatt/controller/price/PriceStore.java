package io.spikewatt.controller.price;

import io.spikewatt.config.site.Tariff;
import io.spikewatt.config.words.Phrase;
import io.spikewatt.controller.alarm.AlarmTexts;
import io.spikewatt.controller.history.HistoryBuffer;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.history.HistoryUnreadable;
import io.spikewatt.controller.history.SiteSeries;
import io.spikewatt.controller.history.SlotMean;
import io.spikewatt.hal.time.QuarterHour;
import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.inference.forecast.TimeSeries;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.tinylog.Logger;

/**
 * Published prices and emissions, those of the last two weeks and those to come. Stored in the
 * history at once, so that a restart knows them. Safe for use by many threads.
 */
public final class PriceStore {

  /** Age up to which published prices help to forecast: the same days of a week, twice. */
  public static final Duration MEMORY = Duration.ofDays(14);

  /** {@code exportPerKwh}: empty = the tariff's. */
  private record Price(double importPerKwh, OptionalDouble exportPerKwh) {}

  private final HistoryBuffer keeper;
  private final TreeMap<Instant, Price> published = new TreeMap<>();
  private final Emissions emissions = new Emissions();
  private long revision;

  /** Continues from the history; an unreadable history counts as empty. */
  public PriceStore(HistoryStore store, HistoryBuffer keeper) {
    this.keeper = keeper;
    try {
      TimeSeries imports = store.latest(SiteSeries.IMPORT_PER_KWH, MEMORY, QuarterHour.LENGTH);
      TimeSeries exports = store.latest(SiteSeries.EXPORT_PER_KWH, MEMORY, QuarterHour.LENGTH);
      for (int k = 0; k < imports.values().length; k++) {
        Instant start = imports.start().plus(QuarterHour.LENGTH.multipliedBy(k));
        if (Double.isFinite(imports.values()[k])) {
          published.put(start, new Price(imports.values()[k], at(exports, start)));
        }
      }
      TimeSeries co2 = store.latest(SiteSeries.GRID_CO2_KG_PER_KWH, MEMORY, QuarterHour.LENGTH);
      for (int k = 0; k < co2.values().length; k++) {
        if (Double.isFinite(co2.values()[k])) {
          emissions.put(co2.start().plus(QuarterHour.LENGTH.multipliedBy(k)), co2.values()[k]);
        }
      }
    } catch (HistoryUnreadable e) {
      Logger.error("published prices cannot be read: {}", e.getMessage());
    }
  }

  /** Takes over prices. A slot published before gets its new values, as far as there are any. */
  public synchronized void take(PublishedPrices prices) {
    List<SlotMean> means = new ArrayList<>();
    int parts = (int) prices.slot().dividedBy(QuarterHour.LENGTH);
    for (int k = 0; k < parts * prices.slots(); k++) {
      int of = k / parts;
      Instant start = prices.start().plus(QuarterHour.LENGTH.multipliedBy(k));
      OptionalDouble exported = of(prices.exportPerKwh(), of);
      of(prices.importPerKwh(), of)
          .ifPresent(
              imported -> {
                published.put(start, new Price(imported, exported));
                means.add(new SlotMean(SiteSeries.IMPORT_PER_KWH, start, imported));
              });
      exported.ifPresent(paid -> means.add(new SlotMean(SiteSeries.EXPORT_PER_KWH, start, paid)));
      of(prices.co2KgPerKwh(), of)
          .ifPresent(
              emitted -> {
                emissions.put(start, emitted);
                means.add(new SlotMean(SiteSeries.GRID_CO2_KG_PER_KWH, start, emitted));
              });
    }
    published.headMap(prices.end().minus(MEMORY)).clear();
    emissions.forgetBefore(prices.end().minus(MEMORY));
    keeper.take(means);
    // An answered command outlives a power cut. Unwritten values wait for the next flush.
    keeper.flush();
    revision++;
  }

  private static OptionalDouble of(Optional<double[]> values, int slot) {
    return values.isPresent() ? OptionalDouble.of(values.get()[slot]) : OptionalDouble.empty();
  }

  /** Grows with every publication of prices. */
  public synchronized long revision() {
    return revision;
  }

  /** Whether a price was published for the slot that begins at {@code start}. */
  public synchronized boolean isPublished(Instant start) {
    return published.containsKey(start);
  }

  /**
   * Prices of energy in the slot that begins at {@code start}: as published, or the tariff's where
   * no prices are published. Forecast prices do not count.
   *
   * @param tariffImportPerKwh the tariff's price at that time, currency a kWh
   * @param tariffExportPerKwh likewise for export
   */
  public synchronized PaidPrices paid(
      Instant start, double tariffImportPerKwh, double tariffExportPerKwh) {
    Price price = published.get(start);
    if (price != null) {
      return new PaidPrices(
          OptionalDouble.of(price.importPerKwh),
          OptionalDouble.of(price.exportPerKwh.orElse(tariffExportPerKwh)));
    }
    return missing(start).isPresent()
        ? PaidPrices.UNKNOWN
        : new PaidPrices(
            OptionalDouble.of(tariffImportPerKwh), OptionalDouble.of(tariffExportPerKwh));
  }

  /** The same by a tariff. {@code zone}: of the tariff's times. */
  public PaidPrices paid(Instant start, Tariff tariff, ZoneId zone) {
    return paid(
        start, tariff.importPerKwh(start.atZone(zone).toLocalTime()), tariff.exportPerKwh());
  }

  /** The problem if prices came in lately, but none for the slot that begins at {@code start}. */
  public synchronized Optional<Phrase> missing(Instant start) {
    if (published.isEmpty() || published.containsKey(start)) {
      return Optional.empty();
    }
    Instant end = published.lastKey().plus(QuarterHour.LENGTH);
    return end.plus(MEMORY).isAfter(start)
        ? Optional.of(AlarmTexts.pricesMissing(start, end))
        : Optional.empty();
  }

  /**
   * Prices of the coming slots: published ones, then the forecast. Under a forecast import price,
   * the export price comes from a linear fit to published pairs. Emissions as published, or those
   * of the same time on the day before.
   *
   * @param from start of the first slot
   * @param ahead of the import price; empty = the tariff holds for unpublished slots
   */
  public synchronized Prices from(Instant from, int slots, Optional<Forecast> ahead) {
    Optional<ExportPriceFit> line = line();
    double[] imports = new double[slots];
    double[] exports = new double[slots];
    double[] co2 = new double[slots];
    for (int k = 0; k < slots; k++) {
      Instant start = from.plus(QuarterHour.LENGTH.multipliedBy(k));
      Optional<Price> price =
          Optional.ofNullable(published.get(start))
              .or(() -> ahead.flatMap(forecast -> forecastPrice(forecast, start, line)));
      imports[k] = price.map(Price::importPerKwh).orElse(Prices.UNKNOWN);
      exports[k] =
          price.map(Price::exportPerKwh).orElse(OptionalDouble.empty()).orElse(Prices.UNKNOWN);
      co2[k] = emissions.at(start).orElse(Prices.UNKNOWN);
    }
    return new Prices(from, QuarterHour.LENGTH, imports, exports, co2);
  }

  /**
   * Prices of the coming slots as {@link #from} gives them to a plan, each with its source.
   *
   * @param from start of the first slot
   * @param ahead of the import price; empty = the tariff holds for unpublished slots
   * @param zone of the tariff's times
   */
  public synchronized List<PricedSlot> priced(
      Instant from, int slots, Optional<Forecast> ahead, Tariff tariff, ZoneId zone) {
    Prices prices = from(from, slots, ahead);
    List<PricedSlot> priced = new ArrayList<>();
    for (int k = 0; k < slots; k++) {
      Instant start = from.plus(QuarterHour.LENGTH.multipliedBy(k));
      PricedSlot.Published known =
          new PricedSlot.Published(
              published.containsKey(start),
              emissions.isPublished(start),
              missing(start).isPresent());
      priced.add(PricedSlot.of(start, prices, known, tariff, zone));
    }
    return priced;
  }

  private Optional<ExportPriceFit> line() {
    List<Price> paid =
        published.values().stream().filter(price -> price.exportPerKwh.isPresent()).toList();
    return ExportPriceFit.through(
        paid.stream().mapToDouble(Price::importPerKwh).toArray(),
        paid.stream().mapToDouble(price -> price.exportPerKwh.orElseThrow()).toArray());
  }

  /** After the forecast's end its last day repeats. */
  private static Optional<Price> forecastPrice(
      Forecast forecast, Instant start, Optional<ExportPriceFit> line) {
    TimeSeries means = new TimeSeries(forecast.origin(), forecast.slot(), forecast.mean());
    Instant covered = start;
    while (!covered.isBefore(forecast.start(forecast.slots()))) {
      covered = covered.minus(Duration.ofDays(1));
    }
    OptionalDouble mean = at(means, covered);
    if (mean.isEmpty()) {
      return Optional.empty();
    }
    double imported = mean.getAsDouble();
    OptionalDouble exported =
        line.isPresent() ? OptionalDouble.of(line.get().of(imported)) : OptionalDouble.empty();
    return Optional.of(new Price(imported, exported));
  }

  /** Value of the slot that begins at {@code start}; empty where the series has none. */
  private static OptionalDouble at(TimeSeries series, Instant start) {
    return Prices.at(series.values(), series.start(), QuarterHour.LENGTH, start);
  }
}
