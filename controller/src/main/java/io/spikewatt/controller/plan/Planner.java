package io.spikewatt.controller.plan;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.value.Backward;
import io.spikewatt.controller.value.Choice;
import io.spikewatt.controller.value.GridChain;
import io.spikewatt.controller.value.Lattice;
import io.spikewatt.controller.value.Levels;
import io.spikewatt.controller.value.OutageRisk;
import io.spikewatt.controller.value.Outlook;
import io.spikewatt.controller.value.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Makes plans by stochastic dynamic programming on stored energy, over the slots that both
 * forecasts cover. One thread at a time; scratch memory is allocated once, so keep the object: it
 * also remembers what energy is worth at each time of day, which later plans end with, and when
 * cars come. Equal histories of requests give equal plans.
 */
public final class Planner {

  private static final double LARGE_KW = 1e6;

  /** How often a level of import that the course does not keep is raised. */
  private static final int RAISES = 2;

  private final PlanModel model;
  private final PlannerSettings settings;
  private final PlannerSettings.Resolution resolution;
  private final NetLoadClasses classes;
  private final Horizon horizon;
  private final Pricing pricing;
  private final GridChain grid = new GridChain();
  private final Backward backward;
  private final Spread spread;
  private final DemandCharge demand;
  private final OutageCost outageCost;
  private final CarHabits habits;

  /** Where the peak of import is to lie is found on fewer levels. */
  private final Backward coarse;

  private final Choice choice;
  private final Rollout rollout;

  /** Age of the outage that is, as far as ages are told apart; 0 = the grid is up. */
  private int outageAge;

  /**
   * @throws IllegalArgumentException if the tariff has no price for some time of the day
   */
  public Planner(PlanModel model) {
    this(model, PlannerSettings.DAEMON);
  }

  /** For tests: with {@code classes} = 1 forecasts are taken as certain. */
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
    this.horizon = new Horizon(settings.slots(), errorClasses);
    this.pricing = new Pricing(model);
    this.habits = new CarHabits(settings.slots(), model.zone());
    Arrays.fill(horizon.outlook.after, this.classes.after());
    this.backward = backward(resolution.levels());
    this.outageCost = new OutageCost(model, settings.slots(), errorClasses);
    boolean cost = model.objective() == Site.Objective.COST;
    this.demand = new DemandCharge(cost ? model.tariff().demandPerKw() : 0, model.zone());
    this.coarse = demand.applies() ? backward(resolution.peakLevels()) : backward;
    this.spread = new Spread(settings.supply(), settings.slots(), resolution.shifting(), backward);
    this.choice = new Choice(settings.supply(), Choice.Equals.EXCHANGE_LEAST);
    this.rollout = new Rollout(model, settings, demand);
  }

  private Backward backward(Levels levels) {
    SlotGrid slots = settings.slots();
    boolean ages = resolution.outageAges() > 0;
    return new Backward(
        settings.supply(), resolution.errorClasses(), levels, slots.most(), slots.perDay(), ages);
  }

  /** The same for a grid that never fails. */
  public PlanResult plan(PlanRequest request) {
    return plan(request, Outages.NONE);
  }

  /**
   * A plan, or in words why there cannot be one; nothing that is asked makes it throw.
   *
   * @param outages what is to be expected of the grid
   */
  public PlanResult plan(PlanRequest request, Outages outages) {
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
    Wishes wishes = new Wishes(model, now);
    double peakPerKwh = demand.perKwh(settings.slots().hours());
    double jobShort = settings.penalties().jobShort() + peakPerKwh;
    Needs needs = Needs.of(model, request, horizon.end(), jobShort, habits, wishes);
    describe();
    expect(outages);
    Storages storages = storages(needs, request, peakPerKwh);
    if (demand.applies() || request.peak().given().isPresent()) {
      demand.begin(horizon, request.peak());
      if (request.peak().given().isEmpty()) {
        demand.search(horizon, mostKw(needs), () -> coarseCost(needs, storages));
      }
    }
    Rollout.Outcome outcome = follow(needs, storages);
    judge(needs, storages, outcome, wishes);
    return new PlanResult.Made(made(request, needs, storages, outcome, wishes));
  }

  private Plan made(
      PlanRequest request, Needs needs, Storages storages, Rollout.Outcome outcome, Wishes wishes) {
    double co2Kg = outcome.co2Kg();
    return new Plan(
        request.now(),
        request.now().plus(model.validFor()),
        horizon.start,
        settings.slots().slot(),
        outcome.schedule(),
        tables(storages),
        outcome.bill(),
        Double.isNaN(co2Kg) ? OptionalDouble.empty() : OptionalDouble.of(co2Kg),
        wishes.unmet(),
        Optional.empty(),
        jobs(needs));
  }

  /** Says what cannot be met. */
  private void judge(Needs needs, Storages storages, Rollout.Outcome outcome, Wishes wishes) {
    for (int i = 0; i < storages.cars().size(); i++) {
      EvPlan car = storages.cars().get(i);
      if (car.comes().isEmpty()) {
        wishes.judge(car, outcome.carEndKwh()[i], horizon.end());
      }
    }
    for (int j = 0; j < needs.jobs().size(); j++) {
      wishes.judge(needs.jobs().get(j), spread.shortKwh(firstJob(needs) + j));
    }
    wishes.judgeLimits(outcome);
    if (demand.applies()) {
      wishes.judgePeak(demand.soFarKw(), outcome.peakKw());
    }
  }

  /** Where the jobs were put. */
  private Map<String, PlannedJob> jobs(Needs needs) {
    Map<String, PlannedJob> planned = new HashMap<>();
    for (int j = 0; j < needs.jobs().size(); j++) {
      Work job = needs.jobs().get(j);
      planned.put(job.id(), spread.planned(firstJob(needs) + j, horizon.slots));
    }
    return planned;
  }

  private boolean fillHorizon(PlanRequest request, Instant now) {
    horizon.start = settings.slots().floor(now);
    horizon.importKw = Math.min(LARGE_KW, request.importLimitW() / 1000);
    horizon.exportKw = Math.min(LARGE_KW, request.exportLimitW() / 1000);
    int k = 0;
    while (k < settings.slots().most()
        && classes.fill(request.ahead(), horizon.start(k), horizon.net[k])) {
      pricing.fill(horizon, request.prices(), k);
      horizon.outlook.importKw[k] = horizon.importKw;
      horizon.outlook.exportKw[k] = horizon.exportKw;
      horizon.outlook.hours[k] = settings.slots().hours();
      horizon.outlook.peakKw[k] = Double.POSITIVE_INFINITY;
      horizon.otherEvKw[k] = 0;
      horizon.jobKw[k] = 0;
      k++;
    }
    horizon.slots = k;
    horizon.outlook.slots = k;
    horizon.outlook.ends = settings.ends() && k < settings.slots().most();
    if (k == 0) {
      return false;
    }
    pricing.extremes(horizon, request.prices());
    // A second is the least, so that a plan made at the very end of a slot still has a first slot.
    long leftMillis = Math.max(1000, Duration.between(now, horizon.start(1)).toMillis());
    horizon.outlook.hours[0] = leftMillis / 3_600_000.0;
    return true;
  }

  /** Tells the recursion when the grid is there, or how it fails. */
  private void expect(Outages outages) {
    grid.announced();
    outageAge = 0;
    horizon.outlook.risk = OutageRisk.NONE;
    Arrays.fill(horizon.outlook.up, true);
    switch (outages) {
      case Outages.Announced announced -> {
        for (int k = 0; k < horizon.slots; k++) {
          horizon.outlook.up[k] = !announced.down(k);
        }
      }
      case Outages.Expected expected -> horizon.outlook.risk = outageCost.of(horizon, expected);
      case Outages.ByAge by -> {
        int ages = Math.min(resolution.outageAges(), by.returns().length - 1);
        if (ages > 0 && by.failsPerSlot() > 0) {
          grid.unannounced(by.failsPerSlot(), ages, by.returns());
          outageAge = Math.min(by.age(), ages);
        }
        horizon.outlook.up[0] = by.age() == 0;
      }
    }
  }

  private Rollout.Outcome follow(Needs needs, Storages storages) {
    for (int raises = 0; ; raises++) {
      shift(backward, resolution.shifting().rounds(), needs, storages);
      run(backward, storages);
      Rollout.Outcome outcome = rollout.run(horizon, backward, storages);
      if (raises == RAISES || !demand.raise(horizon, outcome.schedule().gridW())) {
        return outcome;
      }
    }
  }

  private void run(Backward by, Storages storages) {
    by.run(horizon.outlook, storages.stores(), grid, outageAge, horizon.epoch());
  }

  /** No reserve is drawn upon for the month's peak, so it is not counted on. */
  private Storages storages(Needs needs, PlanRequest request, double peakPerKwh) {
    PlanModel.Storage storage = model.storage();
    double reserveKwh =
        storage.capacityKwh() * Math.min(model.reserveSocPct(), storage.maxSocPct() - 1) / 100;
    double storedKwh = storedKwh(request);
    Store battery = storage.store(demand.applies() ? Math.min(reserveKwh, storedKwh) : 0);
    List<EvPlan> cars = needs.withLevels(resolution.carsWithLevels());
    Instant now = request.now().instant();
    List<Store> stores =
        cars.stream().map(car -> car.store(now, peakPerKwh, settings.penalties())).toList();
    return Storages.of(battery, storedKwh, cars, stores);
  }

  /** Puts jobs and cars without levels into slots as load, at what load costs beside the others. */
  private void shift(Backward by, int rounds, Needs needs, Storages storages) {
    if (needs.works(resolution.carsWithLevels()).isEmpty()) {
      return;
    }
    boolean besideCars = resolution.shifting().besideCars();
    Storages beside = besideCars ? storages : storages.batteries();
    int skipped = besideCars ? resolution.carsWithLevels() : 0;
    List<Work> works = needs.works(skipped);
    int kept = besideCars ? 0 : Math.min(resolution.carsWithLevels(), needs.cars().size());
    for (int round = 0; round < rounds; round++) {
      run(by, beside);
      spread.fill(horizon, by, beside, model.compute().minKw(), works, kept, firstJob(needs));
      describe();
    }
  }

  /** Number of the first job among the work that is shifted. */
  private int firstJob(Needs needs) {
    int cars = needs.cars().size();
    boolean besideCars = resolution.shifting().besideCars();
    return besideCars ? Math.max(0, cars - resolution.carsWithLevels()) : cars;
  }

  /** More than everything that is controlled can take at once. */
  private double mostKw(Needs needs) {
    return model.storage().chargeKw()
        + model.compute().maxKw()
        + needs.cars().stream().mapToDouble(EvPlan::maxKw).sum()
        + needs.expected().stream().mapToDouble(EvPlan::maxKw).sum();
  }

  /** Least cost of the horizon with the import levels as they are. */
  private double coarseCost(Needs needs, Storages storages) {
    shift(coarse, 1, needs, storages);
    run(coarse, storages);
    NetLoadClasses.Slot slot = horizon.net[0];
    double net = slot.loadKw - slot.pvKw + model.compute().minKw() + horizon.spreadKw(0);
    double[] kwh = storages.fromKwh();
    boolean up = horizon.outlook.up[0];
    choice.make(
        coarse, storages.stores(), horizon.outlook, 0, up, net, slot.pvKw, kwh[0], kwh[1], kwh[2]);
    return choice.total;
  }

  /** Tells the recursion what the site wishes and what every slot holds. */
  private void describe() {
    Outlook outlook = horizon.outlook;
    PlanModel.Storage storage = model.storage();
    outlook.flexPerKwh = model.compute().valuePerKwh();
    outlook.reserveKwh = storage.capacityKwh() * model.reserveSocPct() / 100;
    outlook.reservePerKwhHour = settings.penalties().reserveHour();
    outlook.beyondPerKwh = settings.penalties().limit();
    outlook.laterPerKwh = Math.max(0, horizon.cheapestPerKwh);
    // Neither worth charging for at the cheapest price nor worth discharging at it; where there is
    // but one price, a little less than discharging saves, so that energy is not held for ever.
    outlook.leftPerKwh =
        Math.min(outlook.laterPerKwh, 0.97 * storage.efficiency() * horizon.dearestPerKwh);
    for (int k = 0; k < horizon.slots; k++) {
      NetLoadClasses.Slot slot = horizon.net[k];
      outlook.loadKw[k] = slot.loadKw;
      double spanKw = model.compute().maxKw() - model.compute().minKw();
      outlook.flexKw[k] = Math.max(0, spanKw - horizon.jobKw[k]);
      for (int z = 0; z < classes.classes(); z++) {
        outlook.netKw[k][z] = slot.netKw[z] + model.compute().minKw() + horizon.spreadKw(k);
        outlook.pvKw[k][z] = slot.pvClassKw[z];
      }
    }
  }

  private double storedKwh(PlanRequest request) {
    PlanModel.Storage storage = model.storage();
    double soc = request.batterySocPct().orElse(storage.minSocPct());
    return storage.capacityKwh()
        * Math.clamp(soc, storage.minSocPct(), Math.max(storage.minSocPct(), storage.maxSocPct()))
        / 100;
  }

  private ValueTables tables(Storages storages) {
    Duration slot = settings.slots().slot();
    long span = model.validFor().toMillis() / slot.toMillis() + 2;
    int count = (int) Math.min(horizon.slots, span);
    List<ValueTables.Table> tables = new ArrayList<>(count);
    for (int k = 0; k < count; k++) {
      Lattice lattice = backward.lattice(k).copy();
      double[] copy = Arrays.copyOf(backward.mean(k), lattice.cells());
      tables.add(new ValueTables.Table(lattice, copy));
    }
    Optional<EvPlan> car =
        storages.firstCarIsPresent() ? Optional.of(storages.cars().getFirst()) : Optional.empty();
    return new ValueTables(
        horizon.start,
        slot,
        tables,
        model.storage().capacityKwh(),
        car.map(EvPlan::id),
        car.map(EvPlan::capacityKwh).orElse(0.0));
  }
}
