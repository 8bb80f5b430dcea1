package io.spikewatt.controller.planning;

import io.spikewatt.config.site.Site;
import io.spikewatt.config.words.Phrase;
import io.spikewatt.controller.alarm.AlarmTexts;
import io.spikewatt.controller.asset.AssetState;
import io.spikewatt.controller.asset.HeatRequest;
import io.spikewatt.controller.asset.StateDetail;
import io.spikewatt.controller.command.ActiveCommands;
import io.spikewatt.controller.command.CommandEffects;
import io.spikewatt.controller.command.CommandEffects.RequestedReserve;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.controller.forecast.PlanAndForecasts;
import io.spikewatt.controller.forecast.PlanAndForecasts.PriceSource;
import io.spikewatt.controller.forecast.SiteForecaster;
import io.spikewatt.controller.forecast.SiteForecasts;
import io.spikewatt.controller.forecast.SiteNowcaster;
import io.spikewatt.controller.history.HistoryBuffer;
import io.spikewatt.controller.history.HistoryUnreadable;
import io.spikewatt.controller.limit.GridLimits;
import io.spikewatt.controller.mode.Mode;
import io.spikewatt.controller.plan.BackupReserve;
import io.spikewatt.controller.plan.Plan;
import io.spikewatt.controller.plan.PlanModel;
import io.spikewatt.controller.plan.PlanOutlook;
import io.spikewatt.controller.plan.PlanRequest;
import io.spikewatt.controller.plan.PlanRequests;
import io.spikewatt.controller.plan.PlanResult;
import io.spikewatt.controller.plan.Planner;
import io.spikewatt.controller.plan.PlannerSettings;
import io.spikewatt.controller.plan.SessionForecaster;
import io.spikewatt.controller.price.PriceStore;
import io.spikewatt.controller.price.Prices;
import io.spikewatt.controller.report.Event;
import io.spikewatt.controller.report.MqttTopics.Forecasted;
import io.spikewatt.controller.report.Reporter;
import io.spikewatt.controller.resilience.OutageHistory;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.QuarterHour;
import io.spikewatt.inference.forecast.Forecast;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Keeps history, forecasts and the plan up to date: at the start of every slot, and in between
 * after an event that the plan did not know. The cycle's thread writes the inputs ({@link #update})
 * and reads the plan ({@link #plan}); the slow loop's thread works ({@link #tick}).
 */
public final class PlanCycle {

  /** Readings of a series from which a site without a record of it makes its first forecast. */
  public static final Duration STARTS_AFTER = Duration.ofMinutes(2);

  /** How often the first forecast is tried. */
  private static final Duration TRIED_EVERY = Duration.ofSeconds(10);

  /** Inputs of the plan, newest values from the cycle. */
  private record Inputs(
      PlantState state, GridLimits limits, ActiveCommands commands, PlanRequest.Peak peak) {}

  /** A change of these values requires a new plan at once. */
  private record Trigger(
      Map<String, List<StateDetail>> assets,
      PlantState.GridConnection grid,
      boolean alone,
      double importW,
      double exportW,
      ActiveCommands commands,
      long prices) {

    static Trigger of(Inputs inputs, boolean alone, long prices) {
      return new Trigger(
          inputs.state.assets().all().stream()
              .collect(Collectors.toMap(AssetState::id, AssetState::planned)),
          inputs.state.connection(),
          alone,
          inputs.limits.importW(),
          inputs.limits.exportW(),
          inputs.commands,
          prices);
    }
  }

  private final Site site;
  private final HistoryBuffer history;
  private final SiteForecaster forecaster;
  private final SiteNowcaster nowcaster;
  private final PriceStore prices;
  private final Reporter reporter;
  private final OutagePlanning outages;
  private final HeatRequests heat;
  private final SessionForecaster sessions;
  private final PlannerSettings settings;
  private final int horizonSlots;
  private final Memory memory;

  /** What is known ahead; the cycle that replaces this one goes on with it. */
  private static final class Memory {
    private volatile Optional<Inputs> inputs = Optional.empty();
    private volatile PlanAndForecasts foreseen = PlanAndForecasts.NONE;

    /** Means by series, of a site that has no record yet. */
    private volatile Map<String, Double> firstMeans = Map.of();

    private volatile Optional<String> waitsFor = Optional.of("waits for a first forecast");
    private Optional<Forecast> priceAhead = Optional.empty();
    private PlanModel model;
    private Planner planner;
    private Instant slot = Instant.MIN;
    private @Nullable Moment triedAt;
    private @Nullable Trigger planned;

    /** Whether the last plan lacked a battery's state of charge; replanned once it is known. */
    private boolean blind;

    private String trouble = "";

    /** Forecasts at the start of the running slot, without nowcasts. */
    private Optional<SiteForecasts> atSlotStart = Optional.empty();

    /** The same after the minutes since. */
    private Optional<SiteForecasts> withoutNowcasts = Optional.empty();

    Memory(PlanModel model, Planner planner) {
      this.model = model;
      this.planner = planner;
    }
  }

  /**
   * @param outages durations of earlier outages
   * @param sessions earlier charging sessions
   */
  public PlanCycle(
      Site site,
      HistoryBuffer history,
      SiteForecaster forecaster,
      SiteNowcaster nowcaster,
      PriceStore prices,
      Reporter reporter,
      OutageHistory outages,
      SessionForecaster sessions) {
    this.site = site;
    this.outages = new OutagePlanning(site, outages);
    this.heat = new HeatRequests(site);
    this.history = history;
    this.forecaster = forecaster;
    this.nowcaster = nowcaster;
    this.prices = prices;
    this.reporter = reporter;
    this.sessions = sessions;
    this.horizonSlots = QuarterHour.count(site.control().horizon());
    this.settings = PlannerSettings.DAEMON.horizon(site.control().horizon());
    PlanModel model = PlanModel.of(site);
    this.memory = new Memory(model, new Planner(model, settings, sessions));
  }

  private PlanCycle(
      Site site, SiteForecaster forecaster, SiteNowcaster nowcaster, PlanCycle before) {
    this.site = site;
    this.outages = before.outages.under(site);
    this.heat = before.heat.under(site);
    this.history = before.history;
    this.forecaster = forecaster;
    this.nowcaster = nowcaster;
    this.prices = before.prices;
    this.reporter = before.reporter;
    this.sessions = before.sessions;
    this.horizonSlots = QuarterHour.count(site.control().horizon());
    this.settings = PlannerSettings.DAEMON.horizon(site.control().horizon());
    this.memory = before.memory;
    if (!site.equals(before.site)) {
      memory.model = PlanModel.of(site);
      memory.planner = new Planner(memory.model, settings, sessions);
      memory.planned = null;
    }
    if (!forecaster.equals(before.forecaster)
        || !nowcaster.equals(before.nowcaster)
        || horizonSlots != before.horizonSlots) {
      memory.slot = Instant.MIN;
    }
  }

  /**
   * Goes on under another configuration of the same devices: the newest plan holds until the next
   * {@link #tick} replaces it.
   */
  public PlanCycle under(Site next, SiteForecaster forecasts, SiteNowcaster nowcasts) {
    return new PlanCycle(next, forecasts, nowcasts, this);
  }

  /** Passes the cycle's values to the memory.planner. */
  public void update(
      PlantState state, GridLimits limits, ActiveCommands activeCommands, PlanRequest.Peak peak) {
    heat.observe(state);
    memory.inputs = Optional.of(new Inputs(state, limits, activeCommands, peak));
  }

  /**
   * Passes on whether the site is islanded.
   *
   * @param gensetsRunFor how long gensets have been requested to run; empty while none is
   */
  public void seeIsland(Mode mode, Optional<Duration> gensetsRunFor, Moment now) {
    outages.update(mode, gensetsRunFor, now);
  }

  /**
   * Passes on what a site without a record is known to do.
   *
   * @param means by series, of {@link #STARTS_AFTER} or more
   */
  public void startFrom(Map<String, Double> means) {
    if (!means.isEmpty()) {
      memory.firstMeans = means;
    }
  }

  /** What the first plan waits for, in words; empty once there are forecasts. */
  public Optional<String> waitsFor() {
    return memory.waitsFor;
  }

  /** The newest plan, possibly expired. */
  public Optional<Plan> plan() {
    return memory.foreseen.plan();
  }

  /** The newest forecasts. */
  public Optional<SiteForecasts> forecasts() {
    return memory.foreseen.forecasts();
  }

  /** The newest plan and forecasts. */
  public PlanAndForecasts foreseen() {
    return memory.foreseen;
  }

  /** Runs the work that is due. */
  public void tick(Moment now) {
    Optional<Inputs> latest = memory.inputs;
    if (latest.isEmpty()) {
      return;
    }
    boolean newMinute = nowcast(now);
    Instant running = QuarterHour.startOf(now.instant());
    boolean newSlot = !running.equals(memory.slot);
    Trigger trigger = Trigger.of(latest.get(), outages.alone(), prices.revision());
    boolean newPrices = memory.planned == null || memory.planned.prices != trigger.prices;
    if (newSlot) {
      memory.slot = running;
    }
    if (newSlot || newPrices) {
      forecastPrice(now);
    }
    boolean first = forecasts().isEmpty() && isDue(now);
    if (newSlot || first) {
      forecast(now);
    } else if (newMinute) {
      move(now);
    }
    if (newSlot || newPrices) {
      alarms();
    }
    boolean socKnown = latest.get().state.batteries().stream().allMatch(b -> b.socPct().isKnown());
    if (newSlot || first || !trigger.equals(memory.planned) || (memory.blind && socKnown)) {
      memory.planned = trigger;
      memory.blind = !socKnown;
      forecasts().ifPresent(ahead -> makePlan(ahead, latest.get(), now));
    }
  }

  /** Without a forecast the disk is not read at each tick. */
  private boolean isDue(Moment now) {
    boolean due = memory.triedAt == null || now.since(memory.triedAt).compareTo(TRIED_EVERY) >= 0;
    memory.triedAt = due ? now : memory.triedAt;
    return due;
  }

  /** Whether there are new nowcasts, and so a new minute. */
  private boolean nowcast(Moment now) {
    List<SiteNowcaster.Issued> made = nowcaster.tick(now.instant());
    made.forEach(reporter::nowcast);
    nowcaster.news().forEach(text -> noteForecast(now, text));
    return !made.isEmpty();
  }

  /**
   * What the forecasts become by the minutes of the running slot; not published before the next.
   */
  private void move(Moment now) {
    memory.withoutNowcasts =
        memory.atSlotStart.map(made -> forecaster.moved(made, nowcaster::running));
    memory.foreseen =
        memory.foreseen.with(
            memory.withoutNowcasts.map(ahead -> nowcaster.refine(ahead, now.instant())));
  }

  private void forecast(Moment now) {
    try {
      Map<String, Double> means = memory.firstMeans;
      Optional<SiteForecasts> plain = forecaster.forecast(now.instant(), means);
      memory.waitsFor =
          plain.isPresent() ? Optional.empty() : forecaster.waitsFor(now.instant(), means);
      Optional<SiteForecasts> made = plain.map(ahead -> nowcaster.refine(ahead, now.instant()));
      memory.atSlotStart =
          plain.map(ahead -> forecaster.continued(ahead, now.instant(), horizonSlots, means));
      memory.withoutNowcasts = memory.atSlotStart;
      memory.foreseen =
          memory.foreseen.with(
              memory.withoutNowcasts.map(ahead -> nowcaster.refine(ahead, now.instant())));
      if (made.isPresent()) {
        reporter.forecast(
            Forecasted.LOAD, "W", made.get().load(), Optional.of(forecaster.loadStanding()));
        reporter.forecast(Forecasted.PV, "W", made.get().pv(), forecaster.pvStanding());
        made.get()
            .wind()
            .ifPresent(
                wind -> reporter.forecast(Forecasted.WIND, "W", wind, forecaster.windStanding()));
      }
      forecaster.keep().ifPresent(why -> note(now, why));
      forecaster.news().forEach(text -> noteForecast(now, text));
    } catch (HistoryUnreadable e) {
      note(now, "no forecast: " + e.getMessage());
    }
  }

  /** Forecasts from the published prices, once they are in the history. */
  private void forecastPrice(Moment now) {
    history.flush().ifPresent(why -> note(now, why));
    try {
      memory.priceAhead = forecaster.price(now.instant());
      memory.priceAhead.ifPresent(
          ahead ->
              reporter.forecast(
                  Forecasted.PRICE,
                  site.tariff().currency() + "/kWh",
                  ahead,
                  Optional.of(forecaster.priceStanding())));
    } catch (HistoryUnreadable e) {
      note(now, "no forecast of prices: " + e.getMessage());
    }
  }

  private void alarms() {
    Map<String, Phrase> alarms = forecaster.alarms();
    prices.missing(memory.slot).ifPresent(text -> alarms.put("prices-missing", text));
    history
        .problem()
        .ifPresent(why -> alarms.put("state-directory", AlarmTexts.stateDirectory(why)));
    reporter.elsewhere(alarms);
  }

  private void makePlan(SiteForecasts ahead, Inputs latest, Moment now) {
    adapt(latest.commands);
    SiteForecasts expected = nowcaster.refine(ahead, now.instant());
    Prices pricesAhead = prices.from(memory.slot, ahead.load().slots(), memory.priceAhead);
    List<HeatRequest> pumps = heat(latest.state, pricesAhead, now);
    PlanRequest request = request(expected, latest, pricesAhead, now).withHeat(pumps);
    Optional<double[]> storingLevelW =
        memory
            .withoutNowcasts
            .filter(plain -> memory.model.tariff().demandPerKw() > 0 && !plain.equals(expected))
            .flatMap(plain -> levelW(request(plain, latest, pricesAhead, now).withHeat(pumps)));
    switch (memory.planner.plan(request, outages.expected())) {
      case PlanResult.Made made -> {
        Plan fresh = made.plan().with(outages.plan(request, now));
        Plan whole = storingLevelW.map(fresh::storingUpTo).orElse(fresh);
        memory.foreseen = memory.foreseen.with(whole, priceSource(pricesAhead));
        reporter.plan(whole, PlanOutlook.of(whole, site, now.instant()));
        memory.trouble = "";
      }
      case PlanResult.Failed failed -> note(now, "no new plan: " + failed.reason());
    }
  }

  private PlanRequest request(
      SiteForecasts expected, Inputs latest, Prices pricesAhead, Moment now) {
    return PlanRequests.of(
        site,
        latest.state,
        expected.load(),
        expected.production(),
        latest.limits,
        latest.peak,
        pricesAhead,
        now);
  }

  /**
   * Level of import of a plan without nowcasts. A nowcast that an hour of high load goes on raises
   * its plan's level at once; what is stored up to there is a peak that nothing has caused yet.
   */
  private Optional<double[]> levelW(PlanRequest without) {
    return memory.planner.plan(without, outages.expected()) instanceof PlanResult.Made made
        ? Optional.of(made.plan().schedule().importLevelW())
        : Optional.empty();
  }

  private PriceSource priceSource(Prices pricesAhead) {
    if (memory.model.objective() == Site.Objective.SELF_CONSUMPTION) {
      return PriceSource.SELF_CONSUMPTION;
    }
    if (pricesAhead.importAt(memory.slot).isEmpty()) {
      return PriceSource.TARIFF;
    }
    return prices.isPublished(memory.slot) ? PriceSource.PUBLISHED : PriceSource.FORECAST;
  }

  private List<HeatRequest> heat(PlantState state, Prices pricesAhead, Moment now) {
    try {
      return heat.of(forecaster, state, pricesAhead, memory.slot, now);
    } catch (HistoryUnreadable e) {
      note(now, "heat pumps are not planned: " + e.getMessage());
      return List.of();
    }
  }

  /** A commanded objective or reserve needs a new planner, whose value of energy starts anew. */
  private void adapt(ActiveCommands activeCommands) {
    CommandEffects effects = CommandEffects.of(activeCommands);
    Site.Objective objective = effects.objective().orElse(site.control().objective());
    BackupReserve reserve = reserve(effects.reserves());
    if (objective != memory.model.objective() || !reserve.equals(memory.model.reserve())) {
      memory.model = memory.model.with(objective, reserve);
      memory.planner = new Planner(memory.model, settings, sessions);
    }
  }

  /** Of the configured reserve and the commanded ones, of now or later, the highest counts. */
  private BackupReserve reserve(List<RequestedReserve> requested) {
    double now =
        requested.stream()
            .filter(one -> one.from().isEmpty())
            .mapToDouble(RequestedReserve::socPct)
            .reduce(site.control().reserveSocPct(), Math::max);
    List<BackupReserve.Wanted> later = new ArrayList<>();
    for (RequestedReserve one : requested) {
      if (one.from().isPresent() && one.socPct() > now) {
        later.add(
            new BackupReserve.Wanted(
                one.socPct(), one.from().get(), one.until().orElse(Instant.MAX)));
      }
    }
    return new BackupReserve(now, later);
  }

  private void noteForecast(Moment now, String text) {
    reporter.event(new Event(now.instant(), Event.Kind.NOTE, "forecast", text));
  }

  /** Reports a problem once, not every slot. */
  private void note(Moment now, String text) {
    if (!text.equals(memory.trouble)) {
      memory.trouble = text;
      reporter.event(new Event(now.instant(), Event.Kind.NOTE, "plan", text));
    }
  }
}
