package io.spikewatt.controller.price;

import io.spikewatt.config.site.PriceBasis;
import io.spikewatt.config.site.Site;
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
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import org.tinylog.Logger;

/**
 * Published prices and emissions, those of the last two weeks and those to come. A command outranks
 * a source. Stored in the history at once, so that a restart knows them. Safe for use by many
 * threads.
 */
public final class PriceStore implements GridPrices {

  /** Age up to which published prices help to forecast: the same days of a week, twice. */
  public static final Duration MEMORY = Duration.ofDays(14);

  private final HistoryBuffer keeper;
  private final Map<PriceKind, PublishedValues> published = new EnumMap<>(PriceKind.class);
  private long revision;
  private volatile Optional<Instant> sourcesAsOf = Optional.empty();

  /** Continues from the history; an unreadable history counts as empty. */
  public PriceStore(HistoryStore store, HistoryBuffer keeper) {
    this.keeper = keeper;
    for (PriceKind kind : PriceKind.values()) {
      published.put(kind, new PublishedValues());
    }
    try {
      TimeSeries sourced = store.latest(SiteSeries.SOURCED_PRICES, MEMORY, QuarterHour.LENGTH);
      for (PriceKind kind : PriceKind.values()) {
        restore(kind, store.latest(series(kind), MEMORY, QuarterHour.LENGTH), sourced);
      }
    } catch (HistoryUnreadable e) {
      Logger.error("published prices cannot be read: {}", e.getMessage());
    }
  }

  private void restore(PriceKind kind, TimeSeries values, TimeSeries sourced) {
    for (int k = 0; k < values.values().length; k++) {
      Instant start = values.start().plus(QuarterHour.LENGTH.multipliedBy(k));
      if (Double.isFinite(values.values()[k])) {
        PriceMarks marks = PriceMarks.of(at(sourced, start));
        values(kind).put(start, values.values()[k], marks.provenance(kind));
      }
    }
  }

  private PublishedValues values(PriceKind kind) {
    return Objects.requireNonNull(published.get(kind));
  }

  private static String series(PriceKind kind) {
    return switch (kind) {
      case IMPORT -> SiteSeries.IMPORT_PER_KWH;
      case EXPORT -> SiteSeries.EXPORT_PER_KWH;
      case CO2 -> SiteSeries.GRID_CO2_KG_PER_KWH;
    };
  }

  /**
   * Takes over what a command publishes. A slot published before gets its new values, as far as
   * there are any.
   */
  public synchronized void take(PublishedPrices prices) {
    Changes changes = Changes.NONE;
    for (PriceKind kind : PriceKind.values()) {
      changes = changes.and(put(kind, prices.values(kind), PriceProvenance.COMMAND));
    }
    keep(changes, prices.end());
  }

  /**
   * Takes over what a source publishes. What a command published stays.
   *
   * @param basis contents of the price that the values were calculated from
   * @return whether anything changed
   */
  public synchronized boolean take(PriceKind kind, PriceBasis basis, List<PublishedValue> values) {
    return keepAny(put(kind, values, new PriceProvenance(PriceOrigin.SOURCE, basis)));
  }

  /** {@link #take(PriceKind, PriceBasis, List)} for import and export, written at once. */
  public synchronized void take(PriceBasis basis, BilledPrices prices) {
    PriceProvenance provenance = new PriceProvenance(PriceOrigin.SOURCE, basis);
    keepAny(
        put(PriceKind.IMPORT, prices.imports(), provenance)
            .and(put(PriceKind.EXPORT, prices.exports(), provenance)));
  }

  private boolean keepAny(Changes changes) {
    Optional<Instant> last =
        changes.values.stream().map(SlotMean::start).max(Comparator.naturalOrder());
    last.ifPresent(start -> keep(changes, start.plus(QuarterHour.LENGTH)));
    return last.isPresent();
  }

  /**
   * Quarter hours that changed.
   *
   * @param values new means
   * @param provenances starts of the slots with a value of another provenance than before
   */
  private record Changes(List<SlotMean> values, Set<Instant> provenances) {

    static final Changes NONE = new Changes(List.of(), Set.of());

    Changes and(Changes other) {
      List<SlotMean> all = new ArrayList<>(values);
      all.addAll(other.values);
      Set<Instant> starts = new TreeSet<>(provenances);
      starts.addAll(other.provenances);
      return new Changes(all, starts);
    }
  }

  private Changes put(PriceKind kind, List<PublishedValue> values, PriceProvenance provenance) {
    List<SlotMean> changed = new ArrayList<>();
    Set<Instant> provenances = new TreeSet<>();
    for (PublishedValue value : values) {
      for (Instant start = value.start();
          start.isBefore(value.end());
          start = start.plus(QuarterHour.LENGTH)) {
        Optional<PriceProvenance> before = values(kind).provenanceAt(start);
        if (values(kind).put(start, value.value(), provenance)) {
          changed.add(new SlotMean(series(kind), start, value.value()));
          if (!before.equals(Optional.of(provenance))) {
            provenances.add(start);
          }
        }
      }
    }
    return new Changes(changed, provenances);
  }

  /**
   * Provenances are written only where they change: emissions change each hour, their source stays.
   */
  private void keep(Changes changes, Instant end) {
    keeper.take(changes.values);
    keeper.take(
        changes.provenances.stream()
            .map(start -> new SlotMean(SiteSeries.SOURCED_PRICES, start, sourced(start)))
            .toList());
    published.values().forEach(values -> values.forgetBefore(end.minus(MEMORY)));
    // An answered command outlives a power cut. Unwritten values wait for the next flush.
    keeper.flush();
    revision++;
  }

  private double sourced(Instant start) {
    Map<PriceKind, PriceProvenance> known = new EnumMap<>(PriceKind.class);
    for (PriceKind kind : PriceKind.values()) {
      values(kind).provenanceAt(start).ifPresent(from -> known.put(kind, from));
    }
    return PriceMarks.of(known).number();
  }

  /** Grows with every publication of prices. */
  public synchronized long revision() {
    return revision;
  }

  /** Origin of the published import price of the slot that begins at {@code start}. */
  public synchronized Optional<PriceOrigin> publishedBy(Instant start) {
    return values(PriceKind.IMPORT).provenanceAt(start).map(PriceProvenance::origin);
  }

  /**
   * Prices of energy in the slot that begins at {@code start}: as published, or the tariff's where
   * no prices are published. Forecast prices do not count.
   *
   * @param zone of the tariff's times
   */
  public synchronized PaidPrices paid(Instant start, Tariff tariff, ZoneId zone) {
    ZonedDateTime at = start.atZone(zone);
    OptionalDouble imports = values(PriceKind.IMPORT).at(start);
    if (imports.isEmpty() && missing(start).isPresent()) {
      return PaidPrices.UNKNOWN;
    }
    return new PaidPrices(
        OptionalDouble.of(imports.orElseGet(() -> tariff.importPerKwh(at))),
        OptionalDouble.of(
            values(PriceKind.EXPORT).at(start).orElseGet(() -> tariff.exportPerKwh(at))));
  }

  @Override
  public PaidPrices paid(Site site, Instant start) {
    return paid(start, site.tariff(), site.zone());
  }

  @Override
  public Optional<Instant> sourcesAsOf() {
    return sourcesAsOf;
  }

  /** Notes the time of the oldest of the sources' newest answers. */
  public void setSourcesAsOf(Optional<Instant> time) {
    sourcesAsOf = time;
  }

  /** The problem if prices came in lately, but none for the slot that begins at {@code start}. */
  public synchronized Optional<Phrase> missing(Instant start) {
    PublishedValues imports = values(PriceKind.IMPORT);
    if (imports.isEmpty() || imports.at(start).isPresent()) {
      return Optional.empty();
    }
    Instant end = imports.last().orElseThrow().plus(QuarterHour.LENGTH);
    return end.plus(MEMORY).isAfter(start)
        ? Optional.of(AlarmTexts.pricesMissing(start, end))
        : Optional.empty();
  }

  /**
   * End of the last price before the slot that begins at {@code start}, if prices came in lately,
   * but none for that slot.
   */
  public synchronized Optional<Instant> missingSince(Instant start) {
    return missing(start).isEmpty()
        ? Optional.empty()
        : values(PriceKind.IMPORT).before(start).map(last -> last.plus(QuarterHour.LENGTH));
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
      OptionalDouble imported = values(PriceKind.IMPORT).at(start);
      OptionalDouble exported = values(PriceKind.EXPORT).at(start);
      if (imported.isEmpty()) {
        imported = forecast(ahead, start);
        if (exported.isEmpty() && imported.isPresent() && line.isPresent()) {
          exported = OptionalDouble.of(line.get().of(imported.getAsDouble()));
        }
      }
      imports[k] = imported.orElse(Prices.UNKNOWN);
      exports[k] = exported.orElse(Prices.UNKNOWN);
      co2[k] = emission(start).orElse(Prices.UNKNOWN);
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
              values(PriceKind.IMPORT).provenanceAt(start),
              values(PriceKind.EXPORT).provenanceAt(start),
              values(PriceKind.CO2).provenanceAt(start),
              missing(start).isPresent());
      priced.add(PricedSlot.of(start, prices, known, tariff, zone));
    }
    return priced;
  }

  private Optional<ExportPriceFit> line() {
    List<double[]> pairs = new ArrayList<>();
    for (Instant start : values(PriceKind.IMPORT).starts()) {
      OptionalDouble imported = values(PriceKind.IMPORT).at(start);
      OptionalDouble exported = values(PriceKind.EXPORT).at(start);
      if (imported.isPresent() && exported.isPresent()) {
        pairs.add(new double[] {imported.getAsDouble(), exported.getAsDouble()});
      }
    }
    return ExportPriceFit.through(
        pairs.stream().mapToDouble(pair -> pair[0]).toArray(),
        pairs.stream().mapToDouble(pair -> pair[1]).toArray());
  }

  /** Forecast price of import; after the forecast's end its last day repeats. */
  private static OptionalDouble forecast(Optional<Forecast> ahead, Instant start) {
    if (ahead.isEmpty()) {
      return OptionalDouble.empty();
    }
    Forecast forecast = ahead.get();
    TimeSeries means = new TimeSeries(forecast.origin(), forecast.slot(), forecast.mean());
    Instant covered = start;
    while (!covered.isBefore(forecast.start(forecast.slots()))) {
      covered = covered.minus(Duration.ofDays(1));
    }
    return at(means, covered);
  }

  /**
   * Kg of CO2 a kWh in a slot. Neighbouring days have similar emissions at the same time, so a slot
   * without a published value has that of the last known day; empty if none was published for two
   * weeks.
   */
  private OptionalDouble emission(Instant start) {
    for (long day = 0; day < MEMORY.toDays(); day++) {
      OptionalDouble found = values(PriceKind.CO2).at(start.minus(Duration.ofDays(day)));
      if (found.isPresent()) {
        return found;
      }
    }
    return OptionalDouble.empty();
  }

  /** Value of the slot that begins at {@code start}; empty where the series has none. */
  private static OptionalDouble at(TimeSeries series, Instant start) {
    return Prices.at(series.values(), series.start(), QuarterHour.LENGTH, start);
  }
}
