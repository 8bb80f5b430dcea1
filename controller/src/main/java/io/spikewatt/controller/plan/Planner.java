package io.spikewatt.controller.plan;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.optimise.BackwardPass;
import io.spikewatt.controller.optimise.BestAction;
import io.spikewatt.controller.optimise.GridMarkovChain;
import io.spikewatt.controller.optimise.GridResolution;
import io.spikewatt.controller.optimise.HorizonData;
import io.spikewatt.controller.optimise.StateGrid;
import io.spikewatt.controller.optimise.Storage;
import io.spikewatt.controller.optimise.SupplyOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Makes plans by stochastic dynamic programming on stored energy, in 15-minute slots over the hours
 * that both forecasts cover, at most 36. One thread at a time; scratch memory is allocated once, so
 * keep the object: it also remembers what energy is worth at each time of day, which later plans
 * end with. Equal histories of requests give equal plans.
 */
public final class Planner {

  private static final int CLASSES = 7;
  private static final int PER_DAY = 96;
  private static final double LARGE_KW = 1e6;

  /**
   * The first time cars are spread by prices without them, the second by prices beside them, which
   * halves what many cars lose; a third gains nothing more.
   */
  private static final int SPREADS = 2;

  /** How often a level of import that the course does not keep is raised. */
  private static final int RAISES = 2;

  /** As fine as a plan of 36 hours in 15-minute slots can be within its time. */
  private static final GridResolution LEVELS =
      new GridResolution(14, 81, 251, 17, 33, 11, 13, 0.75);

  private static final GridResolution COARSE =
      new GridResolution(14, 81, 251, 15, 25, 11, 13, 0.75);

  /** Limits of the grid connection are soft, with a price by slot; nothing else can serve. */
  private static final SupplyOptions SUPPLY =
      new SupplyOptions(SupplyOptions.Genset.NONE, List.of(), 0, 0);

  private final PlanModel model;
  private final NetLoadClasses classes;
  private final PlanHorizon planHorizon;
  private final HorizonPrices horizonPrices;
  private final GridMarkovChain grid = new GridMarkovChain();
  private final BackwardPass backwardPass;
  private final LoadShifting loadShifting = new LoadShifting(SUPPLY);
  private final DemandCharge demand;
  private final OutageCost outageCost;

  /** Where the peak of import is to lie is found on fewer levels. */
  private final BackwardPass coarse;

  private final BestAction bestAction = new BestAction(SUPPLY, BestAction.Equals.EXCHANGE_LEAST);
  private final ForwardPass forwardPass;

  /**
   * @throws IllegalArgumentException if the tariff has no price for some time of the day
   */
  public Planner(PlanModel model) {
    this(model, CLASSES);
  }

  /** For tests: with {@code classes} = 1 forecasts are taken as certain. */
  Planner(PlanModel model, int classes) {
    this.model = model;
    this.classes = new NetLoadClasses(classes, PlanHorizon.SLOT);
    this.planHorizon = new PlanHorizon(classes);
    this.horizonPrices = new HorizonPrices(model);
    this.grid.announced();
    Arrays.fill(planHorizon.horizonData.after, this.classes.after());
    this.backwardPass =
        new BackwardPass(SUPPLY, classes, LEVELS, PlanHorizon.MOST_SLOTS, PER_DAY, false);
    this.outageCost = new OutageCost(model, classes);
    boolean cost = model.objective() == Site.Objective.COST;
    this.demand = new DemandCharge(cost ? model.tariff().demandPerKw() : 0, model.zone());
    this.coarse =
        demand.applies()
            ? new BackwardPass(SUPPLY, classes, COARSE, PlanHorizon.MOST_SLOTS, PER_DAY, false)
            : backwardPass;
    this.forwardPass = new ForwardPass(model, SUPPLY, demand);
  }

  /** The same for a grid that never fails. */
  public PlanResult plan(PlanRequest request) {
    return plan(request, OutageRates.NONE);
  }

  /**
   * A plan, or in words why there cannot be one; nothing that is asked makes it throw.
   *
   * @param outageRates what is to be expected of the grid; something is kept for the next one
   */
  public PlanResult plan(PlanRequest request, OutageRates outageRates) {
    Optional<String> fault = RequestFault.of(request, model.storage().usable());
    if (fault.isPresent()) {
      return new PlanResult.Failed(fault.get());
    }
    Instant now = request.now().instant();
    if (!fillHorizon(request, now)) {
      return new PlanResult.Failed("the forecasts do not cover the running slot");
    }
    UnmetRequests unmetRequests = new UnmetRequests(model, now);
    DeferrableLoads deferrableLoads =
        DeferrableLoads.of(model, request, planHorizon.end(), demand.perKwh(), unmetRequests);
    Optional<EvPlan> main = deferrableLoads.main();
    describe();
    planHorizon.horizonData.risk = outageCost.of(planHorizon, outageRates);
    Storage[] stores = stores(main, request, now);
    double storedKwh = storedKwh(request);
    if (demand.applies()) {
      demand.begin(planHorizon, request.peak());
      demand.search(
          planHorizon,
          mostKw(deferrableLoads),
          () -> coarseCost(deferrableLoads, stores, storedKwh));
    }
    ForwardPass.Outcome outcome = follow(deferrableLoads, stores, storedKwh);
    main.ifPresent(car -> unmetRequests.judge(car, outcome.evEndKwh(), planHorizon.end()));
    Map<String, PlannedJob> jobs = judgeJobs(deferrableLoads, unmetRequests);
    unmetRequests.judgeLimits(outcome);
    if (demand.applies()) {
      unmetRequests.judgePeak(demand.soFarKw(), outcome.peakKw());
    }
    return new PlanResult.Made(
        new Plan(
            request.now(),
            request.now().plus(model.validFor()),
            planHorizon.start,
            PlanHorizon.SLOT,
            outcome.schedule(),
            tables(main),
            outcome.bill(),
            Double.isNaN(outcome.co2Kg())
                ? OptionalDouble.empty()
                : OptionalDouble.of(outcome.co2Kg()),
            unmetRequests.unmet(),
            Optional.empty(),
            jobs));
  }

  /** Where the jobs were put; what cannot be done is told. */
  private Map<String, PlannedJob> judgeJobs(
      DeferrableLoads deferrableLoads, UnmetRequests unmetRequests) {
    Map<String, PlannedJob> planned = new HashMap<>();
    for (int j = 0; j < deferrableLoads.jobs().size(); j++) {
      int i = deferrableLoads.cars().size() + j;
      DeferrableLoad job = deferrableLoads.jobs().get(j);
      planned.put(job.id(), loadShifting.planned(i, planHorizon.slots));
      unmetRequests.judge(job, loadShifting.shortKwh(i));
    }
    return planned;
  }

  private boolean fillHorizon(PlanRequest request, Instant now) {
    planHorizon.start = PlanHorizon.floor(now);
    planHorizon.importKw = Math.min(LARGE_KW, request.importLimitW() / 1000);
    planHorizon.exportKw = Math.min(LARGE_KW, request.exportLimitW() / 1000);
    int k = 0;
    while (k < PlanHorizon.MOST_SLOTS
        && classes.fill(request.load(), request.pv(), planHorizon.start(k), planHorizon.net[k])) {
      horizonPrices.fill(planHorizon, request.prices(), k);
      planHorizon.horizonData.importKw[k] = planHorizon.importKw;
      planHorizon.horizonData.exportKw[k] = planHorizon.exportKw;
      planHorizon.horizonData.up[k] = true;
      planHorizon.horizonData.hours[k] = PlanHorizon.SLOT_HOURS;
      planHorizon.otherEvKw[k] = 0;
      planHorizon.jobKw[k] = 0;
      k++;
    }
    planHorizon.slots = k;
    planHorizon.horizonData.slots = k;
    if (k == 0) {
      return false;
    }
    horizonPrices.extremes(planHorizon, request.prices());
    // A second is the least, so that a plan made at the very end of a slot still has a first slot.
    long leftMillis = Math.max(1000, Duration.between(now, planHorizon.start(1)).toMillis());
    planHorizon.horizonData.hours[0] = leftMillis / 3_600_000.0;
    return true;
  }

  private ForwardPass.Outcome follow(
      DeferrableLoads deferrableLoads, Storage[] stores, double storedKwh) {
    for (int raises = 0; ; raises++) {
      spread(backwardPass, SPREADS, deferrableLoads, stores, storedKwh);
      backwardPass.run(planHorizon.horizonData, stores, grid, 0, planHorizon.epoch());
      ForwardPass.Outcome outcome =
          forwardPass.run(planHorizon, backwardPass, stores, storedKwh, deferrableLoads.main());
      if (raises == RAISES || !demand.raise(planHorizon, outcome.schedule().gridW())) {
        return outcome;
      }
    }
  }

  /** No reserve is drawn upon for the month's peak, so it is not counted on. */
  private Storage[] stores(Optional<EvPlan> car, PlanRequest request, Instant now) {
    PlanModel.BatteryModel batteryModel = model.storage();
    double reserveKwh =
        batteryModel.capacityKwh()
            * Math.min(model.reserveSocPct(), batteryModel.maxSocPct() - 1)
            / 100;
    Storage battery =
        batteryModel.store(demand.applies() ? Math.min(reserveKwh, storedKwh(request)) : 0);
    return car.isPresent()
        ? new Storage[] {battery, car.get().store(now, demand.perKwh())}
        : new Storage[] {battery};
  }

  /** Puts jobs and all cars but the first into slots as load, at what load costs beside them. */
  private void spread(
      BackwardPass by,
      int rounds,
      DeferrableLoads deferrableLoads,
      Storage[] stores,
      double storedKwh) {
    if (!deferrableLoads.spreads()) {
      return;
    }
    Storage[] batteries = {stores[0]};
    for (int round = 0; round < rounds; round++) {
      by.run(planHorizon.horizonData, batteries, grid, 0, planHorizon.epoch());
      loadShifting.fill(
          planHorizon, by, batteries, storedKwh, model.compute().minKw(), deferrableLoads);
      describe();
    }
  }

  /** More than everything that is controlled can take at once. */
  private double mostKw(DeferrableLoads deferrableLoads) {
    return model.storage().chargeKw()
        + model.compute().maxKw()
        + deferrableLoads.cars().stream().mapToDouble(EvPlan::maxKw).sum();
  }

  /** Least cost of the horizon with the import levels as they are. */
  private double coarseCost(DeferrableLoads deferrableLoads, Storage[] stores, double storedKwh) {
    spread(coarse, 1, deferrableLoads, stores, storedKwh);
    coarse.run(planHorizon.horizonData, stores, grid, 0, planHorizon.epoch());
    NetLoadClasses.Slot slot = planHorizon.net[0];
    double net = slot.loadKw - slot.pvKw + model.compute().minKw() + planHorizon.spreadKw(0);
    double evKwh = deferrableLoads.main().map(EvPlan::fromKwh).orElse(0.0);
    bestAction.make(
        coarse, stores, planHorizon.horizonData, 0, true, net, slot.pvKw, storedKwh, evKwh, 0);
    return bestAction.total;
  }

  /** Tells the recursion what the site wishes and what every slot holds. */
  private void describe() {
    HorizonData horizonData = planHorizon.horizonData;
    PlanModel.BatteryModel batteryModel = model.storage();
    horizonData.flexPerKwh = model.compute().valuePerKwh();
    horizonData.reserveKwh = batteryModel.capacityKwh() * model.reserveSocPct() / 100;
    horizonData.reservePerKwhHour = PenaltyPrices.RESERVE_HOUR;
    horizonData.waitPerKwhHour = PenaltyPrices.EV_WAIT_HOUR;
    horizonData.beyondPerKwh = PenaltyPrices.LIMIT;
    horizonData.laterPerKwh = Math.max(0, planHorizon.cheapestPerKwh);
    // Neither worth charging for at the cheapest price nor worth discharging at it; where there is
    // but one price, a little less than discharging saves, so that energy is not held for ever.
    horizonData.leftPerKwh =
        Math.min(
            horizonData.laterPerKwh, 0.97 * batteryModel.efficiency() * planHorizon.dearestPerKwh);
    for (int k = 0; k < planHorizon.slots; k++) {
      NetLoadClasses.Slot slot = planHorizon.net[k];
      horizonData.loadKw[k] = slot.loadKw;
      double spanKw = model.compute().maxKw() - model.compute().minKw();
      horizonData.flexKw[k] = Math.max(0, spanKw - planHorizon.jobKw[k]);
      for (int z = 0; z < classes.classes(); z++) {
        horizonData.netKw[k][z] = slot.netKw[z] + model.compute().minKw() + planHorizon.spreadKw(k);
        horizonData.pvKw[k][z] = slot.pvClassKw[z];
      }
    }
  }

  private double storedKwh(PlanRequest request) {
    PlanModel.BatteryModel batteryModel = model.storage();
    double soc = request.batterySocPct().orElse(batteryModel.minSocPct());
    return batteryModel.capacityKwh()
        * Math.clamp(
            soc,
            batteryModel.minSocPct(),
            Math.max(batteryModel.minSocPct(), batteryModel.maxSocPct()))
        / 100;
  }

  private ValueTables tables(Optional<EvPlan> car) {
    long span = model.validFor().toMillis() / PlanHorizon.SLOT.toMillis() + 2;
    int count = (int) Math.min(planHorizon.slots, span);
    List<ValueTables.Table> tables = new ArrayList<>(count);
    for (int k = 0; k < count; k++) {
      StateGrid stateGrid = backwardPass.lattice(k).copy();
      double[] copy = java.util.Arrays.copyOf(backwardPass.mean(k), stateGrid.cells());
      tables.add(new ValueTables.Table(stateGrid, copy));
    }
    return new ValueTables(
        planHorizon.start,
        tables,
        model.storage().capacityKwh(),
        car.map(EvPlan::id),
        car.map(EvPlan::capacityKwh).orElse(0.0));
  }
}
