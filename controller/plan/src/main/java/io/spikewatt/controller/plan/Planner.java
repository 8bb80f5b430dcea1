package io.spikewatt.controller.plan;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.optimise.BackwardPass;
import io.spikewatt.controller.optimise.GridResolution;
import io.spikewatt.controller.optimise.StagedProgram;
import io.spikewatt.controller.optimise.Storage;
import io.spikewatt.controller.optimise.Values;
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

  /** Part of the bill that a joint course has to save to be published instead. */
  private static final double SMALL = 0.0005;

  private final PlanModel model;
  private final PlannerSettings settings;
  private final PlannerSettings.Resolution resolution;
  private final double demandPerKw;
  private final SessionForecaster sessionForecaster;
  private final HorizonFactory horizons;
  private final BackwardPass backwardPass;
  private final StagedProgram programMemory = new StagedProgram();
  private final ForwardPass forwardPass;
  private final LoadPlacement loadPlacement;
  private final PlanAssembly planAssembly;

  public Planner(PlanModel model) {
    this(model, PlannerSettings.DAEMON);
  }

  /** For tests: with {@code classes} = 1 forecasts count as certain. */
  Planner(PlanModel model, int classes) {
    this(model, PlannerSettings.DAEMON.classes(classes));
  }

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
    this.horizons = new HorizonFactory(model, settings);
    this.sessionForecaster = sessions;
    this.backwardPass = backward(resolution.levels());
    boolean cost = model.objective() == Site.Objective.COST;
    this.demandPerKw = cost ? model.tariff().demandPerKw() : 0;
    BackwardPass coarse = demandPerKw > 0 ? backward(resolution.peakLevels()) : backwardPass;
    this.forwardPass = new ForwardPass(settings);
    this.loadPlacement = new LoadPlacement(model, settings, forwardPass, backwardPass, coarse);
    this.planAssembly = new PlanAssembly(model, settings);
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
    return plan(request, outageRates, true);
  }

  /**
   * The plan that another request would get now, which nobody carries out. Later plans are the same
   * as without it.
   *
   * @param outageRates expected outages of the grid
   */
  public PlanResult suppose(PlanRequest request, OutageRates outageRates) {
    return plan(request, outageRates, false);
  }

  private PlanResult plan(PlanRequest request, OutageRates outageRates, boolean learns) {
    Optional<String> fault =
        RequestFault.of(
            request, model.storage().usable(), OptionalInt.of(resolution.errorClasses()));
    if (fault.isPresent()) {
      return new PlanResult.Failed(fault.get());
    }
    Optional<Horizon> horizon = horizons.of(request, outageRates, learns);
    if (horizon.isEmpty()) {
      return new PlanResult.Failed("the forecasts do not cover the running slot");
    }
    if (learns) {
      sessionForecaster.observe(request.now(), request.charging());
    }
    PlanTask task = task(request, horizon.get());
    return new PlanResult.Made(planAssembly.plan(request, task, course(task)));
  }

  private PlanTask task(PlanRequest request, Horizon horizon) {
    DemandCharge demand = new DemandCharge(demandPerKw, model.zone(), horizon, request.peak());
    DeferrableLoads deferrable =
        DeferrableLoads.of(
            model,
            request,
            horizon.slots().end(),
            settings.penalties().jobShort() + demand.perKwh(),
            Arrays.stream(horizon.prices().exportPerKwh()).max().orElse(0),
            sessionForecaster);
    List<HeatPump> pumps =
        request.flexible().heat().stream()
            .filter(HeatPump::plannable)
            .map(heat -> HeatPump.of(heat, horizon.slots()))
            .toList();
    PlannedStorages storages = storages(deferrable, request, demand);
    PlannedLoads loads = new PlannedLoads(deferrable, storages, pumps, resolution);
    JointCourse joint = new JointCourse(horizon, demand, loads, backwardPass, programMemory);
    return new PlanTask(horizon, demand, loads, joint);
  }

  /** The cheapest course that was found, with the values that lead along it. */
  private PlanCourse course(PlanTask task) {
    LoadPlacement.Draft draft = loadPlacement.begin(task);
    for (int raises = 0; ; raises++) {
      LoadPlacement.Placed placed = loadPlacement.place(task, draft);
      draft = placed.draft();
      Storage[] stores = task.loads().storages().stores();
      Values values = task.horizon().values(backwardPass, draft.problem(task.horizon()), stores);
      PlanCourse led = new PlanCourse(forwardPass.run(task, draft.loads(), values), placed, values);
      boolean last = placed.powers().isPresent() || raises == RAISES;
      Optional<PeakLevels> raised =
          last ? Optional.empty() : task.demand().raised(draft.levels(), led.outcome().gridW());
      if (raised.isEmpty()) {
        return cheaper(task, led).orElse(led);
      }
      draft = draft.with(raised.get());
    }
  }

  /** The joint course, if it is cheaper than that to which the values lead. */
  private Optional<PlanCourse> cheaper(PlanTask task, PlanCourse led) {
    double most = total(task, led.outcome()) - SMALL * Math.abs(led.outcome().cost().bill());
    PlacedLoads loads = led.placed().draft().loads();
    return led.placed()
        .powers()
        .map(powers -> forwardPass.follow(task, loads, led.values(), powers.storageKw()))
        .filter(joint -> total(task, joint) < most)
        .map(joint -> new PlanCourse(joint, led.placed(), led.values()));
  }

  private static double total(PlanTask task, ForwardPass.Outcome outcome) {
    return outcome.cost().total() + task.joint().endCost(outcome.endKwh()[0]);
  }

  /**
   * The batteries, also where there are none, and the first charging sessions. The reserve must not
   * serve the month's peak, so it does not count.
   */
  private PlannedStorages storages(
      DeferrableLoads deferrableLoads, PlanRequest request, DemandCharge demand) {
    PlanModel.StorageModel storageModel = model.storage();
    double reserveKwh =
        storageModel.capacityKwh()
            * Math.min(model.reserve().socPct(), storageModel.maxSocPct() - 1)
            / 100;
    // The true energy, also beyond the range that plans may use.
    double soc = request.batterySocPct().orElse(storageModel.minSocPct());
    double storedKwh = storageModel.capacityKwh() * soc / 100;
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
      all.add(session.planned(now, demand.perKwh(), settings.penalties()));
    }
    return PlannedStorages.of(all);
  }
}
