package io.spikewatt.controller.planning;

import io.spikewatt.config.site.Site;
import io.spikewatt.config.source.SourceQuantity;
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
import io.spikewatt.controller.plan.OutageRates;
import io.spikewatt.controller.plan.Plan;
import io.spikewatt.controller.plan.PlanModel;
import io.spikewatt.controller.plan.PlanOutlook;
import io.spikewatt.controller.plan.PlanRequest;
import io.spikewatt.controller.plan.PlanRequests;
import io.spikewatt.controller.plan.PlanResult;
import io.spikewatt.controller.plan.Planner;
import io.spikewatt.controller.plan.PlannerSettings;
import io.spikewatt.controller.plan.PriceLimits;
import io.spikewatt.controller.plan.SessionForecaster;
import io.spikewatt.controller.plan.Supposition;
import io.spikewatt.controller.plan.WhatIf;
import io.spikewatt.controller.price.PriceOrigin;
import io.spikewatt.controller.price.PriceStore;
import io.spikewatt.controller.price.PricedSlot;
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
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
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

  private static final Set<SourceQuantity> PRICED =
      Set.of(SourceQuantity.EXCHANGE_PRICE, SourceQuantity.IMPORT_PRICE);

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

  /**
   * What the next tick goes on from, as of the last tick that ended. A tick that is cut off by a
   * replacement counts as not begun: the next cycle does its work again.
   *
   * @param slot the slot that is forecast
   * @param firstSlot the slot in which the site started
   * @param triedAt when the first forecast was last tried
   * @param planned trigger of the last plan
   * @param blind whether that plan lacked a battery's state of charge
   * @param atSlotStart forecasts at the start of the running slot, without nowcasts
   * @param withoutNowcasts the same after the minutes since
   */
  private record Progress(
      Instant slot,
      Instant firstSlot,
      Optional<Moment> triedAt,
      Optional<Trigger> planned,
      boolean blind,
      Optional<SiteForecasts> atSlotStart,
      Optional<SiteForecasts> withoutNowcasts,
      String trouble) {

    static final Progress NONE =
        new Progress(
            Instant.MIN,
            Instant.MIN,
            Optional.empty(),
            Optional.empty(),
            false,
            Optional.empty(),
            Optional.empty(),
            "");
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
  private volatile Optional<Inputs> inputs = Optional.empty();
  private volatile PlanAndForecasts foreseen = PlanAndForecasts.NONE;

  /** Means by series, of a site that has no record yet. */
  private volatile Map<String, Double> firstMeans = Map.of();

  private volatile Optional<Phrase> waitsFor = Optional.of(Phrase.of("plan-waits.forecast"));
  private volatile Optional<Forecast> priceAhead = Optional.empty();
  private PlanModel model;
  private Planner planner;
  private Instant slot;
  private Instant firstSlot;
  private @Nullable Moment triedAt;
  private @Nullable Trigger planned;

  /** Replanned once the state of charge is known. */
  private boolean blind;

  private String trouble;
  private Optional<SiteForecasts> atSlotStart;
  private Optional<SiteForecasts> withoutNowcasts;
  private volatile Progress progress;

  /** Parts of the newest plan; guarded by {@link #planning}. */
  private Optional<WhatIf> whatIf = Optional.empty();

  /** Held while the planner works; belongs to the planner. */
  private final Object planning;

  /** Held while forecaster, nowcaster and heat demand work, which the next cycle goes on with. */
  private final ReentrantLock forecasting;

  /** Whether another cycle goes on: this one publishes nothing more. */
  private volatile boolean replaced;

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
    this.settings = PlannerSettings.DAEMON.horizon(site.control().horizon());
    this.model = PlanModel.of(site);
    this.planner = new Planner(model, settings, sessions);
    this.planning = new Object();
    this.forecasting = new ReentrantLock();
    this.progress = Progress.NONE;
    this.slot = progress.slot;
    this.firstSlot = progress.firstSlot;
    this.trouble = progress.trouble;
    this.atSlotStart = progress.atSlotStart;
    this.withoutNowcasts = progress.withoutNowcasts;
  }

  private PlanCycle(PlanCycle before, Site next, SiteForecaster forecasts, SiteNowcaster nowcasts) {
    boolean sameSite = next.equals(before.site);
    boolean sameForecasts =
        forecasts.equals(before.forecaster)
            && nowcasts.equals(before.nowcaster)
            && next.control().horizon().equals(before.site.control().horizon());
    this.site = next;
    this.outages = before.outages.under(next);
    this.heat = before.heat;
    this.history = before.history;
    this.forecaster = forecasts;
    this.nowcaster = nowcasts;
    this.prices = before.prices;
    this.reporter = before.reporter;
    this.sessions = before.sessions;
    this.settings = PlannerSettings.DAEMON.horizon(next.control().horizon());
    this.inputs = before.inputs;
    this.foreseen = before.foreseen;
    this.firstMeans = before.firstMeans;
    this.waitsFor = before.waitsFor;
    this.priceAhead = before.priceAhead;
    if (sameSite) {
      synchronized (before.planning) {
        this.model = before.model;
        this.planner = before.planner;
        this.whatIf = before.whatIf;
      }
      this.planning = before.planning;
    } else {
      this.model = PlanModel.of(next);
      this.planner = new Planner(model, settings, sessions);
      this.planning = new Object();
    }
    this.forecasting = before.forecasting;
    this.progress = before.progress;
    this.slot = sameForecasts ? progress.slot : Instant.MIN;
    this.firstSlot = progress.firstSlot;
    this.triedAt = progress.triedAt.orElse(null);
    this.planned = sameSite ? progress.planned.orElse(null) : null;
    this.blind = progress.blind;
    this.trouble = progress.trouble;
    this.atSlotStart = progress.atSlotStart;
    this.withoutNowcasts = progress.withoutNowcasts;
  }

  /**
   * Continues under another configuration of the same devices: the newest plan holds until the next
   * {@link #tick} replaces it. This cycle is given up: a tick of it that still runs changes nothing
   * that the next cycle reads, and publishes nothing more.
   */
  public PlanCycle under(Site next, SiteForecaster forecasts, SiteNowcaster nowcasts) {
    replaced = true;
    return new PlanCycle(this, next, forecasts, nowcasts);
  }

  /** Passes the cycle's values to the planner. */
  public void update(
      PlantState state, GridLimits limits, ActiveCommands activeCommands, PlanRequest.Peak peak) {
    heat.observe(state);
    inputs = Optional.of(new Inputs(state, limits, activeCommands, peak));
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
      firstMeans = means;
    }
  }

  /** Reason why there is no plan yet, in words; empty once there are forecasts. */
  public Optional<Phrase> waitsFor() {
    return waitsFor;
  }

  /** The newest plan, possibly expired. */
  public Optional<Plan> plan() {
    return foreseen.plan();
  }

  public Optional<SiteForecasts> forecasts() {
    return foreseen.forecasts();
  }

  public PlanAndForecasts foreseen() {
    return foreseen;
  }

  /**
   * Prices of coming slots as a plan gets them now; any thread may call this.
   *
   * @param from start of the first slot
   */
  public List<PricedSlot> priced(Instant from, int slots) {
    return prices.priced(from, slots, priceAhead, site.tariff(), site.zone());
  }

  /** Runs the work that is due. */
  public void tick(Moment now) {
    Optional<Inputs> latest = inputs;
    if (latest.isEmpty()) {
      return;
    }
    Trigger trigger = Trigger.of(latest.get(), outages.alone(), prices.revision());
    boolean anew;
    forecasting.lock();
    try {
      anew = !replaced && foresee(trigger, now);
    } finally {
      forecasting.unlock();
    }
    boolean socKnown = latest.get().state.batteries().stream().allMatch(b -> b.socPct().isKnown());
    if (anew || !trigger.equals(planned) || (blind && socKnown)) {
      planned = trigger;
      blind = !socKnown;
      forecasts().ifPresent(ahead -> makePlan(ahead, latest.get(), now));
    }
    progress =
        new Progress(
            slot,
            firstSlot,
            Optional.ofNullable(triedAt),
            Optional.ofNullable(planned),
            blind,
            atSlotStart,
            withoutNowcasts,
            trouble);
  }

  /** Brings the forecasts up to date; returns whether they are of a new slot, or the first. */
  private boolean foresee(Trigger trigger, Moment now) {
    boolean newMinute = nowcast(now);
    Instant running = QuarterHour.startOf(now.instant());
    boolean newSlot = !running.equals(slot);
    boolean newPrices = planned == null || planned.prices != trigger.prices;
    if (newSlot) {
      slot = running;
      firstSlot = firstSlot.equals(Instant.MIN) ? running : firstSlot;
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
      alarms(now);
    }
    return newSlot || first;
  }

  /** Publishes, unless another cycle goes on. */
  private void publish(Consumer<Reporter> message) {
    if (!replaced) {
      message.accept(reporter);
    }
  }

  /** Without a forecast the disk is not read at each tick. */
  private boolean isDue(Moment now) {
    boolean due = triedAt == null || now.since(triedAt).compareTo(TRIED_EVERY) >= 0;
    triedAt = due ? now : triedAt;
    return due;
  }

  /** Whether there are new nowcasts, and so a new minute. */
  private boolean nowcast(Moment now) {
    List<SiteNowcaster.Issued> made = nowcaster.tick(now.instant());
    made.forEach(one -> publish(to -> to.nowcast(one)));
    nowcaster.news().forEach(text -> noteForecast(now, text));
    return !made.isEmpty();
  }

  /** Corrects the forecasts by the minutes of the running slot; published with the next slot. */
  private void move(Moment now) {
    withoutNowcasts = atSlotStart.map(made -> forecaster.moved(made, nowcaster::running));
    foreseen = foreseen.with(withoutNowcasts.map(ahead -> nowcaster.refine(ahead, now.instant())));
  }

  private void forecast(Moment now) {
    try {
      Map<String, Double> means = firstMeans;
      Optional<SiteForecasts> plain = forecaster.forecast(now.instant(), means);
      waitsFor = plain.isPresent() ? Optional.empty() : forecaster.waitsFor(now.instant(), means);
      Optional<SiteForecasts> made = plain.map(ahead -> nowcaster.refine(ahead, now.instant()));
      int slots = QuarterHour.count(site.control().horizon());
      atSlotStart = plain.map(ahead -> forecaster.continued(ahead, now.instant(), slots, means));
      withoutNowcasts = atSlotStart;
      foreseen =
          foreseen.with(withoutNowcasts.map(ahead -> nowcaster.refine(ahead, now.instant())));
      made.ifPresent(ahead -> publish(to -> report(ahead, to)));
      forecaster.keep(now.instant()).ifPresent(why -> note(now, why));
      forecaster.news().forEach(text -> noteForecast(now, text));
    } catch (HistoryUnreadable e) {
      note(now, "no forecast: " + e.getMessage());
    }
  }

  private void report(SiteForecasts made, Reporter to) {
    to.forecast(Forecasted.LOAD, "W", made.load(), Optional.of(forecaster.loadStanding()));
    to.forecast(Forecasted.PV, "W", made.pv(), forecaster.pvStanding());
    made.wind()
        .ifPresent(wind -> to.forecast(Forecasted.WIND, "W", wind, forecaster.windStanding()));
  }

  /** Forecasts from the published prices, once they are in the history. */
  private void forecastPrice(Moment now) {
    history.flush().ifPresent(why -> note(now, why));
    try {
      priceAhead = forecaster.price(now.instant());
      priceAhead.ifPresent(
          ahead ->
              publish(
                  to ->
                      to.forecast(
                          Forecasted.PRICE,
                          site.tariff().currency() + "/kWh",
                          ahead,
                          Optional.of(forecaster.priceStanding()))));
    } catch (HistoryUnreadable e) {
      note(now, "no forecast of prices: " + e.getMessage());
    }
  }

  private void alarms(Moment now) {
    Map<String, Phrase> alarms = forecaster.alarms(now.instant());
    missingPrice().ifPresent(text -> alarms.put("prices-missing", text));
    int year = slot.atZone(site.zone()).getYear();
    site.tariff()
        .networkFees()
        .filter(fees -> !fees.covers(year))
        .ifPresent(_ -> alarms.put("network-fees-expired", AlarmTexts.networkFeesExpired(year)));
    history
        .problem()
        .ifPresent(why -> alarms.put("state-directory", AlarmTexts.stateDirectory(why)));
    publish(to -> to.elsewhere(alarms));
  }

  /** A first answer of the sources has a slot's time to come. */
  private Optional<Phrase> missingPrice() {
    boolean never =
        !slot.equals(firstSlot)
            && prices.publishedBy(slot).isEmpty()
            && site.sources().stream()
                .anyMatch(source -> PRICED.contains(source.description().gives()));
    return prices
        .missing(slot)
        .or(() -> never ? Optional.of(AlarmTexts.noPriceYet(slot)) : Optional.empty());
  }

  /**
   * Compares the newest plan with that of a supposed site; any thread may call this. It may take a
   * plan's computing time twice, and the next plan waits for it.
   */
  public WhatIf.Answer suppose(Supposition supposition) {
    synchronized (planning) {
      return whatIf
          .map(known -> known.of(supposition))
          .orElseGet(() -> new WhatIf.Answer.Refused("there is no plan yet"));
    }
  }

  private void makePlan(SiteForecasts ahead, Inputs latest, Moment now) {
    synchronized (planning) {
      planAnew(ahead, latest, now);
    }
  }

  private void planAnew(SiteForecasts ahead, Inputs latest, Moment now) {
    adapt(latest.commands);
    SiteForecasts expected = nowcaster.refine(ahead, now.instant());
    Prices pricesAhead = prices.from(slot, ahead.load().slots(), priceAhead);
    List<HeatRequest> pumps = heat(latest.state, pricesAhead, now);
    PlanRequest request = request(expected, latest, pricesAhead, now).withHeat(pumps);
    Optional<double[]> storingLevelW =
        withoutNowcasts
            .filter(plain -> model.tariff().demandPerKw() > 0 && !plain.equals(expected))
            .flatMap(plain -> levelW(request(plain, latest, pricesAhead, now).withHeat(pumps)));
    OutageRates rates = outages.expected();
    whatIf =
        Optional.of(
            new WhatIf(
                planner, request, rates, model, other -> new Planner(other, settings, sessions)));
    switch (planner.plan(request, rates)) {
      case PlanResult.Made made -> {
        Plan fresh = made.plan().with(outages.plan(request, now));
        Plan whole = storingLevelW.map(fresh::storingUpTo).orElse(fresh);
        foreseen = foreseen.with(whole, priceSource(pricesAhead), prices.missingSince(slot));
        publish(to -> to.plan(whole, PlanOutlook.of(whole, site, now.instant())));
        trouble = "";
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
            now)
        .limitedBy(PriceLimits.of(site, prices, slot, expected.load().slots()));
  }

  /**
   * Level of import of a plan without nowcasts. A nowcast that an hour of high load goes on raises
   * its plan's level at once; what is stored up to there is a peak that nothing has caused yet.
   */
  private Optional<double[]> levelW(PlanRequest without) {
    return planner.plan(without, outages.expected()) instanceof PlanResult.Made made
        ? Optional.of(made.plan().schedule().importLevelW())
        : Optional.empty();
  }

  private PriceSource priceSource(Prices pricesAhead) {
    if (model.objective() == Site.Objective.SELF_CONSUMPTION) {
      return PriceSource.SELF_CONSUMPTION;
    }
    if (pricesAhead.importAt(slot).isEmpty()) {
      return PriceSource.TARIFF;
    }
    return prices
        .publishedBy(slot)
        .map(by -> by == PriceOrigin.SOURCE ? PriceSource.SOURCE : PriceSource.PUBLISHED)
        .orElse(PriceSource.FORECAST);
  }

  private List<HeatRequest> heat(PlantState state, Prices pricesAhead, Moment now) {
    forecasting.lock();
    try {
      return heat.of(site, forecaster, state, pricesAhead, slot, now);
    } catch (HistoryUnreadable e) {
      note(now, "heat pumps are not planned: " + e.getMessage());
      return List.of();
    } finally {
      forecasting.unlock();
    }
  }

  /** A commanded objective or reserve needs a new planner, whose value of energy starts anew. */
  private void adapt(ActiveCommands activeCommands) {
    CommandEffects effects = CommandEffects.of(activeCommands);
    Site.Objective objective = effects.objective().orElse(site.control().objective());
    BackupReserve reserve = reserve(effects.reserves());
    if (objective != model.objective() || !reserve.equals(model.reserve())) {
      model = model.with(objective, reserve);
      planner = new Planner(model, settings, sessions);
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
    publish(to -> to.event(new Event(now.instant(), Event.Kind.NOTE, "forecast", text)));
  }

  /** Reports a problem once, not every slot. */
  private void note(Moment now, String text) {
    if (!text.equals(trouble)) {
      trouble = text;
      publish(to -> to.event(new Event(now.instant(), Event.Kind.NOTE, "plan", text)));
    }
  }
}
