package io.spikewatt.controller.planning;

import io.spikewatt.controller.forecast.SeriesForecaster;
import io.spikewatt.controller.forecast.SiteForecaster;
import io.spikewatt.controller.forecast.SiteNowcaster;
import io.spikewatt.controller.history.HistoryUnreadable;
import io.spikewatt.controller.report.Event;
import io.spikewatt.controller.report.Reporter;
import io.spikewatt.hal.time.ClockSteps;
import io.spikewatt.hal.time.Moment;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Trains the site's series: every night, and at the start those without a model. Takes up to half a
 * minute of CPU, in a thread of its own.
 */
public final class LearnCycle {

  /** Local hour at which learning disturbs least. */
  private static final int NIGHT_HOUR = 2;

  private final SiteForecaster forecaster;
  private final SiteNowcaster nowcaster;
  private final Reporter reporter;
  private final ZoneId zone;
  private ClockSteps clock = new ClockSteps();
  private @Nullable LocalDate learntOn;
  private volatile boolean stopping;

  public LearnCycle(
      SiteForecaster forecaster, SiteNowcaster nowcaster, Reporter reporter, ZoneId zone) {
    this.forecaster = forecaster;
    this.nowcaster = nowcaster;
    this.reporter = reporter;
    this.zone = zone;
  }

  /** Goes on with what is due; learning that was cut short is due again. */
  public LearnCycle under(SiteForecaster nextForecaster, SiteNowcaster nextNowcaster) {
    LearnCycle next = new LearnCycle(nextForecaster, nextNowcaster, reporter, zone);
    next.clock = clock;
    next.learntOn = learntOn;
    return next;
  }

  /**
   * Runs the learning that is due; none while the wall clock is doubted.
   *
   * @return whether anything was
   */
  public boolean tick(Moment now) {
    ZonedDateTime local = now.instant().atZone(zone);
    LocalDate today = local.toLocalDate();
    boolean _ = clock.update(now);
    boolean first = learntOn == null;
    boolean tonight = !today.equals(learntOn) && local.getHour() >= NIGHT_HOUR;
    if ((!first && !tonight) || !clock.settled()) {
      return false;
    }
    for (SeriesForecaster series : forecaster.learnt()) {
      if (!first || untaught(series)) {
        learn(series, now);
        if (first && untaught(series)) {
          note(
              now,
              series.what()
                  + (series.seesWeather()
                      ? ": too few predictions to learn from yet"
                      : ": too little history to learn from yet, the seasonal forecast is used"));
        }
      }
    }
    learnNowcasts(now, first);
    if (!stopping) {
      learntOn = local.getHour() >= NIGHT_HOUR ? today : today.minusDays(1);
    }
    return true;
  }

  private void learnNowcasts(Moment now, boolean first) {
    try {
      nowcaster.learn(now.instant(), first, () -> stopping).forEach(text -> note(now, text));
    } catch (HistoryUnreadable e) {
      note(now, "nowcasts cannot be learnt: " + e.getMessage());
    }
  }

  /** Cuts learning short, for good; any thread may call this. */
  public void stop() {
    stopping = true;
  }

  private static boolean untaught(SeriesForecaster series) {
    return series.service().standing().model().isEmpty();
  }

  private void learn(SeriesForecaster series, Moment now) {
    try {
      Optional<String> trouble = forecaster.learn(series, now.instant(), () -> stopping);
      forecaster.news().forEach(text -> note(now, text));
      trouble.ifPresent(why -> note(now, series.what() + ": " + why));
    } catch (HistoryUnreadable e) {
      note(now, series.what() + " cannot be learnt: " + e.getMessage());
    }
  }

  private void note(Moment now, String text) {
    reporter.event(new Event(now.instant(), Event.Kind.NOTE, "forecast", text));
  }
}
