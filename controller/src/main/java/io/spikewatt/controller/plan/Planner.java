package io.spikewatt.controller.plan;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.asset.HeatRequest;
import io.spikewatt.controller.optimise.BackwardPass;
import io.spikewatt.controller.optimise.BestAction;
import io.spikewatt.controller.optimise.GridMarkovChain;
import io.spikewatt.controller.optimise.GridResolution;
import io.spikewatt.controller.optimise.HorizonData;
import io.spikewatt.controller.optimise.OutageRisk;
import io.spikewatt.hal.store.KeptValues;
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
  private final HeatPlanner heatPlanner;

  /** Distinguished age of the running outage; 0 = the grid is up. */
  private int outageAge;

  /**
   * @throws IllegalArgumentException if the tariff has no price for some time of the day
   */
  public Planner(PlanModel model) {
    this(model, PlannerSettings.DAEMON);
  }

  /**
   * The daemon's.
   *
   * @param habits of the cars; learns from each plan
   * @throws IllegalArgumentException if the tariff has no price for some time of the day
   */
  public Planner(PlanModel model, EvHabits habits) {
    this(model, PlannerSettings.DAEMON, habits);
  }

  /** For tests: with {@code classes} = 1 forecasts count as certain. */
  Planner(PlanModel model, int classes) {
    this(model, PlannerSettings.DAEMON.classes(classes));
  }

  /**
   * @throws IllegalArgumentException if the tariff has no price for some time of the day
   */
  public Planner(PlanModel model, PlannerSettings settings) {
    this(model, settings, new EvHabits(settings.slots(), model.zone(), KeptValues.inMemory()));
  }

  private Planner(PlanModel model, PlannerSettings settings, EvHabits habits) {
    this.model = model;
    this.settings = settings;
    this.resolution = settings.resolution();
    int errorClasses = resolution.errorClasses();
    this.classes = new NetLoadClasses(errorClasses, settings.slots().slot());
    this.planHorizon = new PlanHorizon(settings.slots(), errorClasses);
    this.horizonPrices = new HorizonPrices(model);
    this.habits = habits;
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
    this.heatPlanner = new HeatPlanner(model, settings);
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
    List<HeatPump> pumps = pumps(request, unmetRequests);
    Loads loads = new Loads(deferrableLoads, storages(deferrableLoads, request, peakPerKwh), pumps);
    if (demand.applies() || request.peak().given().isPresent()) {
      demand.begin(planHorizon, request.peak());
      if (request.peak().given().isEmpty()) {
        demand.search(planHorizon, mostKw(loads), () -> coarseCost(loads));
      }
    }
    Course course = follow(loads);
    judge(loads, course, unmetRequests);
    return new PlanResult.Made(made(request, loads, course, unmetRequests));
  }

  /** What a plan places: deferrable loads, storages with levels of their own, and heat pumps. */
  private record Loads(DeferrableLoads deferrable, PlannedStorages storages, List<HeatPump> pumps) {

    /** Whether the heat pumps have to leave room for others. */
    boolean others() {
      return storages.all().size() > 1 || !deferrable.works(0).isEmpty();
    }
  }

  /** The expected course of all of them. */
  private record Course(ForwardPass.Outcome outcome, List<HeatPlanner.Course> heat) {}

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

  private Plan made(PlanRequest request, Loads loads, Course course, UnmetRequests unmetRequests) {
    double co2Kg = course.outcome.co2Kg();
    List<ValueTables> values = new ArrayList<>();
    values.add(values(loads.storages));
    course.heat.forEach(heat -> values.add(heat.values()));
    return new Plan(
        request.now(),
        request.now().plus(model.validFor()),
        planHorizon.start,
        settings.slots().slot(),
        schedule(loads, course),
        StorageValues.firstOf(values),
        course.outcome.bill(),
        Double.isNaN(co2Kg) ? OptionalDouble.empty() : OptionalDouble.of(co2Kg),
        unmetRequests.unmet(),
        Optional.empty(),
        jobs(loads.deferrable));
  }

  private PlanSchedule schedule(Loads loads, Course course) {
    int n = planHorizon.slots;
    double[] none = new double[0];
    List<AssetSeries> assets = new ArrayList<>(course.outcome.storages());
    List<DeferrableLoad> shifted = shifted(loads.deferrable);
    for (int i = kept(loads.deferrable); i < firstJob(loads.deferrable); i++) {
      double[] powerW = loadShifting.watts(i, n);
      Arrays.setAll(powerW, k -> -powerW[k]);
      assets.add(new AssetSeries(shifted.get(i).id(), AssetSeries.EV, powerW, none, none));
    }
    assets.add(
        new AssetSeries(
            AssetSeries.COMPUTE, AssetSeries.COMPUTE, course.outcome.computeW(), none, none));
    course.heat.forEach(heat -> assets.add(heat.series()));
    double[] loadW = new double[n];
    double[] pvW = new double[n];
    for (int k = 0; k < n; k++) {
      loadW[k] = 1000 * planHorizon.net[k].loadKw;
      pvW[k] = 1000 * planHorizon.net[k].pvKw;
    }
    return new PlanSchedule(
        loadW,
        pvW,
        course.outcome.curtailedW(),
        course.outcome.gridW(),
        Arrays.copyOf(planHorizon.horizonData.importPerKwh, n),
        Arrays.copyOf(planHorizon.horizonData.exportPerKwh, n),
        demand.levelW(planHorizon),
        assets);
  }

  /** Adds messages about unmet requests. */
  private void judge(Loads loads, Course course, UnmetRequests unmetRequests) {
    List<EvPlan> cars = loads.deferrable.withLevels(resolution.carsWithLevels());
    for (int i = 0; i < cars.size(); i++) {
      if (cars.get(i).comes().isEmpty()) {
        unmetRequests.judge(cars.get(i), course.outcome.endKwh()[i + 1], planHorizon.end());
      }
    }
    for (int j = 0; j < loads.deferrable.jobs().size(); j++) {
      unmetRequests.judge(
          loads.deferrable.jobs().get(j), loadShifting.shortKwh(firstJob(loads.deferrable) + j));
    }
    for (int i = 0; i < loads.pumps.size(); i++) {
      unmetRequests.judge(loads.pumps.get(i), course.heat.get(i).coldestKwh());
    }
    unmetRequests.judgeLimits(course.outcome.beyond());
    if (demand.applies()) {
      unmetRequests.judgePeak(demand.soFarKw(), course.outcome.beyond().peakKw());
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
      planHorizon.heatKw[k] = 0;
      planHorizon.leavingKw[k] = 0;
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

  /** Heat pumps and other loads are planned twice where they have to leave each other room. */
  private Course follow(Loads loads) {
    int rounds = loads.pumps.isEmpty() || !loads.others() ? 1 : 2;
    for (int raises = 0; ; raises++) {
      Course course = course(loads);
      for (int round = 1; round < rounds; round++) {
        besides(course.outcome);
        course = course(loads);
      }
      if (raises == RAISES || !demand.raise(planHorizon, course.outcome.gridW())) {
        return course;
      }
    }
  }

  private Course course(Loads loads) {
    List<HeatPlanner.Course> heat = heat(loads, false);
    shift(backwardPass, resolution.shifting().rounds(), loads);
    run(backwardPass, loads.storages);
    return new Course(forwardPass.run(planHorizon, backwardPass, loads.storages), heat);
  }

  private void run(BackwardPass by, PlannedStorages storages) {
    by.run(planHorizon.horizonData, storages.stores(), grid, outageAge, planHorizon.epoch());
  }

  /** Courses of the heat pumps beside the other loads as they are planned so far. */
  private List<HeatPlanner.Course> heat(Loads loads, boolean coarsely) {
    List<HeatPlanner.Course> courses =
        heatPlanner.plan(planHorizon, loads.pumps, loads.storages.all().getFirst(), coarsely);
    describe();
    return courses;
  }

  /** Fills in the power of cars with levels, for heat pumps to be planned beside. */
  private void besides(ForwardPass.Outcome outcome) {
    Arrays.fill(planHorizon.leavingKw, 0, planHorizon.slots, 0);
    for (AssetSeries car : outcome.storages().subList(1, outcome.storages().size())) {
      for (int k = 0; k < planHorizon.slots; k++) {
        planHorizon.leavingKw[k] -= car.powerW()[k] / 1000;
      }
    }
  }

  /**
   * The batteries, also where there are none, and the first cars. The reserve must not serve the
   * month's peak, so it does not count.
   */
  private PlannedStorages storages(
      DeferrableLoads deferrableLoads, PlanRequest request, double peakPerKwh) {
    PlanModel.BatteryModel batteryModel = model.storage();
    double reserveKwh =
        batteryModel.capacityKwh()
            * Math.min(model.reserveSocPct(), batteryModel.maxSocPct() - 1)
            / 100;
    double storedKwh = storedKwh(request);
    List<PlannedStorages.Planned> all = new ArrayList<>();
    all.add(
        new PlannedStorages.Planned(
            AssetSeries.BATTERY,
            AssetSeries.BATTERY,
            batteryModel.store(demand.applies() ? Math.min(reserveKwh, storedKwh) : 0),
            storedKwh,
            batteryModel.capacityKwh()));
    Instant now = request.now().instant();
    for (EvPlan car : deferrableLoads.withLevels(resolution.carsWithLevels())) {
      all.add(car.planned(now, peakPerKwh, settings.penalties()));
    }
    return PlannedStorages.of(all);
  }

  /**
   * Places jobs and cars without levels in slots as load, by the cost of load beside the others.
   */
  private void shift(BackwardPass by, int rounds, Loads loads) {
    DeferrableLoads deferrable = loads.deferrable;
    if (deferrable.works(resolution.carsWithLevels()).isEmpty()) {
      return;
    }
    PlannedStorages beside =
        resolution.shifting().besideCars() ? loads.storages : loads.storages.staying();
    List<DeferrableLoad> works = shifted(deferrable);
    for (int round = 0; round < rounds; round++) {
      run(by, beside);
      loadShifting.fill(
          planHorizon,
          by,
          beside,
          model.compute().minKw(),
          works,
          kept(deferrable),
          firstJob(deferrable));
      describe();
    }
  }

  /** Loads that compete for slots: cars, then jobs. */
  private List<DeferrableLoad> shifted(DeferrableLoads deferrable) {
    return deferrable.works(resolution.shifting().besideCars() ? resolution.carsWithLevels() : 0);
  }

  /** Number of the first ones among them, which have levels of their own and only compete. */
  private int kept(DeferrableLoads deferrable) {
    return resolution.shifting().besideCars()
        ? 0
        : Math.min(resolution.carsWithLevels(), deferrable.cars().size());
  }

  /** Number of the first job among them. */
  private int firstJob(DeferrableLoads deferrable) {
    int cars = deferrable.cars().size();
    boolean besideCars = resolution.shifting().besideCars();
    return besideCars ? Math.max(0, cars - resolution.carsWithLevels()) : cars;
  }

  /** Upper bound of the power of all controlled loads together. */
  private double mostKw(Loads loads) {
    return model.storage().chargeKw()
        + model.compute().maxKw()
        + loads.deferrable.cars().stream().mapToDouble(EvPlan::maxKw).sum()
        + loads.deferrable.expected().stream().mapToDouble(EvPlan::maxKw).sum()
        + loads.pumps.stream().mapToDouble(pump -> pump.storage().chargeKw()).sum();
  }

  /** Least cost of the horizon with the present import levels. */
  private double coarseCost(Loads loads) {
    double heatCost = heat(loads, true).stream().mapToDouble(HeatPlanner.Course::cost).sum();
    shift(coarse, 1, loads);
    run(coarse, loads.storages);
    NetLoadClasses.Slot slot = planHorizon.net[0];
    double net = slot.loadKw - slot.pvKw + model.compute().minKw() + planHorizon.plannedKw(0);
    double[] kwh = loads.storages.fromKwh();
    boolean up = planHorizon.horizonData.up[0];
    bestAction.make(
        coarse,
        loads.storages.stores(),
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
        horizonData.netKw[k][z] =
            slot.netKw[z] + model.compute().minKw() + planHorizon.plannedKw(k);
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

  /** Values of the batteries, and of a car that is plugged in. */
  private ValueTables values(PlannedStorages storages) {
    List<ValueTables.Axis> axes =
        storages.all().stream()
            .filter(PlannedStorages.Planned::isPresent)
            .map(stored -> new ValueTables.Axis(stored.id(), stored.capacityKwh(), 100))
            .toList();
    return ValueTables.of(planHorizon, model, backwardPass, axes);
  }
}
