package io.spikewatt.controller.forecast;

import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.config.site.Site.NowcastChoice;
import io.spikewatt.controller.history.HistoryBuffer;
import io.spikewatt.controller.history.HistoryUnreadable;
import io.spikewatt.controller.history.RecordedMinutes;
import io.spikewatt.controller.history.SiteSeries;
import io.spikewatt.controller.history.SlotMean;
import io.spikewatt.inference.feature.GeoPosition;
import io.spikewatt.inference.feature.RunningSlot;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.nowcast.Nowcast;
import io.spikewatt.inference.nowcast.NowcastModel;
import io.spikewatt.inference.nowcast.NowcastSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.tinylog.Logger;

/**
 * Nowcasts load, PV and wind of the site each minute. The cycle's thread hands minutes over ({@link
 * #take}) and asks for what is expected ({@link #highestNetW}); the slow loop's thread works
 * ({@link #tick}, {@link #refine}), and the learner's learns ({@link #learn}). A bug ends nowcasts,
 * and nothing else, until the next start.
 */
public final class SiteNowcaster {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  /** A nowcaster looks back a week and learns from the outcomes of a day. */
  private static final Duration REPLAYED = Duration.ofDays(8);

  /** All that is recorded. */
  private static final Duration LEARNT_FROM = Duration.ofDays(28);

  private static final double MINUTES_PER_DAY = 24 * 60;

  /** Older nowcasts do not cover the running quarter hour. */
  private static final Duration CURRENT = Duration.ofMinutes(2);

  /** Minutes that wait at most: more than a doubted clock withholds. */
  private static final int MOST_WAITING = 3 * 24 * 60;

  private final HistoryBuffer history;
  private final NowcastStore shelf;
  private final List<SeriesNowcaster> all;
  private final List<String> names;

  /** Series whose nowcasts make up the net load; empty if one of them is not nowcast. */
  private final List<String> netLoad;

  private final Queue<SlotMean> waiting = new ConcurrentLinkedQueue<>();
  private final List<String> news = new ArrayList<>();

  /** By series. */
  private volatile Map<String, Nowcast> newest = Map.of();

  /** Of the next quarter hour; empty if a part of it is not nowcast. */
  private volatile Optional<Expected> expected = Optional.empty();

  private boolean begun;
  private boolean failed;

  private record Expected(Instant issuedAt, double highestNetW) {}

  /**
   * A nowcast that was just made.
   *
   * @param what the series' name in topics
   * @param skill share by which such nowcasts erred less than the last minute carried on; empty
   *     while little is known
   */
  public record Issued(String what, Nowcast nowcast, OptionalDouble skill) {}

  private SiteNowcaster(
      HistoryBuffer history, NowcastStore shelf, List<SeriesNowcaster> all, List<String> netLoad) {
    this.history = history;
    this.shelf = shelf;
    this.all = all;
    this.netLoad = netLoad;
    this.names = all.stream().map(SeriesNowcaster::series).toList();
    boolean _ = guarded(this::restore, false);
  }

  private boolean restore() {
    for (SeriesNowcaster series : all) {
      NowcastStore.Found found = shelf.find(series.series());
      found.model().ifPresent(series::offer);
      found.trouble().ifPresent(news::add);
    }
    return true;
  }

  /**
   * Of the series that the site's configuration names.
   *
   * @param models directory of the stored models; it need not exist
   */
  public static SiteNowcaster of(Site site, HistoryBuffer history, Path models) {
    return of(site, history, models, SeriesNowcaster.Maker::usual);
  }

  static SiteNowcaster of(
      Site site, HistoryBuffer history, Path models, SeriesNowcaster.Maker maker) {
    NowcastChoice choice = site.control().nowcast();
    if (choice == NowcastChoice.OFF) {
      return off(history, models);
    }
    Optional<GeoPosition> position =
        site.position().map(p -> new GeoPosition(p.latitudeDeg(), p.longitudeDeg()));
    List<SeriesNowcaster> all = new ArrayList<>();
    all.add(
        new SeriesNowcaster(
            SiteSeries.LOAD_W, "load", SeriesKind.LOAD, NowcastSettings.of(site.zone()), maker));
    OptionalDouble plants = site.ratedW(Role.Pv.class);
    if (plants.isPresent()) {
      NowcastSettings settings = new NowcastSettings(site.zone(), position, plants);
      all.add(new SeriesNowcaster(SiteSeries.PV_W, "pv", SeriesKind.PV, settings, maker));
    }
    OptionalDouble turbines = site.ratedW(Role.Wind.class);
    if (turbines.isPresent() && choice == NowcastChoice.ALL) {
      NowcastSettings settings = new NowcastSettings(site.zone(), Optional.empty(), turbines);
      all.add(new SeriesNowcaster(SiteSeries.WIND_W, "wind", SeriesKind.WIND, settings, maker));
    }
    boolean whole = turbines.isEmpty() || choice == NowcastChoice.ALL;
    return new SiteNowcaster(
        history,
        new NowcastStore(models),
        all,
        whole ? all.stream().map(SeriesNowcaster::series).toList() : List.of());
  }

  /** Without nowcasts. */
  static SiteNowcaster off(HistoryBuffer history, Path models) {
    return new SiteNowcaster(history, new NowcastStore(models), List.of(), List.of());
  }

  /** Series of the history whose minutes are wanted. */
  public List<String> series() {
    return names;
  }

  /** Takes finished minutes, at negligible cost. */
  public void take(Collection<SlotMean> minutes) {
    if (minutes.isEmpty()) {
      return;
    }
    waiting.addAll(minutes);
    while (waiting.size() > MOST_WAITING) {
      waiting.poll();
    }
  }

  /** Works on the minutes that came; returns new nowcasts. */
  public List<Issued> tick(Instant now) {
    return guarded(() -> work(now), List.of());
  }

  private <T> T guarded(Supplier<T> work, T otherwise) {
    if (failed) {
      return otherwise;
    }
    try {
      return work.get();
    } catch (RuntimeException bug) {
      failed = true;
      newest = Map.of();
      expected = Optional.empty();
      Logger.error(bug, "no nowcasts until a restart: a bug");
      return otherwise;
    }
  }

  private List<Issued> work(Instant now) {
    for (SeriesNowcaster series : all) {
      if (!begun || series.hasNews()) {
        begin(series, now);
      }
    }
    begun = true;
    for (SlotMean mean = waiting.poll(); mean != null; mean = waiting.poll()) {
      for (SeriesNowcaster series : all) {
        if (series.series().equals(mean.series())) {
          series.observe(mean.start(), mean.value());
        }
      }
    }
    List<Issued> issued = new ArrayList<>();
    Map<String, Nowcast> latest = new HashMap<>();
    for (SeriesNowcaster series : all) {
      series.newest().ifPresent(nowcast -> latest.put(series.series(), nowcast));
      series.next().ifPresent(made -> issued.add(new Issued(series.what(), made, series.skill())));
    }
    newest = Map.copyOf(latest);
    expected = netLoad(now);
    return issued;
  }

  private void begin(SeriesNowcaster series, Instant now) {
    try {
      Instant to = now.truncatedTo(ChronoUnit.MINUTES);
      RecordedMinutes past = history.minutes(series.series(), to.minus(REPLAYED), to);
      series.begin(past.minutes());
      if (past.damaged() > 0) {
        news.add(
            "%s: damaged hours of recorded minutes, left out: %d"
                .formatted(series.what(), past.damaged()));
      }
    } catch (HistoryUnreadable e) {
      series.begin(new TimeSeries(now.truncatedTo(ChronoUnit.MINUTES), MINUTE, new double[0]));
      news.add(series.what() + ": nowcasts begin without the past: " + e.getMessage());
    }
  }

  /** Events since the last call, one sentence each. */
  public List<String> news() {
    List<String> events = List.copyOf(news);
    news.clear();
    return events;
  }

  /**
   * Learns the series without a model, or the one whose model is the oldest: one at a time, so that
   * a night of learning stays within its bounds. To be called by the learner's thread.
   *
   * @param first whether to learn only those without a model
   * @return events, one sentence each
   * @throws HistoryUnreadable if the store cannot be read
   */
  public List<String> learn(Instant now, boolean first, BooleanSupplier cancelled) {
    List<SeriesNowcaster> due =
        all.stream()
            .filter(series -> !first || series.learntTo().equals(Instant.MIN))
            .sorted(Comparator.comparing(SeriesNowcaster::learntTo))
            .toList();
    for (SeriesNowcaster series : due) {
      List<String> events = learn(series, now, cancelled);
      if (!events.isEmpty() || cancelled.getAsBoolean()) {
        return events;
      }
    }
    return List.of();
  }

  private List<String> learn(SeriesNowcaster series, Instant now, BooleanSupplier cancelled) {
    Instant to = now.truncatedTo(ChronoUnit.MINUTES);
    TimeSeries past = history.minutes(series.series(), to.minus(LEARNT_FROM), to).minutes();
    Optional<NowcastModel> made;
    try {
      made = series.learn(past, cancelled);
    } catch (RuntimeException bug) {
      Logger.error(bug, "no nowcaster is learnt: a bug");
      return List.of();
    }
    List<String> events = new ArrayList<>();
    if (made.isPresent()) {
      series.offer(made.get());
      events.add(
          "%s: a nowcaster is learnt from %.1f days of minutes"
              .formatted(series.what(), past.goodSlots() / MINUTES_PER_DAY));
      shelf
          .keep(series.series(), made.get())
          .ifPresent(why -> events.add(series.what() + ": " + why));
    }
    return events;
  }

  /** The forecasts with the nowcasts in the place of their first hour. */
  public SiteForecasts refine(SiteForecasts made, Instant now) {
    return guarded(
        () ->
            new SiteForecasts(
                refine(SiteSeries.LOAD_W, made.load(), now),
                refine(SiteSeries.PV_W, made.pv(), now),
                made.wind().map(wind -> refine(SiteSeries.WIND_W, wind, now)),
                made.weather()),
        made);
  }

  /**
   * The minutes of a series that a forecast moves by. Empty of a series that is not nowcast; to be
   * called by the thread of {@link #tick}.
   *
   * @param series name in the history
   */
  public Optional<RunningSlot> running(String series) {
    return all.stream()
        .filter(one -> !failed && one.series().equals(series))
        .findFirst()
        .map(SeriesNowcaster::running);
  }

  private Forecast refine(String series, Forecast made, Instant now) {
    return current(series, now).map(nowcast -> FirstHour.of(made, nowcast)).orElse(made);
  }

  private Optional<Nowcast> current(String series, Instant now) {
    return Optional.ofNullable(newest.get(series))
        .filter(nowcast -> isCurrent(nowcast.issuedAt(), now));
  }

  private static boolean isCurrent(Instant issuedAt, Instant now) {
    return !issuedAt.isAfter(now) && issuedAt.isAfter(now.minus(CURRENT));
  }

  /**
   * Mean of load minus production over the next quarter hour that nine of ten outcomes stay below,
   * W; errors of load and production count as independent. Empty if a part of it is not nowcast
   * now.
   */
  public OptionalDouble highestNetW(Instant now) {
    Optional<Expected> latest = expected.filter(net -> isCurrent(net.issuedAt, now));
    return latest.isPresent()
        ? OptionalDouble.of(latest.get().highestNetW)
        : OptionalDouble.empty();
  }

  private Optional<Expected> netLoad(Instant now) {
    double median = 0;
    double above = 0;
    Instant oldest = now;
    for (String series : netLoad) {
      Optional<Nowcast> current = current(series, now);
      if (current.isEmpty()) {
        return Optional.empty();
      }
      Nowcast nowcast = current.get();
      double middle = nowcast.p50()[0];
      boolean load = series.equals(SiteSeries.LOAD_W);
      median += load ? middle : -middle;
      above = Math.hypot(above, load ? nowcast.p90()[0] - middle : middle - nowcast.p10()[0]);
      oldest = nowcast.issuedAt().isBefore(oldest) ? nowcast.issuedAt() : oldest;
    }
    return netLoad.isEmpty() || !Double.isFinite(median + above)
        ? Optional.empty()
        : Optional.of(new Expected(oldest, median + above));
  }
}
