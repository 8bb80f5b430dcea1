package io.spikewatt.controller.forecast;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.history.HistoryUnreadable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Forecasts that the site's forecaster would have issued in the past. It uses nothing that the
 * daemon has learned since, and only the history before the requested instant. Instants must
 * ascend. Confined to one thread.
 */
public final class Hindcaster {

  /** The daemon learns each night; only the weekly models change much. */
  private static final Duration LEARNS_EVERY = Duration.ofDays(7);

  private final SiteForecaster forecaster;
  private final Consumer<SiteForecasts> each;
  private Instant learnsNext = Instant.MIN;

  public Hindcaster(Site site, HistoryStore store) {
    this(site, store, made -> {});
  }

  /** {@code each}: receives every forecast. */
  public Hindcaster(Site site, HistoryStore store, Consumer<SiteForecasts> each) {
    this.each = each;
    this.forecaster = SiteForecaster.untaught(site, store);
  }

  /** Whether learning is due. */
  public boolean due(Instant now) {
    return !now.isBefore(learnsNext);
  }

  /**
   * Learns from the data known at {@code now}; takes half a minute.
   *
   * @return results, one sentence each
   * @throws HistoryUnreadable if the store cannot be read
   */
  public List<String> learn(Instant now) {
    learnsNext = now.plus(LEARNS_EVERY);
    for (SeriesForecaster series : forecaster.learnt()) {
      forecaster.learn(series, now, () -> false);
    }
    return forecaster.news();
  }

  /**
   * Forecasts from the start of the slot that runs at {@code now}; empty as in the daemon.
   *
   * @throws HistoryUnreadable if the store cannot be read
   */
  public Optional<SiteForecasts> forecast(Instant now) {
    Optional<SiteForecasts> made = forecaster.forecast(now);
    made.ifPresent(each);
    return made;
  }
}
