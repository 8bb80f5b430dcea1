package io.spikewatt.controller.forecast;

import io.spikewatt.controller.report.Event;
import io.spikewatt.controller.report.Reporter;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.inference.forecast.TrainedForecaster;
import io.spikewatt.inference.forecast.Validation;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Learns the site's series anew: at the start unless a model of the last day was found on disk, and
 * every night. Takes up to half a minute of CPU, in a thread of its own.
 */
public final class Learner {

  /** Local hour at which learning disturbs least. */
  private static final int NIGHT_HOUR = 2;

  private final SiteForecaster forecaster;
  private final ModelShelf shelf;
  private final Reporter reporter;
  private final ZoneId zone;
  private final BooleanSupplier stopping;
  private @Nullable LocalDate learntOn;

  /**
   * @param stopping true as soon as learning is to be given up
   */
  public Learner(
      SiteForecaster forecaster,
      ModelShelf shelf,
      Reporter reporter,
      ZoneId zone,
      BooleanSupplier stopping) {
    this.forecaster = forecaster;
    this.shelf = shelf;
    this.reporter = reporter;
    this.zone = zone;
    this.stopping = stopping;
  }

  /** Does what is due. */
  public void tick(Moment now) {
    ZonedDateTime local = now.instant().atZone(zone);
    LocalDate today = local.toLocalDate();
    boolean first = learntOn == null;
    boolean tonight = !today.equals(learntOn) && local.getHour() >= NIGHT_HOUR;
    if (!first && !tonight) {
      return;
    }
    learntOn = local.getHour() >= NIGHT_HOUR ? today : today.minusDays(1);
    for (SeriesForecaster series : forecaster.learnt()) {
      if (!(first && shelf.restore(series, now.instant()))) {
        learn(series, now);
      }
    }
  }

  private void learn(SeriesForecaster series, Moment now) {
    try {
      Optional<TrainedForecaster> model = forecaster.learn(series, now.instant(), stopping);
      if (model.isPresent()) {
        Optional<String> trouble = shelf.keep(series.series(), model.get());
        note(
            now,
            series.series() + ": " + tell(model.get()) + trouble.map(t -> "; " + t).orElse(""));
      }
    } catch (SQLException e) {
      note(now, series.series() + " cannot be learnt: " + e.getMessage());
    }
  }

  private static String tell(TrainedForecaster model) {
    if (model.validation().isEmpty()) {
      return "too little history to learn from yet, the seasonal forecast is used";
    }
    Validation v = model.validation().get();
    return String.format(
        Locale.ROOT,
        "learnt from %d days; %s forecast chosen, %.0f %% better than the seasonal naive",
        java.time.Duration.between(model.from(), model.to()).toDays(),
        v.chosen().name().toLowerCase(Locale.ROOT),
        100 * v.skill());
  }

  private void note(Moment now, String text) {
    reporter.event(new Event(now.instant(), Event.Kind.NOTE, "forecast", text));
  }
}
