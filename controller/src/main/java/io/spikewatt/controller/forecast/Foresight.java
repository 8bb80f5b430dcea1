package io.spikewatt.controller.forecast;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.command.Wish;
import io.spikewatt.controller.command.Wishes;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.controller.history.HistoryKeeper;
import io.spikewatt.controller.io.Latest;
import io.spikewatt.controller.mode.GridLimits;
import io.spikewatt.controller.plan.Plan;
import io.spikewatt.controller.plan.PlanModel;
import io.spikewatt.controller.plan.PlanRequest;
import io.spikewatt.controller.plan.PlanRequests;
import io.spikewatt.controller.plan.PlanResult;
import io.spikewatt.controller.plan.Planner;
import io.spikewatt.controller.price.PriceBook;
import io.spikewatt.controller.report.Event;
import io.spikewatt.controller.report.Reporter;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.inference.forecast.Forecast;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps history, forecasts and the plan up to date: at the start of every slot, and in between when
 * something happened that the plan did not know. The cycle's thread tells ({@link #see}) and asks
 * ({@link #plan}); the slow loop's thread works ({@link #tick}).
 */
public final class Foresight {

  /** What the plan depends on, as the cycle saw it last. */
  private record Seen(PlantState state, GridLimits limits, Wishes wishes, PlanRequest.Peak peak) {}

  /** What makes a new plan necessary at once when it changes. */
  private record Trigger(
      String evs,
      PlantState.GridConnection grid,
      double importW,
      double exportW,
      Wishes wishes,
      long prices) {
    static Trigger of(Seen seen, long prices) {
      StringBuilder evs = new StringBuilder();
      seen.state.evs().forEach(ev -> evs.append(ev.id()).append(ev.presence()).append(' '));
      return new Trigger(
          evs.toString(),
          seen.state.connection(),
          seen.limits.importW(),
          seen.limits.exportW(),
          seen.wishes,
          prices);
    }
  }

  private final Site site;
  private final HistoryKeeper history;
  private final SiteForecaster forecaster;
  private final PriceBook prices;
  private final Reporter reporter;
  private final Latest<Optional<Seen>> seen = new Latest<>(Optional.empty());
  private final Latest<Optional<Plan>> plan = new Latest<>(Optional.empty());
  private final Latest<Optional<SiteForecasts>> forecasts = new Latest<>(Optional.empty());

  private Optional<Forecast> priceAhead = Optional.empty();
  private PlanModel model;
  private Planner planner;
  private Instant slot = Instant.MIN;
  private @Nullable Trigger planned;

  /** Whether the last try lacked a battery's state of charge; made good once it is known. */
  private boolean blind;

  private String trouble = "";

  public Foresight(
      Site site,
      HistoryKeeper history,
      SiteForecaster forecaster,
      PriceBook prices,
      Reporter reporter) {
    this.site = site;
    this.history = history;
    this.forecaster = forecaster;
    this.prices = prices;
    this.reporter = reporter;
    this.model = PlanModel.of(site);
    this.planner = new Planner(model);
  }

  /** Tells what the cycle sees. */
  public void see(PlantState state, GridLimits limits, Wishes wishes, PlanRequest.Peak peak) {
    seen.set(Optional.of(new Seen(state, limits, wishes, peak)));
  }

  /** The newest plan, which may have lapsed. */
  public Optional<Plan> plan() {
    return plan.get();
  }

  /** The newest forecasts. */
  public Optional<SiteForecasts> forecasts() {
    return forecasts.get();
  }

  /** Does what is due. */
  public void tick(Moment now) {
    Optional<Seen> latest = seen.get();
    if (latest.isEmpty()) {
      return;
    }
    long slotS = SiteForecaster.SLOT.toSeconds();
    Instant running =
        Instant.ofEpochSecond(Math.floorDiv(now.instant().getEpochSecond(), slotS) * slotS);
    boolean newSlot = !running.equals(slot);
    Trigger trigger = Trigger.of(latest.get(), prices.revision());
    if (newSlot) {
      slot = running;
      forecast(now);
    } else if (planned == null || planned.prices != trigger.prices) {
      forecastPrice(now);
    }
    boolean socKnown = latest.get().state.batteries().stream().allMatch(b -> b.socPct().isKnown());
    if (newSlot || !trigger.equals(planned) || (blind && socKnown)) {
      planned = trigger;
      blind = !socKnown;
      forecasts.get().ifPresent(ahead -> makePlan(ahead, latest.get(), now));
    }
  }

  private void forecast(Moment now) {
    forecastPrice(now);
    try {
      Optional<SiteForecasts> made = forecaster.forecast(now.instant());
      forecasts.set(made);
      if (made.isPresent()) {
        reporter.forecast("load", "W", made.get().load(), Optional.of(forecaster.loadStanding()));
        reporter.forecast("pv", "W", made.get().pv(), forecaster.pvStanding());
      }
      forecaster.keep().ifPresent(why -> note(now, why));
      Map<String, String> alarms = forecaster.alarms();
      missingPrice(now).ifPresent(text -> alarms.put("prices-missing", text));
      reporter.elsewhere(alarms);
      for (String text : forecaster.news()) {
        reporter.event(new Event(now.instant(), Event.Kind.NOTE, "forecast", text));
      }
    } catch (SQLException e) {
      note(now, "history cannot be read: " + e.getMessage());
    }
  }

  /** From what was told, once that is in the history. */
  private void forecastPrice(Moment now) {
    history.flush().ifPresent(why -> note(now, why));
    try {
      priceAhead = forecaster.price(now.instant());
      priceAhead.ifPresent(
          ahead ->
              reporter.forecast(
                  "price",
                  site.tariff().currency() + "/kWh",
                  ahead,
                  Optional.of(forecaster.priceStanding())));
    } catch (SQLException e) {
      note(now, "told prices cannot be read: " + e.getMessage());
    }
  }

  /** Prices came in lately and do not any more. */
  private Optional<String> missingPrice(Moment now) {
    return prices
        .end()
        .filter(end -> !end.isAfter(slot) && end.plus(PriceBook.MEMORY).isAfter(now.instant()))
        .map(end -> "no price was told for after " + end + ": prices are forecast");
  }

  private void makePlan(SiteForecasts ahead, Seen latest, Moment now) {
    adapt(latest.wishes);
    PlanResult result =
        planner.plan(
            PlanRequests.of(
                site,
                latest.state,
                ahead.load(),
                ahead.pv(),
                latest.limits,
                latest.peak,
                prices.from(slot, ahead.load().slots(), priceAhead),
                now));
    switch (result) {
      case PlanResult.Made made -> {
        plan.set(Optional.of(made.plan()));
        reporter.plan(made.plan());
        trouble = "";
      }
      case PlanResult.Failed failed -> note(now, "no new plan: " + failed.reason());
    }
  }

  /**
   * A commanded objective or reserve makes another planner; the values learnt so far go with it.
   */
  private void adapt(Wishes wishes) {
    Site.Objective objective =
        wishes
            .one(Wish.SetObjective.class)
            .map(Wish.SetObjective::objective)
            .orElse(site.control().objective());
    double reserve =
        wishes
            .one(Wish.ReserveSoc.class)
            .map(Wish.ReserveSoc::percent)
            .orElse(site.control().reserveSocPct());
    if (objective != model.objective() || !Objects.equals(reserve, model.reserveSocPct())) {
      model = model.with(objective, reserve);
      planner = new Planner(model);
    }
  }

  /** Says a trouble once, not every slot. */
  private void note(Moment now, String text) {
    if (!text.equals(trouble)) {
      trouble = text;
      reporter.event(new Event(now.instant(), Event.Kind.NOTE, "plan", text));
    }
  }
}
