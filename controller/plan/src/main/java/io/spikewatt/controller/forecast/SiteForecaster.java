package io.spikewatt.controller.forecast;

import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.config.words.Phrase;
import io.spikewatt.controller.alarm.AlarmTexts;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.history.HistoryUnreadable;
import io.spikewatt.controller.history.SiteSeries;
import io.spikewatt.controller.price.PriceStore;
import io.spikewatt.hal.time.QuarterHour;
import io.spikewatt.inference.feature.GeoPosition;
import io.spikewatt.inference.feature.RunningSlot;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.inference.forecast.ForecastSettings;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.learnt.LinearBase;
import io.spikewatt.inference.lifecycle.ForecastQuality;
import io.spikewatt.inference.lifecycle.ModelTrainer;
import io.spikewatt.inference.naive.SeasonalForecaster;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Stream;

/** Forecasts load, PV and wind of the site from its own history, and prices from published ones. */
public final class SiteForecaster {

  /** Published prices that a forecast needs at least; less than a day is not enough. */
  private static final Duration PRICES_NEEDED = Duration.ofDays(1);

  private static final Duration MEMORY = Duration.ofDays(400);
  private static final Duration RECENT = Duration.ofDays(LinearBase.LOOK_BACK_DAYS);

  /** Slots that are forecast. */
  private static final int SLOTS = QuarterHour.count(Site.Control.USUAL_HORIZON);

  /** Between two writes of a record with weather. */
  private static final Duration RARELY = Duration.ofHours(6);

  private static final OptionalDouble NO_CAPACITY = OptionalDouble.empty();

  private final HistoryStore store;
  private final Optional<ModelStore> shelf;
  private final BiFunction<SeriesKind, ForecastSettings, ModelTrainer> makers;
  private final List<String> news = new ArrayList<>();
  private String trouble = "";
  private final SeriesForecaster load;
  private final Optional<SeriesForecaster> pv;
  private final Optional<SeriesForecaster> wind;
  private final SeriesForecaster price;

  /** By series; empty without a source of weather, whose classes are then not loaded. */
  private final Map<String, WeatherForecaster> weather = new LinkedHashMap<>();

  private final OutdoorTemperature outdoor;

  /** Whether any price was published. */
  private volatile boolean hasPrice;

  /**
   * Continues from the stored models.
   *
   * @param models directory of the stored models; it need not exist
   */
  public SiteForecaster(Site site, HistoryStore store, Path models) {
    this(site, store, Optional.of(models), SeriesForecaster::usual);
  }

  /** A forecaster that has no models and stores none. */
  static SiteForecaster untaught(Site site, HistoryStore store) {
    return new SiteForecaster(site, store, Optional.empty(), SeriesForecaster::usual);
  }

  SiteForecaster(
      Site site,
      HistoryStore store,
      Optional<Path> models,
      BiFunction<SeriesKind, ForecastSettings, ModelTrainer> makers) {
    this.store = store;
    this.makers = makers;
    this.shelf = models.map(ModelStore::new);
    this.load = series(site, SiteSeries.LOAD_W, "load", SeriesKind.LOAD, NO_CAPACITY, makers);
    OptionalDouble plants = site.ratedW(Role.Pv.class);
    this.pv =
        plants.isPresent()
            ? Optional.of(series(site, SiteSeries.PV_W, "pv", SeriesKind.PV, plants, makers))
            : Optional.empty();
    OptionalDouble turbines = site.ratedW(Role.Wind.class);
    this.wind =
        turbines.isPresent()
            ? Optional.of(
                series(site, SiteSeries.WIND_W, "wind", SeriesKind.WIND, turbines, makers))
            : Optional.empty();
    // The price has a daily and a weekly pattern, as a load does; other sites give no evidence of
    // it.
    this.price =
        SeriesForecaster.of(
            SiteSeries.IMPORT_PER_KWH,
            "price",
            SeriesKind.LOAD,
            settings(site, NO_CAPACITY),
            site.control().forecaster(),
            makers,
            Optional.empty());
    if (site.hasWeatherSources() && site.control().forecaster() == Site.ForecasterChoice.BEST) {
      addWeather(site, Map.of());
    }
    this.outdoor = OutdoorTemperature.of(site, store);
    shelf.ifPresent(
        kept ->
            Stream.concat(learnt().stream(), Stream.of(price))
                .forEach(series -> news.addAll(kept.restore(series))));
  }

  /**
   * The same forecasts with other sources of weather. All that was learnt stays: the forecasters
   * without weather are the same, those with weather go on with their models and records, and one
   * whose series has no predicted weather any more is stored.
   */
  private SiteForecaster(Site next, SiteForecaster before) {
    store = before.store;
    shelf = before.shelf;
    makers = before.makers;
    load = before.load;
    pv = before.pv;
    wind = before.wind;
    price = before.price;
    hasPrice = before.hasPrice;
    trouble = before.trouble;
    news.addAll(before.news());
    if (next.hasWeatherSources() && next.control().forecaster() == Site.ForecasterChoice.BEST) {
      addWeather(next, before.weather);
    }
    outdoor = OutdoorTemperature.of(next, store);
    for (Map.Entry<String, WeatherForecaster> one : before.weather.entrySet()) {
      if (!weather.containsKey(one.getKey())) {
        shelf.flatMap(kept -> kept.keep(one.getValue().with())).ifPresent(news::add);
      }
    }
    for (Map.Entry<String, WeatherForecaster> one : weather.entrySet()) {
      if (!before.weather.containsKey(one.getKey())) {
        shelf.ifPresent(kept -> news.addAll(kept.restore(one.getValue().with())));
      }
    }
  }

  /**
   * The forecasts of a site that differs in its sources of weather alone, with all that was learnt.
   * This one must not be used any more.
   */
  public SiteForecaster under(Site next) {
    return new SiteForecaster(next, this);
  }

  private void addWeather(Site site, Map<String, WeatherForecaster> before) {
    for (SeriesForecaster series : measured()) {
      Optional<SeriesWeather> columns = SeriesWeather.of(site, series.kind(), store);
      if (columns.isPresent()) {
        SeriesForecaster with = series.withWeather(columns.get(), SitePlanes.of(site), makers);
        WeatherForecaster known = before.get(series.series());
        weather.put(
            series.series(),
            known == null
                ? new WeatherForecaster(series, with, columns.get())
                : known.under(with, columns.get()));
      }
    }
  }

  private static SeriesForecaster series(
      Site site,
      String series,
      String what,
      SeriesKind kind,
      OptionalDouble capacity,
      BiFunction<SeriesKind, ForecastSettings, ModelTrainer> makers) {
    return SeriesForecaster.of(
        series, what, kind, settings(site, capacity), site.control().forecaster(), makers);
  }

  private static ForecastSettings settings(Site site, OptionalDouble capacity) {
    Optional<GeoPosition> position =
        site.position().map(p -> new GeoPosition(p.latitudeDeg(), p.longitudeDeg()));
    return new ForecastSettings(site.zone(), QuarterHour.LENGTH, SLOTS, position, capacity);
  }

  public SeriesForecaster load() {
    return load;
  }

  /** The forecasters that learn: those with predicted weather after those of the series alone. */
  public List<SeriesForecaster> learnt() {
    List<SeriesForecaster> learnt = measured();
    if (hasPrice) {
      learnt.add(price);
    }
    for (WeatherForecaster one : weather.values()) {
      learnt.add(one.with());
    }
    return learnt;
  }

  /** Powers, without weather. */
  private List<SeriesForecaster> measured() {
    List<SeriesForecaster> measured = new ArrayList<>(List.of(load));
    pv.ifPresent(measured::add);
    wind.ifPresent(measured::add);
    return measured;
  }

  /** The predicted outdoor temperature. */
  public OutdoorTemperature outdoor() {
    return outdoor;
  }

  /**
   * The nightly run of one series, from all of its history up to {@code now}.
   *
   * @return why the result cannot be stored, if so
   * @throws HistoryUnreadable if the store cannot be read
   */
  public Optional<String> learn(SeriesForecaster series, Instant now, BooleanSupplier cancelled) {
    TimeSeries history = read(series.series(), now.minus(MEMORY), now);
    if (series.seesWeather()) {
      weatherOf(series)
          .history(history, now)
          .ifPresent(since -> series.service().learn(since, cancelled));
    } else {
      series.service().learn(history, cancelled);
    }
    return shelf.flatMap(kept -> kept.keep(series));
  }

  /** Quality of the load forecast. */
  public ForecastQuality loadStanding() {
    return load.service().standing();
  }

  /** Quality of the PV forecast; empty on a site without PV. */
  public Optional<ForecastQuality> pvStanding() {
    return pv.map(this::standing);
  }

  /** Quality of the wind forecast; empty on a site without wind. */
  public Optional<ForecastQuality> windStanding() {
    return wind.map(this::standing);
  }

  private ForecastQuality standing(SeriesForecaster series) {
    return seesWeather(series) ? weatherOf(series).standing() : series.service().standing();
  }

  /** Quality of the price forecast. */
  public ForecastQuality priceStanding() {
    return price.service().standing();
  }

  /**
   * Stores new models and records; returns why it could not, once while the failure lasts. Records
   * with weather are stored every six hours, because of the wear of a flash card: a power cut loses
   * no score, only forecasts that were to be scored.
   */
  public Optional<String> keep(Instant now) {
    return keep(QuarterHour.startOf(now).getEpochSecond() % RARELY.toSeconds() == 0);
  }

  /** The same of everything, before another forecaster reads it or the process ends. */
  public Optional<String> keepAll() {
    return keep(true);
  }

  private Optional<String> keep(boolean alsoWithWeather) {
    String failure = "";
    for (SeriesForecaster series : learnt()) {
      if (alsoWithWeather || !series.seesWeather()) {
        failure = shelf.flatMap(kept -> kept.keep(series)).orElse(failure);
      }
    }
    boolean said = failure.equals(trouble);
    trouble = failure;
    return said || failure.isEmpty() ? Optional.empty() : Optional.of(failure);
  }

  /** Events since the last call, one sentence each. */
  public synchronized List<String> news() {
    for (SeriesForecaster series : learnt()) {
      series.service().news().forEach(h -> news.add(series.what() + ": " + h.text()));
    }
    List<String> events = List.copyOf(news);
    news.clear();
    return events;
  }

  /** Code and sentence of each forecast that has become worse, or lacks predicted weather. */
  public Map<String, Phrase> alarms(Instant now) {
    Map<String, Phrase> alarms = new LinkedHashMap<>();
    for (SeriesForecaster series : learnt()) {
      String what = series.what();
      if (!series.seesWeather() && series.service().standing().drifting()) {
        alarms.put("forecast-drift/" + what, AlarmTexts.forecastDrift(what));
      }
      if (!series.seesWeather() && seesWeather(series)) {
        weatherOf(series)
            .alarm(now)
            .ifPresent(text -> alarms.put("forecast-weather/" + what, text));
      }
    }
    return alarms;
  }

  /**
   * Forecasts from the start of the running slot, by the record alone.
   *
   * @throws HistoryUnreadable if the store cannot be read
   */
  public Optional<SiteForecasts> forecast(Instant now) {
    return forecast(now, Map.of());
  }

  /**
   * Forecasts from the start of the running slot.
   *
   * @param first by series, W: substitute for the record where there is none yet
   * @return empty if there is no record of the load, or of PV or wind on a site with such sources
   * @throws HistoryUnreadable if the store cannot be read
   */
  public Optional<SiteForecasts> forecast(Instant now, Map<String, Double> first) {
    Optional<Forecast> loadAhead = ahead(load, now, first);
    if (loadAhead.isEmpty()) {
      return Optional.empty();
    }
    Optional<Forecast> pvAhead =
        pv.isPresent() ? pvAhead(pv.get(), now, first) : Optional.of(none(loadAhead.get()));
    Optional<Forecast> windAhead =
        wind.isPresent() ? windAhead(wind.get(), now, first) : Optional.empty();
    if (windAhead.isPresent() != wind.isPresent()) {
      return Optional.empty();
    }
    return pvAhead.map(ahead -> new SiteForecasts(loadAhead.get(), ahead, windAhead, weatherUse()));
  }

  /**
   * The last forecasts after the minutes of the running slot that are over ({@link
   * io.spikewatt.inference.lifecycle.ServiceForecaster#moved}).
   *
   * @param made at the start of the running slot
   * @param minutes by the series' name in the history; empty where they are not known
   */
  public SiteForecasts moved(SiteForecasts made, Function<String, Optional<RunningSlot>> minutes) {
    return new SiteForecasts(
        moved(load, made.load(), minutes),
        pv.map(series -> moved(series, made.pv(), minutes)).orElse(made.pv()),
        made.wind().map(ahead -> moved(wind.orElseThrow(), ahead, minutes)),
        made.weather());
  }

  private Forecast moved(
      SeriesForecaster series, Forecast made, Function<String, Optional<RunningSlot>> minutes) {
    Optional<RunningSlot> running = minutes.apply(series.series());
    if (running.isEmpty()) {
      return made;
    }
    return seesWeather(series)
        ? weatherOf(series).moved(made, running.get())
        : series.service().moved(made, running.get());
  }

  private boolean seesWeather(SeriesForecaster series) {
    return weather.containsKey(series.series());
  }

  /** The two forecasts of a series that has one with weather. */
  private WeatherForecaster weatherOf(SeriesForecaster series) {
    return Objects.requireNonNull(weather.get(series.series()));
  }

  /** By name in topics. */
  private Map<String, WeatherUse> weatherUse() {
    Map<String, WeatherUse> use = new LinkedHashMap<>();
    for (SeriesForecaster series : measured()) {
      if (seesWeather(series)) {
        use.put(series.what(), weatherOf(series).use());
      }
    }
    return use;
  }

  /**
   * The same up to {@code slots} slots: the seasonal forecast follows, with its own, wider band.
   *
   * @param first as in {@link #forecast(Instant, Map)}
   * @throws HistoryUnreadable if the store cannot be read
   */
  public SiteForecasts continued(
      SiteForecasts made, Instant now, int slots, Map<String, Double> first) {
    if (slots <= made.load().slots()) {
      return made;
    }
    Forecast loadAhead = continued(load, made.load(), now, slots, first);
    return new SiteForecasts(
        loadAhead,
        pv.isPresent() ? continued(pv.get(), made.pv(), now, slots, first) : none(loadAhead),
        made.wind().map(ahead -> continued(wind.orElseThrow(), ahead, now, slots, first)),
        made.weather());
  }

  private Forecast continued(
      SeriesForecaster series, Forecast made, Instant now, int slots, Map<String, Double> first) {
    TimeSeries history = recent(series.series(), now, first);
    return new SeasonalForecaster(series.kind(), series.settings())
        .attempt(history, slots)
        .map(made::continuedBy)
        .orElse(made);
  }

  private Optional<Forecast> ahead(
      SeriesForecaster series, Instant now, Map<String, Double> first) {
    return ahead(series, recent(series.series(), now, first), now);
  }

  private Optional<Forecast> ahead(SeriesForecaster series, TimeSeries record, Instant now) {
    Optional<Forecast> plain = series.service().attempt(record, SLOTS);
    return weather.isEmpty() || plain.isEmpty() || !seesWeather(series)
        ? plain
        : Optional.of(weatherOf(series).forecast(record, plain.get(), now));
  }

  /** The record; for a series without one, the first mean as the last slot. */
  private TimeSeries recent(String series, Instant now, Map<String, Double> first) {
    TimeSeries record = read(series, now.minus(RECENT), now);
    Double mean = first.get(series);
    if (record.values().length > 0 || mean == null) {
      return record;
    }
    Instant before = QuarterHour.startOf(now).minus(QuarterHour.LENGTH);
    return new TimeSeries(before, QuarterHour.LENGTH, new double[] {mean});
  }

  /**
   * Reason why there is no forecast yet, in words; empty if there is one.
   *
   * @param first as in {@link #forecast(Instant, Map)}
   * @throws HistoryUnreadable if the store cannot be read
   */
  public Optional<Phrase> waitsFor(Instant now, Map<String, Double> first) {
    List<String> unknown = new ArrayList<>();
    for (SeriesForecaster series : measured()) {
      if (recent(series.series(), now, first).values().length == 0) {
        unknown.add(series.what());
      }
    }
    if (!unknown.isEmpty()) {
      return Optional.of(
          new Phrase("plan-waits.readings", Map.of("cause", String.join(", ", unknown))));
    }
    return pv.filter(series -> !isSunKnown(series, recent(series.series(), now, first), now))
        .map(_ -> Phrase.of("plan-waits.sun"));
  }

  /** Without a position and a zone that hints at one, the sun's hours are known after a day. */
  private Optional<Forecast> pvAhead(
      SeriesForecaster series, Instant now, Map<String, Double> first) {
    TimeSeries history = recent(series.series(), now, first);
    return isSunKnown(series, history, now) ? ahead(series, history, now) : Optional.empty();
  }

  private static boolean isSunKnown(SeriesForecaster series, TimeSeries history, Instant now) {
    ForecastSettings settings = series.settings();
    return settings.position().isPresent()
        || GeoPosition.roughly(settings.zone(), now).isPresent()
        || history.values().length >= history.slotsPerDay();
  }

  public TimeSeries read(String series, Instant from, Instant to) {
    return HistoryUnreadable.orThrow(() -> store.read(series, from, to, QuarterHour.LENGTH));
  }

  /**
   * A turbine that was curtailed from its first day has only the curtailed power on record, which
   * is its least potential.
   */
  private Optional<Forecast> windAhead(
      SeriesForecaster series, Instant now, Map<String, Double> first) {
    Optional<Forecast> free = ahead(series, now, first);
    if (free.isPresent()) {
      return free;
    }
    TimeSeries left = read(SiteSeries.WIND_MEASURED_W, now.minus(RECENT), now);
    return new SeasonalForecaster(SeriesKind.WIND, series.settings()).attempt(left, SLOTS);
  }

  /**
   * Forecasts the import price after the last published one.
   *
   * @return empty if none was published within {@link PriceStore#MEMORY}, or less than a day in all
   * @throws HistoryUnreadable if the store cannot be read
   */
  public Optional<Forecast> price(Instant now) {
    Optional<HistoryStore.Span> published =
        HistoryUnreadable.orThrow(() -> store.span(price.series()));
    hasPrice = published.isPresent();
    if (published.isEmpty()) {
      return Optional.empty();
    }
    Instant end = published.get().last().plus(QuarterHour.LENGTH);
    if (end.isBefore(now.minus(PriceStore.MEMORY))
        || end.isBefore(published.get().first().plus(PRICES_NEEDED))) {
      return Optional.empty();
    }
    // After the last published price the history has a gap up to now.
    Instant to = end.isBefore(now) ? now : end;
    return price.service().attempt(read(price.series(), to.minus(RECENT), to), SLOTS);
  }

  /** A site without PV will have none tomorrow. */
  private static Forecast none(Forecast like) {
    double[] zero = new double[like.slots()];
    return new Forecast(like.origin(), like.slot(), zero, zero, zero, zero, "none");
  }
}
