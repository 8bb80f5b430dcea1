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

  /** Most times that heat pumps are placed. */
  private static final int ROUNDS = 3;

  /** Part of a cost that is worth another round. */
  private static final double FINE = 1e-4;

  /** Higher levels to try, by the least power of the pumps that cannot run at any. */
  private static final double[] HIGHER = {0.4, 0.8, 1.2};

  /** Part of the bill that a joint course has to save to be published instead. */
  private static final double SMALL = 0.0005;

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
  private final JointCourse jointCourse;

  /** By month, how much higher the import level is because load is not certain. */
  private double[] marginKw = new double[DemandCharge.MONTHS];

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
    this.jointCourse = new JointCourse(model, planHorizon, demand, backwardPass);
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
    chooseLevels(loads);
    Placement placement = place(loads);
    for (int raises = 0; ; raises++) {
      run(backwardPass, loads.storages());
      ForwardPass.Outcome led = forwardPass.run(planHorizon, backwardPass, loads.storages());
      boolean joint = placement.powers.isPresent();
      if (joint || raises == RAISES || !demand.raise(planHorizon, led.gridW())) {
        return new PlanCourse(cheaper(led, placement, loads).orElse(led), placement.heat());
      }
      placement = place(loads);
    }
  }

  /**
   * Chooses the import levels with everything that runs below them: by the joint course of all
   * parts, and above it as far as the batteries beside it need because load is not certain.
   */
  private void chooseLevels(PlannedLoads loads) {
    marginKw = new double[DemandCharge.MONTHS];
    boolean chooses = demand.chooses();
    if (!chooses && loads.pumps().isEmpty()) {
      return;
    }
    Optional<JointCourse.Powers> relaxed = jointCourse.relaxed(loads);
    relaxed.ifPresent(this::besidePumps);
    if (!chooses) {
      return;
    }
    double[] certainKw = relaxed.map(JointCourse.Powers::peakKw).orElseGet(demand::floorKw);
    demand.keep(planHorizon, certainKw);
    if (relaxed.isEmpty() || !planHorizon.isCertain()) {
      relaxed.ifPresent(this::asLoad);
      horizonFiller.describe();
      PlannedStorages staying = loads.storages().staying();
      demand.search(planHorizon, certainKw, mostKw(loads), () -> coarseCost(staying));
      Arrays.fill(planHorizon.heatKw, 0, planHorizon.slots, 0);
      horizonFiller.describe();
      double[] level = demand.levelKw();
      Arrays.setAll(marginKw, m -> level[m] - certainKw[m]);
    }
  }

  /**
   * Where loads and heat pumps are placed.
   *
   * @param heat courses of the heat pumps
   * @param powers the joint course beside them
   * @param coarse whether the pumps' values are those of a coarse pass
   */
  private record Placement(
      List<HeatPlanner.Course> heat, Optional<JointCourse.Powers> powers, boolean coarse) {

    /** The same course, with the values of a finer pass. */
    private Placement valued(Placement finer) {
      List<HeatPlanner.Course> valued = new ArrayList<>();
      for (int i = 0; i < heat.size(); i++) {
        valued.add(heat.get(i).with(finer.heat.get(i).values()));
      }
      return new Placement(valued, powers, false);
    }
  }

  /** Whether limits of the grid connection have a price, which a joint course needs. */
  private boolean soft() {
    return settings.penalties().limit() > 0;
  }

  /**
   * Places heat pumps and shifted loads. Pumps that have to choose are placed beside the other
   * parts' course, and these beside the pumps, for as long as that saves.
   */
  private Placement place(PlannedLoads loads) {
    double fixedKw = loads.pumps().stream().mapToDouble(HeatPump::leastFixedKw).sum();
    Placement best =
        fixedKw > 0 && demand.chooses() && soft() && !loads.shifts()
            ? placeByLevel(loads, fixedKw)
            : placeOnce(loads, false);
    boolean again = !loads.pumps().isEmpty() && (loads.others() || best.coarse);
    // Shifted loads are where they were placed last, so that there is no way back.
    int rounds = !again ? 1 : loads.shifts() ? 2 : ROUNDS;
    for (int round = 1; round < rounds && best.powers.isPresent(); round++) {
      Placement next = placeBeside(best, loads, 0, false);
      boolean better = loads.shifts() || cost(next) < cost(best) - FINE * Math.abs(cost(best));
      best = better ? next : best.coarse ? best.valued(next) : best;
      if (!better) {
        break;
      }
    }
    heat(best);
    best.powers.ifPresent(powers -> level(powers, 0));
    horizonFiller.describe();
    return best;
  }

  /**
   * Places pumps that cannot run at any power coarsely, below several levels of import: they may
   * need one that the joint course does not.
   */
  private Placement placeByLevel(PlannedLoads loads, double fixedKw) {
    Placement best = placeOnce(loads, true);
    double from = demand.levelKw()[0] - marginKw[0];
    for (double higher : HIGHER) {
      double peakKw = best.powers.map(powers -> powers.peakKw()[0]).orElse(from);
      Placement next =
          best.powers.isPresent()
              ? placeBeside(best, loads, from + higher * fixedKw - peakKw, true)
              : placeOnce(loads, true);
      best = cost(next) < cost(best) ? next : best;
    }
    return best;
  }

  /** Places pumps beside the other parts of a course, below a level so much above its peak. */
  private Placement placeBeside(
      Placement before, PlannedLoads loads, double higherKw, boolean coarsely) {
    JointCourse.Powers powers = before.powers.orElseThrow();
    besidePumps(powers);
    level(powers, higherKw);
    return placeOnce(loads, coarsely);
  }

  /** Takes over the power of placed pumps. */
  private void heat(Placement placement) {
    Arrays.fill(planHorizon.heatKw, 0, planHorizon.slots, 0);
    for (HeatPlanner.Course course : placement.heat) {
      for (int k = 0; k < planHorizon.slots; k++) {
        planHorizon.heatKw[k] -= course.series().powerW()[k] / 1000;
      }
    }
  }

  private static double cost(Placement placement) {
    return placement.powers.map(JointCourse.Powers::cost).orElse(Double.POSITIVE_INFINITY);
  }

  private Placement placeOnce(PlannedLoads loads, boolean coarsely) {
    List<HeatPlanner.Course> heat =
        heatPlanner.plan(planHorizon, loads.pumps(), loads.storages().all(), coarsely);
    horizonFiller.describe();
    shift(loads);
    boolean alone = loads.pumps().isEmpty() && !loads.others() && !demand.chooses();
    if (alone || !soft()) {
      return new Placement(heat, Optional.empty(), coarsely);
    }
    Optional<JointCourse.Powers> powers = jointCourse.beside(loads, heat);
    List<HeatPlanner.Course> placed = new ArrayList<>(heat);
    for (int i = 0; i < heat.size() && powers.isPresent(); i++) {
      double[] kw = powers.get().pumpKw()[i];
      placed.set(i, heatPlanner.with(planHorizon, loads.pumps().get(i), heat.get(i), kw));
      for (int k = 0; k < planHorizon.slots; k++) {
        planHorizon.heatKw[k] += (heat.get(i).series().powerW()[k] / 1000) - kw[k];
      }
    }
    return new Placement(placed, powers, coarsely);
  }

  private void level(JointCourse.Powers powers, double higherKw) {
    if (demand.chooses()) {
      double[] level = powers.peakKw().clone();
      Arrays.setAll(level, m -> level[m] + marginKw[m] + higherKw);
      demand.keep(planHorizon, level);
    }
  }

  /** The joint course, if it is cheaper than that to which the values lead. */
  private Optional<ForwardPass.Outcome> cheaper(
      ForwardPass.Outcome led, Placement placement, PlannedLoads loads) {
    double most = total(led) - SMALL * Math.abs(led.bill());
    return placement
        .powers
        .map(JointCourse.Powers::storageKw)
        .map(kw -> forwardPass.follow(planHorizon, backwardPass, loads.storages(), kw))
        .filter(joint -> total(joint) < most);
  }

  private double total(ForwardPass.Outcome outcome) {
    return outcome.total() + jointCourse.endCost(outcome.endKwh()[0]);
  }

  private void run(BackwardPass by, PlannedStorages storages) {
    by.run(
        planHorizon.horizonData,
        storages.stores(),
        horizonFiller.grid,
        horizonFiller.outageAge,
        planHorizon.epoch());
  }

  /** Takes over the power of the other parts, for heat pumps to be planned beside. */
  private void besidePumps(JointCourse.Powers powers) {
    for (int k = 0; k < planHorizon.slots; k++) {
      planHorizon.leavingKw[k] = powers.sessionsKw(k, 1);
      planHorizon.waitingKw[k] = powers.sessionsKw(k, 2);
    }
  }

  /** Counts all parts but the batteries as load. */
  private void asLoad(JointCourse.Powers powers) {
    for (int k = 0; k < planHorizon.slots; k++) {
      planHorizon.heatKw[k] = powers.sessionsKw(k, 1);
      for (double[] pumpKw : powers.pumpKw()) {
        planHorizon.heatKw[k] -= pumpKw[k];
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
  private void shift(PlannedLoads loads) {
    if (!loads.shifts()) {
      return;
    }
    PlannedStorages beside = loads.beside();
    List<DeferrableLoad> works = loads.shifted();
    for (int round = 0; round < resolution.shifting().rounds(); round++) {
      run(backwardPass, beside);
      loadShifting.fill(
          planHorizon,
          backwardPass,
          beside,
          model.flexible().minKw(),
          works,
          loads.kept(),
          loads.firstJob());
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

  /** Least cost of the horizon of the batteries alone, with the present import levels. */
  private double coarseCost(PlannedStorages storages) {
    run(coarse, storages);
    NetLoadClasses.Slot slot = planHorizon.net[0];
    double net = slot.loadKw - slot.pvKw + model.flexible().minKw() + planHorizon.plannedKw(0);
    double[] kwh = storages.fromKwh();
    boolean up = planHorizon.horizonData.up[0];
    bestAction.make(
        coarse,
        storages.stores(),
        planHorizon.horizonData,
        0,
        up,
        net,
        slot.pvKw,
        kwh[0],
        kwh[1],
        kwh[2]);
    return bestAction.total;
  }

  /** The true energy of the batteries, also beyond what plans may use of them. */
  private double storedKwh(PlanRequest request) {
    PlanModel.StorageModel storageModel = model.storage();
    double soc = request.batterySocPct().orElse(storageModel.minSocPct());
    return storageModel.capacityKwh() * soc / 100;
  }
}
