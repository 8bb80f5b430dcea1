package io.spikewatt.controller.assembly;

import io.spikewatt.config.site.Site;
import io.spikewatt.config.site.SiteChanges;
import io.spikewatt.controller.command.CommandProcessor;
import io.spikewatt.controller.command.CommandQueue;
import io.spikewatt.controller.cycle.CommandInbox;
import io.spikewatt.controller.cycle.ControlCycle;
import io.spikewatt.controller.forecast.SiteForecaster;
import io.spikewatt.controller.forecast.SiteNowcaster;
import io.spikewatt.controller.history.HistoryBuffer;
import io.spikewatt.controller.homeassistant.HomeAssistant;
import io.spikewatt.controller.notify.SiteNotifier;
import io.spikewatt.controller.planning.DayCycle;
import io.spikewatt.controller.planning.LearnCycle;
import io.spikewatt.controller.planning.PlanCycle;
import io.spikewatt.controller.planning.SourceCycle;
import io.spikewatt.controller.price.PriceStore;
import io.spikewatt.controller.report.Reporter;
import io.spikewatt.controller.report.StoreAndForward;
import io.spikewatt.controller.resilience.SurvivalEstimator;
import io.spikewatt.hal.time.Moment;
import java.util.Optional;
import java.util.function.Predicate;
import org.tinylog.Logger;

/**
 * The state that a running site hands to the next one when its configuration is replaced. Settings
 * follow the new configuration; measurements, requests, learnt models and promises stay.
 *
 * @param state what also outlives a restart
 */
public record Carried(
    PersistentState state,
    Outlets outlets,
    Commands commands,
    Outlook outlook,
    ControlCycle cycle) {

  /**
   * Published and pending messages.
   *
   * @param homeAssistant empty = the site is not announced to it
   * @param notifier empty = no notifications are sent
   * @param sources empty = the site has no sources
   */
  public record Outlets(
      HistoryBuffer history,
      StoreAndForward promised,
      Reporter reporter,
      PriceStore prices,
      Optional<HomeAssistant> homeAssistant,
      Optional<SiteNotifier> notifier,
      Optional<SourceCycle> sources) {

    private Outlets under(Site next) {
      return new Outlets(
          history,
          promised,
          reporter,
          prices,
          homeAssistant.map(one -> one.under(next, prices)),
          notifierUnder(next),
          sourcesUnder(next));
    }

    /** Avoids a lambda, which would load the sources' class. */
    private Optional<SourceCycle> sourcesUnder(Site next) {
      return sources.isEmpty() || next.sources().isEmpty()
          ? Optional.empty()
          : Optional.of(sources.get().under(next));
    }

    /** Avoids a lambda, which would load the notifier's class. */
    private Optional<SiteNotifier> notifierUnder(Site next) {
      return notifier.isEmpty() || next.notifications().isEmpty()
          ? Optional.empty()
          : Optional.of(notifier.get().under(next, next.notifications().get()));
    }
  }

  /** Commands in force, and those that wait. */
  public record Commands(CommandQueue queue, CommandProcessor processor, CommandInbox inbox) {

    private Commands under(Site next, Predicate<String> permits) {
      CommandProcessor following = processor.under(next, permits);
      inbox.setProcessor(following);
      return new Commands(queue, following, inbox);
    }
  }

  /** Forecasts, the plan and their learning, and the sums of ended days. */
  public record Outlook(
      SiteForecaster forecaster,
      SiteNowcaster nowcaster,
      PlanCycle plans,
      LearnCycle learner,
      DayCycle days,
      SurvivalEstimator survival) {

    private Outlook with(Site next, SiteForecaster forecasts, SiteNowcaster nowcasts) {
      return new Outlook(
          forecasts,
          nowcasts,
          plans.under(next, forecasts, nowcasts),
          learner.under(forecasts, nowcasts),
          days.under(next),
          survival);
    }
  }

  /**
   * The same under another configuration of the same devices.
   *
   * @param permits which commands are allowed from now on
   */
  public Carried under(Site before, Site next, Predicate<String> permits, Moment now) {
    Outlets heard = outlets.under(next);
    Commands requested = commands.under(next, permits);
    requested
        .processor
        .endForbidden(now)
        .forEach(ended -> heard.reporter.result(ended, now.instant()));
    boolean same = SiteChanges.keepModels(before, next);
    Outlook ahead =
        outlook.with(
            next,
            forecaster(before, next),
            same ? outlook.nowcaster : SiteNowcaster.of(next, heard.history, state.models()));
    cycle.setSite(next, ahead.plans, ahead.nowcaster, heard.homeAssistant);
    return new Carried(state, heard, requested, ahead, cycle);
  }

  private SiteForecaster forecaster(Site before, Site next) {
    if (SiteChanges.keepForecasts(before, next)) {
      return outlook.forecaster;
    }
    if (SiteChanges.keepModels(before, next)) {
      return outlook.forecaster.under(next);
    }
    outlook.forecaster.keepAll().ifPresent(why -> Logger.warn("{}", why));
    return new SiteForecaster(next, state.history(), state.models());
  }

  /** Writes what waits, and closes the stores, which must not be used afterwards. */
  public void close() {
    commands.queue.close();
    cycle.keep();
    outlook.forecaster.keepAll().ifPresent(why -> Logger.warn("{}", why));
    state.connection().importPeak().close();
    state.computeDay().close();
    outlets.homeAssistant.ifPresent(HomeAssistant::close);
    outlets.history.flushAll().ifPresent(why -> Logger.warn("{}", why));
    outlets.promised.close();
    state.history().close();
  }
}
