package io.spikewatt.controller.plan;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.asset.HeatRequest;
import io.spikewatt.controller.optimise.BackwardPass;
import io.spikewatt.controller.optimise.GridResolution;
import io.spikewatt.hal.store.KeptValues;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Makes plans by stochastic dynamic programming on stored energy, over the slots that both
 * forecasts cover. Confined to one thread at a time; scratch memory is allocated once. Keep the
 * object: it remembers the value of energy at each time of day, which later plans end with, and
 * when charging sessions begin. Equal histories of requests give equal plans.
 */
public final class Planner {

  /** Number of times that an import level which the course exceeds is raised. */
  private static final int RAISES = 2;

  /** Part of the bill that a joint course has to save to be published instead. */
  private static final double SMALL = 0.0005;

  private final PlanModel model;
  private final PlannerSettings settings;
  private final PlannerSettings.Resolution resolution;
  private final HorizonFiller horizonFiller;
  private final PlanHorizon planHorizon;
  private final BackwardPass backwardPass;
  private final DemandCharge demand;
  private final SessionForecaster sessionForecaster;

  private final ForwardPass forwardPass;
  private final LoadPlacement loadPlacement;
  private final PlanAssembly planAssembly;
  private final JointCourse jointCourse;

  /**
   * @throws IllegalArgumentException if the tariff has no price for some time of the day
   */
  public Planner(PlanModel model) {
    this(model, PlannerSettings.DAEMON);
  }

  /** For tests: with {@code classes} = 1 forecasts count as certain. */
  Planner(PlanModel model, int classes) {
    this(model, PlannerSettings.DAEMON.classes(classes));
  }

  /**
   * @throws IllegalArgumentException if the tariff has no price for some time of the day
   */
  public Planner(PlanModel model, PlannerSettings settings) {
    this(
        model,
        settings,
        new SessionForecaster(settings.slots(), model.zone(), KeptValues.inMemory()));
  }

  /**
   * A planner with earlier charging sessions.
   *
   * @param sessions earlier charging sessions; learns from each plan
   * @throws IllegalArgumentException if the tariff has no price for some time of the day
   */
  public Planner(PlanModel model, PlannerSettings settings, SessionForecaster sessions) {
    this.model = model;
    this.settings = settings;
    this.resolution = settings.resolution();
    this.horizonFiller = new HorizonFiller(model, settings);
    this.planHorizon = horizonFiller.planHorizon;
    this.sessionForecaster = sessions;
    this.backwardPass = backward(resolution.levels());
    boolean cost = model.objective() == Site.Objective.COST;
    this.demand = new DemandCharge(cost ? model.tariff().demandPerKw() : 0, model.zone());
    BackwardPass coarse = demand.applies() ? backward(resolution.peakLevels()) : backwardPass;
    LoadShifting loadShifting =
        new LoadShifting(settings.supply(), settings.slots(), resolution.shifting());
    this.forwardPass = new ForwardPass(model, settings, demand);
    this.jointCourse = new JointCourse(model, planHorizon, demand, backwardPass);
    this.loadPlacement =
        new LoadPlacement(
            model,
            settings,
            horizonFiller,
            demand,
            loadShifting,
            jointCourse,
            backwardPass,
            coarse);
    this.planAssembly =
        new PlanAssembly(model, settings, planHorizon, demand, loadShifting, backwardPass);
  }

  private BackwardPass backward(GridResolution gridResolution) {
    SlotGrid slots = settings.slots();
    boolean ages = resolution.outageAges() > 0;
    return new BackwardPass(
        settings.supply(),
        resolution.errorClasses(),
        gridResolution,
        slots.most(),
        slots.perDay(),
        ages);
  }

  /** The same for a grid that never fails. */
  public PlanResult plan(PlanRequest request) {
    return plan(request, OutageRates.NONE);
  }

  /**
   * A plan, or the reason in words why there is none. No request makes it throw.
   *
   * @param outageRates expected outages of the grid
   */
  public PlanResult plan(PlanRequest request, OutageRates outageRates) {
    Optional<String> fault =
        RequestFault.of(
            request, model.storage().usable(), OptionalInt.of(resolution.errorClasses()));
    if (fault.isPresent()) {
      return new PlanResult.Failed(fault.get());
    }
    Instant now = request.now().instant();
    if (!horizonFiller.fill(request)) {
      return new PlanResult.Failed("the forecasts do not cover the running slot");
    }
    sessionForecaster.observe(request.now(), request.charging());
    UnmetRequests unmetRequests = new UnmetRequests(model, now);
    double peakPerKwh = demand.perKwh(settings.slots().hours());
    double jobShort = settings.penalties().jobShort() + peakPerKwh;
    DeferrableLoads deferrableLoads =
        DeferrableLoads.of(
            model, request, planHorizon.end(), jobShort, sessionForecaster, unmetRequests);
    horizonFiller.describe();
    horizonFiller.expect(outageRates);
    List<HeatPump> pumps = pumps(request, unmetRequests);
    PlannedLoads loads =
        new PlannedLoads(
            deferrableLoads, storages(deferrableLoads, request, peakPerKwh), pumps, resolution);
    if (demand.applies() || request.peak().given().isPresent()) {
      demand.begin(planHorizon, request.peak());
    }
    PlanCourse course = follow(loads);
    request.batterySocPct().ifPresent(unmetRequests::judgeBattery);
    planAssembly.judge(loads, course, unmetRequests);
    return new PlanResult.Made(planAssembly.plan(request, loads, course, unmetRequests));
  }

  private List<HeatPump> pumps(PlanRequest request, UnmetRequests unmetRequests) {
    List<HeatPump> pumps = new ArrayList<>();
    for (HeatRequest heat : request.flexible().heat()) {
      if (HeatPump.plannable(heat)) {
        pumps.add(HeatPump.of(heat, planHorizon));
      } else {
        unmetRequests.refuseHeat(heat.id());
      }
    }
    return pumps;
  }

  /** The cheapest course that was found, and what leads along it. */
  private PlanCourse follow(PlannedLoads loads) {
    jointCourse.begin(loads);
    loadPlacement.chooseLevels(loads);
    LoadPlacement.Placed placed = loadPlacement.place(loads);
    for (int raises = 0; ; raises++) {
      horizonFiller.run(backwardPass, loads.storages());
      ForwardPass.Outcome led = forwardPass.run(planHorizon, backwardPass, loads.storages());
      boolean joint = placed.powers().isPresent();
      if (joint || raises == RAISES || !demand.raise(planHorizon, led.gridW())) {
        return new PlanCourse(cheaper(led, placed, loads).orElse(led), placed.heat());
      }
      placed = loadPlacement.place(loads);
    }
  }

  /** The joint course, if it is cheaper than that to which the values lead. */
  private Optional<ForwardPass.Outcome> cheaper(
      ForwardPass.Outcome led, LoadPlacement.Placed placed, PlannedLoads loads) {
    double most = total(led) - SMALL * Math.abs(led.cost().bill());
    return placed
        .powers()
        .map(JointCourse.Powers::storageKw)
        .map(kw -> forwardPass.follow(planHorizon, backwardPass, loads.storages(), kw))
        .filter(joint -> total(joint) < most);
  }

  private double total(ForwardPass.Outcome outcome) {
    return outcome.cost().total() + jointCourse.endCost(outcome.endKwh()[0]);
  }

  /**
   * The batteries, also where there are none, and the first charging sessions. The reserve must not
   * serve the month's peak, so it does not count.
   */
  private PlannedStorages storages(
      DeferrableLoads deferrableLoads, PlanRequest request, double peakPerKwh) {
    PlanModel.StorageModel storageModel = model.storage();
    double reserveKwh =
        storageModel.capacityKwh()
            * Math.min(model.reserve().socPct(), storageModel.maxSocPct() - 1)
            / 100;
    double storedKwh = storedKwh(request);
    List<PlannedStorages.Planned> all = new ArrayList<>();
    all.add(
        new PlannedStorages.Planned(
            AssetSeries.BATTERY,
            AssetSeries.BATTERY,
            storageModel
                .store(demand.applies() ? Math.min(reserveKwh, storedKwh) : 0)
                .with(storageModel.gridUse()),
            storedKwh,
            storageModel.capacityKwh()));
    Instant now = request.now().instant();
    for (ChargingSession session : deferrableLoads.withLevels(resolution.sessionsWithLevels())) {
      all.add(session.planned(now, peakPerKwh, settings.penalties()));
    }
    return PlannedStorages.of(all);
  }

  /** The true energy of the batteries, also beyond what plans may use of them. */
  private double storedKwh(PlanRequest request) {
    PlanModel.StorageModel storageModel = model.storage();
    double soc = request.batterySocPct().orElse(storageModel.minSocPct());
    return storageModel.capacityKwh() * soc / 100;
  }
}
