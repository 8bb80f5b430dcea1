package io.spikewatt.controller.plan;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.asset.HeatRequest;
import io.spikewatt.controller.optimise.BackwardPass;
import io.spikewatt.controller.optimise.BestAction;
import io.spikewatt.controller.optimise.GridResolution;
import io.spikewatt.hal.store.KeptValues;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
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

  private final PlanModel model;
  private final PlannerSettings settings;
  private final PlannerSettings.Resolution resolution;
  private final HorizonFiller horizonFiller;
  private final PlanHorizon planHorizon;
  private final BackwardPass backwardPass;
  private final LoadShifting loadShifting;
  private final DemandCharge demand;
  private final SessionForecaster sessionForecaster;

  /** For the search of the peak level, on fewer levels. */
  private final BackwardPass coarse;

  private final BestAction bestAction;
  private final ForwardPass forwardPass;
  private final HeatPlanner heatPlanner;
  private final PlanAssembly planAssembly;

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
    this.coarse = demand.applies() ? backward(resolution.peakLevels()) : backwardPass;
    this.loadShifting =
        new LoadShifting(settings.supply(), settings.slots(), resolution.shifting(), backwardPass);
    this.bestAction = new BestAction(settings.supply(), BestAction.Equals.EXCHANGE_LEAST);
    this.forwardPass = new ForwardPass(model, settings, demand);
    this.heatPlanner = new HeatPlanner(model, settings);
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
    sessionForecaster.observe(now, request.charging());
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
      if (request.peak().given().isEmpty()) {
        demand.search(planHorizon, mostKw(loads), () -> coarseCost(loads));
      }
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

  /** Heat pumps and other loads are planned twice where they have to leave each other room. */
  private PlanCourse follow(PlannedLoads loads) {
    int rounds = loads.pumps().isEmpty() || !loads.others() ? 1 : 2;
    for (int raises = 0; ; raises++) {
      PlanCourse course = course(loads);
      for (int round = 1; round < rounds; round++) {
        besides(course.outcome());
        course = course(loads);
      }
      if (raises == RAISES || !demand.raise(planHorizon, course.outcome().gridW())) {
        return course;
      }
    }
  }

  private PlanCourse course(PlannedLoads loads) {
    List<HeatPlanner.Course> heat = heat(loads, false);
    shift(backwardPass, resolution.shifting().rounds(), loads);
    run(backwardPass, loads.storages());
    return new PlanCourse(forwardPass.run(planHorizon, backwardPass, loads.storages()), heat);
  }

  private void run(BackwardPass by, PlannedStorages storages) {
    by.run(
        planHorizon.horizonData,
        storages.stores(),
        horizonFiller.grid,
        horizonFiller.outageAge,
        planHorizon.epoch());
  }

  /** Courses of the heat pumps beside the other loads as they are planned so far. */
  private List<HeatPlanner.Course> heat(PlannedLoads loads, boolean coarsely) {
    List<HeatPlanner.Course> courses =
        heatPlanner.plan(planHorizon, loads.pumps(), loads.storages().all().getFirst(), coarsely);
    horizonFiller.describe();
    return courses;
  }

  /** Fills in the power of sessions with levels, for heat pumps to be planned beside. */
  private void besides(ForwardPass.Outcome outcome) {
    Arrays.fill(planHorizon.leavingKw, 0, planHorizon.slots, 0);
    for (AssetSeries session : outcome.storages().subList(1, outcome.storages().size())) {
      for (int k = 0; k < planHorizon.slots; k++) {
        planHorizon.leavingKw[k] -= session.powerW()[k] / 1000;
      }
    }
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

  /**
   * Places jobs and sessions without levels in slots as load, by the cost of load beside the
   * others.
   */
  private void shift(BackwardPass by, int rounds, PlannedLoads loads) {
    if (!loads.shifts()) {
      return;
    }
    PlannedStorages beside = loads.beside();
    List<DeferrableLoad> works = loads.shifted();
    for (int round = 0; round < rounds; round++) {
      run(by, beside);
      loadShifting.fill(
          planHorizon, by, beside, model.flexible().minKw(), works, loads.kept(), loads.firstJob());
      horizonFiller.describe();
    }
  }

  /** Upper bound of the power of all controlled loads together. */
  private double mostKw(PlannedLoads loads) {
    return model.storage().chargeKw()
        + model.flexible().maxKw()
        + loads.deferrable().sessions().stream().mapToDouble(ChargingSession::maxKw).sum()
        + loads.deferrable().expected().stream().mapToDouble(ChargingSession::maxKw).sum()
        + loads.pumps().stream().mapToDouble(pump -> pump.storage().chargeKw()).sum();
  }

  /** Least cost of the horizon with the present import levels. */
  private double coarseCost(PlannedLoads loads) {
    double heatCost = heat(loads, true).stream().mapToDouble(HeatPlanner.Course::cost).sum();
    shift(coarse, 1, loads);
    run(coarse, loads.storages());
    NetLoadClasses.Slot slot = planHorizon.net[0];
    double net = slot.loadKw - slot.pvKw + model.flexible().minKw() + planHorizon.plannedKw(0);
    double[] kwh = loads.storages().fromKwh();
    boolean up = planHorizon.horizonData.up[0];
    bestAction.make(
        coarse,
        loads.storages().stores(),
        planHorizon.horizonData,
        0,
        up,
        net,
        slot.pvKw,
        kwh[0],
        kwh[1],
        kwh[2]);
    return bestAction.total + heatCost;
  }

  /** The true energy of the batteries, also beyond what plans may use of them. */
  private double storedKwh(PlanRequest request) {
    PlanModel.StorageModel storageModel = model.storage();
    double soc = request.batterySocPct().orElse(storageModel.minSocPct());
    return storageModel.capacityKwh() * soc / 100;
  }
}
