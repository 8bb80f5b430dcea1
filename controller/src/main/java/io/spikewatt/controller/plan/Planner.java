package io.spikewatt.controller.plan;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.optimise.BackwardPass;
import io.spikewatt.controller.optimise.BestAction;
import io.spikewatt.controller.optimise.GridMarkovChain;
import io.spikewatt.controller.optimise.GridResolution;
import io.spikewatt.controller.optimise.HorizonData;
import io.spikewatt.controller.optimise.OutageRisk;
import io.spikewatt.controller.optimise.StateGrid;
import io.spikewatt.controller.optimise.Storage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Makes plans by stochastic dynamic programming on stored energy, over the slots that both
 * forecasts cover. Confined to one thread at a time; scratch memory is allocated once. Keep the
 * object: it remembers the value of energy at each time of day, which later plans end with, and
 * when cars come. Equal histories of requests give equal plans.
 */
public final class Planner {

  private static final double LARGE_KW = 1e6;

  /** Number of times that an import level which the course exceeds is raised. */
  private static final int RAISES = 2;

  private final PlanModel model;
  private final PlannerSettings settings;
  private final PlannerSettings.Resolution resolution;
  private final NetLoadClasses classes;
  private final PlanHorizon planHorizon;
  private final HorizonPrices horizonPrices;
  private final GridMarkovChain grid = new GridMarkovChain();
  private final BackwardPass backwardPass;
  private final LoadShifting loadShifting;
  private final DemandCharge demand;
  private final OutageCost outageCost;
  private final EvHabits habits;

  /** For the search of the peak level, on fewer levels. */
  private final BackwardPass coarse;

  private final BestAction bestAction;
  private final ForwardPass forwardPass;

  /** Distinguished age of the running outage; 0 = the grid is up. */
  private int outageAge;

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
    this.model = model;
    this.settings = settings;
    this.resolution = settings.resolution();
    int errorClasses = resolution.errorClasses();
    this.classes = new NetLoadClasses(errorClasses, settings.slots().slot());
    this.planHorizon = new PlanHorizon(settings.slots(), errorClasses);
    this.horizonPrices = new HorizonPrices(model);
    this.habits = new EvHabits(settings.slots(), model.zone());
    Arrays.fill(planHorizon.horizonData.after, this.classes.after());
    this.backwardPass = backward(resolution.levels());
    this.outageCost = new OutageCost(model, settings.slots(), errorClasses);
    boolean cost = model.objective() == Site.Objective.COST;
    this.demand = new DemandCharge(cost ? model.tariff().demandPerKw() : 0, model.zone());
    this.coarse = demand.applies() ? backward(resolution.peakLevels()) : backwardPass;
    this.loadShifting =
        new LoadShifting(settings.supply(), settings.slots(), resolution.shifting(), backwardPass);
    this.bestAction = new BestAction(settings.supply(), BestAction.Equals.EXCHANGE_LEAST);
    this.forwardPass = new ForwardPass(model, settings, demand);
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
    if (!fillHorizon(request, now)) {
      return new PlanResult.Failed("the forecasts do not cover the running slot");
    }
    habits.observe(now, request.evs());
    UnmetRequests unmetRequests = new UnmetRequests(model, now);
    double peakPerKwh = demand.perKwh(settings.slots().hours());
    double jobShort = settings.penalties().jobShort() + peakPerKwh;
    DeferrableLoads deferrableLoads =
        DeferrableLoads.of(model, request, planHorizon.end(), jobShort, habits, unmetRequests);
    describe();
    expect(outageRates);
    PlannedStorages storages = storages(deferrableLoads, request, peakPerKwh);
    if (demand.applies() || request.peak().given().isPresent()) {
      demand.begin(planHorizon, request.peak());
      if (request.peak().given().isEmpty()) {
        demand.search(
            planHorizon, mostKw(deferrableLoads), () -> coarseCost(deferrableLoads, storages));
      }
    }
    ForwardPass.Outcome outcome = follow(deferrableLoads, storages);
    judge(deferrableLoads, storages, outcome, unmetRequests);
    return new PlanResult.Made(made(request, deferrableLoads, storages, outcome, unmetRequests));
  }

  private Plan made(
      PlanRequest request,
      DeferrableLoads deferrableLoads,
      PlannedStorages storages,
      ForwardPass.Outcome outcome,
      UnmetRequests unmetRequests) {
    double co2Kg = outcome.co2Kg();
    return new Plan(
        request.now(),
        request.now().plus(model.validFor()),
        planHorizon.start,
        settings.slots().slot(),
        outcome.schedule(),
        tables(storages),
        outcome.bill(),
        Double.isNaN(co2Kg) ? OptionalDouble.empty() : OptionalDouble.of(co2Kg),
        unmetRequests.unmet(),
        Optional.empty(),
        jobs(deferrableLoads));
  }

  /** Adds messages about unmet requests. */
  private void judge(
      DeferrableLoads deferrableLoads,
      PlannedStorages storages,
      ForwardPass.Outcome outcome,
      UnmetRequests unmetRequests) {
    for (int i = 0; i < storages.cars().size(); i++) {
      EvPlan car = storages.cars().get(i);
      if (car.comes().isEmpty()) {
        unmetRequests.judge(car, outcome.carEndKwh()[i], planHorizon.end());
      }
    }
    for (int j = 0; j < deferrableLoads.jobs().size(); j++) {
      unmetRequests.judge(
          deferrableLoads.jobs().get(j), loadShifting.shortKwh(firstJob(deferrableLoads) + j));
    }
    unmetRequests.judgeLimits(outcome);
    if (demand.applies()) {
      unmetRequests.judgePeak(demand.soFarKw(), outcome.peakKw());
    }
  }

  /** Placement of the jobs. */
  private Map<String, PlannedJob> jobs(DeferrableLoads deferrableLoads) {
    Map<String, PlannedJob> planned = new LinkedHashMap<>();
    for (int j = 0; j < deferrableLoads.jobs().size(); j++) {
      DeferrableLoad job = deferrableLoads.jobs().get(j);
      planned.put(job.id(), loadShifting.planned(firstJob(deferrableLoads) + j, planHorizon.slots));
    }
    return planned;
  }

  private boolean fillHorizon(PlanRequest request, Instant now) {
    planHorizon.start = settings.slots().floor(now);
    planHorizon.importKw = Math.min(LARGE_KW, request.importLimitW() / 1000);
    planHorizon.exportKw = Math.min(LARGE_KW, request.exportLimitW() / 1000);
    int k = 0;
    while (k < settings.slots().most()
        && classes.fill(request.ahead(), planHorizon.start(k), planHorizon.net[k])) {
      horizonPrices.fill(planHorizon, request.prices(), k);
      planHorizon.horizonData.importKw[k] = planHorizon.importKw;
      planHorizon.horizonData.exportKw[k] = planHorizon.exportKw;
      planHorizon.horizonData.hours[k] = settings.slots().hours();
      planHorizon.horizonData.peakKw[k] = Double.POSITIVE_INFINITY;
      planHorizon.otherEvKw[k] = 0;
      planHorizon.jobKw[k] = 0;
      k++;
    }
    planHorizon.slots = k;
    planHorizon.horizonData.slots = k;
    planHorizon.horizonData.ends = settings.ends() && k < settings.slots().most();
    if (k == 0) {
      return false;
    }
    horizonPrices.extremes(planHorizon, request.prices());
    // At least a second, so that a plan made at the very end of a slot still has a first slot.
    long leftMillis = Math.max(1000, Duration.between(now, planHorizon.start(1)).toMillis());
    planHorizon.horizonData.hours[0] = leftMillis / 3_600_000.0;
    return true;
  }

  /** Sets when the grid is up, or how it fails. */
  private void expect(OutageRates outageRates) {
    grid.announced();
    outageAge = 0;
    planHorizon.horizonData.risk = OutageRisk.NONE;
    Arrays.fill(planHorizon.horizonData.up, true);
    switch (outageRates) {
      case OutageRates.Announced announced -> {
        for (int k = 0; k < planHorizon.slots; k++) {
          planHorizon.horizonData.up[k] = !announced.down(k);
        }
      }
      case OutageRates.Expected expected ->
          planHorizon.horizonData.risk = outageCost.of(planHorizon, expected);
      case OutageRates.ByAge by -> {
        int ages = Math.min(resolution.outageAges(), by.returns().length - 1);
        if (ages > 0 && by.failsPerSlot() > 0) {
          grid.unannounced(by.failsPerSlot(), ages, by.returns());
          outageAge = Math.min(by.age(), ages);
        }
        planHorizon.horizonData.up[0] = by.age() == 0;
      }
    }
  }

  private ForwardPass.Outcome follow(DeferrableLoads deferrableLoads, PlannedStorages storages) {
    for (int raises = 0; ; raises++) {
      shift(backwardPass, resolution.shifting().rounds(), deferrableLoads, storages);
      run(backwardPass, storages);
      ForwardPass.Outcome outcome = forwardPass.run(planHorizon, backwardPass, storages);
      if (raises == RAISES || !demand.raise(planHorizon, outcome.schedule().gridW())) {
        return outcome;
      }
    }
  }

  private void run(BackwardPass by, PlannedStorages storages) {
    by.run(planHorizon.horizonData, storages.stores(), grid, outageAge, planHorizon.epoch());
  }

  /** The reserve must not serve the month's peak, so it does not count. */
  private PlannedStorages storages(
      DeferrableLoads deferrableLoads, PlanRequest request, double peakPerKwh) {
    PlanModel.BatteryModel batteryModel = model.storage();
    double reserveKwh =
        batteryModel.capacityKwh()
            * Math.min(model.reserveSocPct(), batteryModel.maxSocPct() - 1)
            / 100;
    double storedKwh = storedKwh(request);
    Storage battery = batteryModel.store(demand.applies() ? Math.min(reserveKwh, storedKwh) : 0);
    List<EvPlan> cars = deferrableLoads.withLevels(resolution.carsWithLevels());
    Instant now = request.now().instant();
    List<Storage> stores =
        cars.stream().map(car -> car.store(now, peakPerKwh, settings.penalties())).toList();
    return PlannedStorages.of(battery, storedKwh, cars, stores);
  }

  /**
   * Places jobs and cars without levels in slots as load, by the cost of load beside the others.
   */
  private void shift(
      BackwardPass by, int rounds, DeferrableLoads deferrableLoads, PlannedStorages storages) {
    if (deferrableLoads.works(resolution.carsWithLevels()).isEmpty()) {
      return;
    }
    boolean besideCars = resolution.shifting().besideCars();
    PlannedStorages beside = besideCars ? storages : storages.batteries();
    int skipped = besideCars ? resolution.carsWithLevels() : 0;
    List<DeferrableLoad> works = deferrableLoads.works(skipped);
    int kept =
        besideCars ? 0 : Math.min(resolution.carsWithLevels(), deferrableLoads.cars().size());
    for (int round = 0; round < rounds; round++) {
      run(by, beside);
      loadShifting.fill(
          planHorizon, by, beside, model.compute().minKw(), works, kept, firstJob(deferrableLoads));
      describe();
    }
  }

  /** Number of the first job among the shifted loads. */
  private int firstJob(DeferrableLoads deferrableLoads) {
    int cars = deferrableLoads.cars().size();
    boolean besideCars = resolution.shifting().besideCars();
    return besideCars ? Math.max(0, cars - resolution.carsWithLevels()) : cars;
  }

  /** Upper bound of the power of all controlled loads together. */
  private double mostKw(DeferrableLoads deferrableLoads) {
    return model.storage().chargeKw()
        + model.compute().maxKw()
        + deferrableLoads.cars().stream().mapToDouble(EvPlan::maxKw).sum()
        + deferrableLoads.expected().stream().mapToDouble(EvPlan::maxKw).sum();
  }

  /** Least cost of the horizon with the present import levels. */
  private double coarseCost(DeferrableLoads deferrableLoads, PlannedStorages storages) {
    shift(coarse, 1, deferrableLoads, storages);
    run(coarse, storages);
    NetLoadClasses.Slot slot = planHorizon.net[0];
    double net = slot.loadKw - slot.pvKw + model.compute().minKw() + planHorizon.spreadKw(0);
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

  /** Sets the site's goals and the content of every slot. */
  private void describe() {
    HorizonData horizonData = planHorizon.horizonData;
    PlanModel.BatteryModel batteryModel = model.storage();
    horizonData.flexPerKwh = model.compute().valuePerKwh();
    horizonData.reserveKwh = batteryModel.capacityKwh() * model.reserveSocPct() / 100;
    horizonData.reservePerKwhHour = settings.penalties().reserveHour();
    horizonData.beyondPerKwh = settings.penalties().limit();
    horizonData.laterPerKwh = Math.max(0, planHorizon.cheapestPerKwh);
    // Worth neither charging at the cheapest price nor discharging at it. With a single price, a
    // little less than discharging saves, so that energy is not held for ever.
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

  private ValueTables tables(PlannedStorages storages) {
    Duration slot = settings.slots().slot();
    long span = model.validFor().toMillis() / slot.toMillis() + 2;
    int count = (int) Math.min(planHorizon.slots, span);
    List<ValueTables.Table> tables = new ArrayList<>(count);
    for (int k = 0; k < count; k++) {
      StateGrid stateGrid = backwardPass.lattice(k).copy();
      double[] copy = Arrays.copyOf(backwardPass.mean(k), stateGrid.cells());
      tables.add(new ValueTables.Table(stateGrid, copy));
    }
    Optional<EvPlan> car =
        storages.firstCarIsPresent() ? Optional.of(storages.cars().getFirst()) : Optional.empty();
    return new ValueTables(
        planHorizon.start,
        slot,
        tables,
        model.storage().capacityKwh(),
        car.map(EvPlan::id),
        car.map(EvPlan::capacityKwh).orElse(0.0));
  }
}
