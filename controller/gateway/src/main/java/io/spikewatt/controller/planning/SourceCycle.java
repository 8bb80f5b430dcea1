package io.spikewatt.controller.planning;

import io.spikewatt.config.site.PriceBasis;
import io.spikewatt.config.site.Site;
import io.spikewatt.config.site.SiteSource;
import io.spikewatt.config.site.Tariff;
import io.spikewatt.config.site.UsualPrice;
import io.spikewatt.config.source.SourceQuantity;
import io.spikewatt.config.words.Phrase;
import io.spikewatt.controller.alarm.AlarmTexts;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.history.WeatherHistory;
import io.spikewatt.controller.price.BilledPrices;
import io.spikewatt.controller.price.PriceKind;
import io.spikewatt.controller.price.PriceStore;
import io.spikewatt.controller.price.PublishedValue;
import io.spikewatt.controller.source.SiteSources;
import io.spikewatt.controller.source.SourceAnswer;
import io.spikewatt.controller.source.SourceFailure;
import io.spikewatt.controller.source.SourceReading;
import io.spikewatt.controller.source.SourceSlot;
import io.spikewatt.controller.source.SourceStatus;
import io.spikewatt.controller.source.UnitChange;
import io.spikewatt.hal.message.MessagePort;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.QuarterHour;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;

/**
 * Asks the site's sources, and gives their values to the price store as the bill has them. Of two
 * sources of the same quantity, the first of the configuration that knows a slot gives it. {@link
 * #tick} may wait for servers, so it has a thread of its own; the other methods are safe for use by
 * many threads.
 */
public final class SourceCycle {

  /** Begin of the alarm codes of sources. */
  private static final String CODE = "source/";

  /**
   * Where the values of sources go.
   *
   * @param history keeps predicted weather
   * @param weatherAsOf time of the oldest of the newest predictions; empty = a source has none
   */
  public record Stores(
      PriceStore prices, HistoryStore history, AtomicReference<Optional<Instant>> weatherAsOf) {}

  private final Site site;
  private final Stores stores;
  private final PriceStore prices;
  private final SiteSources sources;

  /** Empty = no source predicts weather. */
  private final Optional<WeatherRecorder> weather;

  private final Map<String, SourceAnswer> newest = new HashMap<>();

  private SourceCycle(
      Site site, Stores stores, SiteSources sources, Optional<WeatherRecorder> weather) {
    this.site = site;
    this.stores = stores;
    this.prices = stores.prices;
    this.sources = sources;
    this.weather = weather;
  }

  /**
   * Continues from the answers in a directory.
   *
   * @param port broker of the sources that are topics
   */
  public static SourceCycle of(
      Site site, MessagePort port, Path directory, Stores stores, RandomGenerator random) {
    return new SourceCycle(
        site,
        stores,
        SiteSources.of(site.sources(), port, directory, random),
        recorder(site, stores.history));
  }

  /** Avoids lambdas and method references, which would load the recorder's class. */
  private static Optional<WeatherRecorder> recorder(Site site, HistoryStore history) {
    return site.hasWeatherSources()
        ? Optional.of(WeatherRecorder.of(site, history))
        : Optional.empty();
  }

  /** Continues under another configuration, with the known answers. */
  public SourceCycle under(Site next) {
    boolean goesOn = weather.isPresent() && next.hasWeatherSources();
    return new SourceCycle(
        next,
        stores,
        sources.under(next.sources()),
        goesOn ? Optional.of(weather.get().under(next)) : recorder(next, stores.history));
  }

  /**
   * Asks the sources that are due. To be called every few seconds.
   *
   * @return alarms about the sources, code to sentence
   */
  public Map<String, Phrase> tick(Moment now) {
    Map<String, Phrase> alarms = new LinkedHashMap<>();
    sources
        .tick(this::take, quantity -> usualSize(site.tariff(), quantity), now)
        .forEach((name, why) -> alarms.put(CODE + name, alarm(name, why)));
    prices.setSourcesAsOf(oldest(false, now));
    stores.weatherAsOf.set(oldest(true, now));
    return alarms;
  }

  private static Phrase alarm(String name, SourceFailure failure) {
    return failure
        .unit()
        .map(change -> alarm(name, change))
        .orElseGet(() -> AlarmTexts.sourceFailing(name, failure.reason()));
  }

  private static Phrase alarm(String name, UnitChange change) {
    return switch (change.than()) {
      case RECORD -> AlarmTexts.sourceUnitChanged(name, change.found(), change.usual());
      case TARIFF -> AlarmTexts.sourceUnitUnlikely(name, change.found(), change.usual());
    };
  }

  /** Empty while one has given none. */
  private Optional<Instant> oldest(boolean weather, Moment now) {
    List<SourceStatus> all =
        status(now.instant()).stream()
            .filter(source -> (source.gives() == SourceQuantity.WEATHER) == weather)
            .toList();
    return all.stream().allMatch(source -> source.answered().isPresent())
        ? all.stream().flatMap(source -> source.answered().stream()).min(Instant::compareTo)
        : Optional.empty();
  }

  /** Status of each source, in the order of the configuration. */
  public List<SourceStatus> status(Instant now) {
    return sources.status(now);
  }

  /** Weather that the sources predicted in the last day; empty without a source of weather. */
  public Optional<WeatherHistory> weather() {
    return weather.isPresent() ? Optional.of(weather.get().known()) : Optional.empty();
  }

  /** Ends {@link #tick} for good, at once. */
  public void stop() {
    sources.stop();
  }

  private void take(SourceAnswer answer) {
    if (answer.known() instanceof SourceReading.Weather predicted) {
      weather.orElseThrow().record(answer.source().name(), answer.at(), predicted);
      return;
    }
    newest.put(answer.source().name(), answer);
    SourceQuantity gives = answer.source().description().gives();
    List<PublishedValue> values = merged(gives);
    switch (gives) {
      case EXCHANGE_PRICE -> take(PriceBasis.EXCHANGE, values);
      case IMPORT_PRICE -> take(PriceBasis.SUPPLIER, values);
      case EXPORT_PRICE -> prices.take(PriceKind.EXPORT, PriceBasis.FINAL, values);
      case EMISSIONS -> prices.take(PriceKind.CO2, PriceBasis.FINAL, values);
      case WEATHER -> throw new IllegalStateException("weather is no price");
    }
  }

  private void take(PriceBasis basis, List<PublishedValue> values) {
    prices.take(basis, BilledPrices.of(basis, values, site.tariff(), site.zone()));
  }

  /** Values of a quantity by quarter hour, as slots of two sources may overlap. */
  private List<PublishedValue> merged(SourceQuantity gives) {
    TreeMap<Instant, Double> bySlot = new TreeMap<>();
    for (SiteSource source : site.sources()) {
      SourceAnswer known = newest.get(source.name());
      if (known != null && source.description().gives() == gives) {
        for (SourceSlot slot : known.slots()) {
          for (Instant at = slot.start();
              at.isBefore(slot.end());
              at = at.plus(QuarterHour.LENGTH)) {
            bySlot.putIfAbsent(at, slot.value());
          }
        }
      }
    }
    List<PublishedValue> values = new ArrayList<>();
    bySlot.forEach(
        (start, value) ->
            values.add(new PublishedValue(start, start.plus(QuarterHour.LENGTH), value)));
    return values;
  }

  /** Usual size of a quantity by the tariff; empty = it says nothing of it. */
  public static OptionalDouble usualSize(Tariff tariff, SourceQuantity quantity) {
    return switch (quantity) {
      case EXCHANGE_PRICE, IMPORT_PRICE ->
          OptionalDouble.of(
              UsualPrice.size(
                  tariff.imports().stream().mapToDouble(Tariff.Band::perKwh).toArray()));
      case EXPORT_PRICE ->
          OptionalDouble.of(
              UsualPrice.size(
                  tariff.exports().stream().mapToDouble(Tariff.Band::perKwh).toArray()));
      case EMISSIONS ->
          tariff.co2().gridKgPerKwh().map(OptionalDouble::of).orElse(OptionalDouble.empty());
      case WEATHER -> OptionalDouble.empty();
    };
  }
}
