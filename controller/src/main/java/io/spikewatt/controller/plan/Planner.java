package io.spikewatt.controller.plan;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.history.QuarterHour;
import io.spikewatt.controller.value.Backward;
import io.spikewatt.controller.value.Choice;
import io.spikewatt.controller.value.GridChain;
import io.spikewatt.controller.value.Lattice;
import io.spikewatt.controller.value.Levels;
import io.spikewatt.controller.value.Outlook;
import io.spikewatt.controller.value.Store;
import io.spikewatt.controller.value.Supply;
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
  private static final int PER_DAY = QuarterHour.PER_DAY;
  private static final double LARGE_KW = 1e6;

  /**
   * The first time cars are spread by prices without them, the second by prices beside them, which
   * halves what many cars lose; a third gains nothing more.
   */
  private static final int SPREADS = 2;

  /** How often a level of import that the course does not keep is raised. */
  private static final int RAISES = 2;

  /** As fine as a plan of 36 hours in 15-minute slots can be within its time. */
  private static final Levels LEVELS = new Levels(14, 81, 251, 17, 33, 11, 13, 0.75);

  private static final Levels COARSE = new Levels(14, 81, 251, 15, 25, 11, 13, 0.75);

  /** Limits of the grid connection are soft, with a price by slot; nothing else can serve. */
  private static final Supply SUPPLY = new Supply(Supply.Genset.NONE, List.of(), 0, 0);

  private final PlanModel model;
  private final NetLoadClasses classes;
  private final Horizon horizon;
  private final Pricing pricing;
  private final GridChain grid = new GridChain();
  private final Backward backward;
  private final Spread spread = new Spread(SUPPLY);
  private final DemandCharge demand;
  private final OutageCost outageCost;

  /** Where the peak of import is to lie is found on fewer levels. */
  private final Backward coarse;

  private final Choice choice = new Choice(SUPPLY, Choice.Equals.EXCHANGE_LEAST);
  private final Rollout rollout;

  /**
   * @throws IllegalArgumentException if the tariff has no price for some time of the day
   */
  public Planner(PlanModel model) {
    this(model, CLASSES);
  }

  /** For tests: with {@code classes} = 1 forecasts are taken as certain. */
  Planner(PlanModel model, int classes) {
    this.model = model;
    this.classes = new NetLoadClasses(classes, Horizon.SLOT);
    this.horizon = new Horizon(classes);
    this.pricing = new Pricing(model);
    this.grid.announced();
    Arrays.fill(horizon.outlook.after, this.classes.after());
    this.backward = new Backward(SUPPLY, classes, LEVELS, Horizon.MOST_SLOTS, PER_DAY, false);
    this.outageCost = new OutageCost(model, classes);
    boolean cost = model.objective() == Site.Objective.COST;
    this.demand = new DemandCharge(cost ? model.tariff().demandPerKw() : 0, model.zone());
    this.coarse =
        demand.applies()
            ? new Backward(SUPPLY, classes, COARSE, Horizon.MOST_SLOTS, PER_DAY, false)
            : backward;
    this.rollout = new Rollout(model, SUPPLY, demand);
  }

  /** The same for a grid that never fails. */
  public PlanResult plan(PlanRequest request) {
    return plan(request, Outages.NONE);
  }

  /**
   * A plan, or in words why there cannot be one; nothing that is asked makes it throw.
   *
   * @param outages what is to be expected of the grid; something is kept for the next one
   */
  public PlanResult plan(PlanRequest request, Outages outages) {
    Optional<String> fault = RequestFault.of(request, model.storage().usable());
    if (fault.isPresent()) {
      return new PlanResult.Failed(fault.get());
    }
    Instant now = request.now().instant();
    if (!fillHorizon(request, now)) {
      return new PlanResult.Failed("the forecasts do not cover the running slot");
    }
    Wishes wishes = new Wishes(model, now);
    Needs needs = Needs.of(model, request, horizon.end(), demand.perKwh(), wishes);
    Optional<EvPlan> main = needs.main();
    describe();
    horizon.outlook.risk = outageCost.of(horizon, outages);
    Store[] stores = stores(main, request, now);
    double storedKwh = storedKwh(request);
    if (demand.applies()) {
      demand.begin(horizon, request.peak());
      demand.search(horizon, mostKw(needs), () -> coarseCost(needs, stores, storedKwh));
    }
    Rollout.Outcome outcome = follow(needs, stores, storedKwh);
    main.ifPresent(car -> wishes.judge(car, outcome.evEndKwh(), horizon.end()));
    Map<String, PlannedJob> jobs = judgeJobs(needs, wishes);
    wishes.judgeLimits(outcome);
    if (demand.applies()) {
      wishes.judgePeak(demand.soFarKw(), outcome.peakKw());
    }
    return new PlanResult.Made(
        new Plan(
            request.now(),
            request.now().plus(model.validFor()),
            horizon.start,
            Horizon.SLOT,
            outcome.schedule(),
            tables(main),
            outcome.bill(),
            Double.isNaN(outcome.co2Kg())
                ? OptionalDouble.empty()
                : OptionalDouble.of(outcome.co2Kg()),
            wishes.unmet(),
            Optional.empty(),
            jobs));
  }

  /** Where the jobs were put; what cannot be done is told. */
  private Map<String, PlannedJob> judgeJobs(Needs needs, Wishes wishes) {
    Map<String, PlannedJob> planned = new HashMap<>();
    for (int j = 0; j < needs.jobs().size(); j++) {
      int i = needs.cars().size() + j;
      Work job = needs.jobs().get(j);
      planned.put(job.id(), spread.planned(i, horizon.slots));
      wishes.judge(job, spread.shortKwh(i));
    }
    return planned;
  }

  private boolean fillHorizon(PlanRequest request, Instant now) {
    horizon.start = Horizon.floor(now);
    horizon.importKw = Math.min(LARGE_KW, request.importLimitW() / 1000);
    horizon.exportKw = Math.min(LARGE_KW, request.exportLimitW() / 1000);
    int k = 0;
    while (k < Horizon.MOST_SLOTS
        && classes.fill(request.load(), request.pv(), horizon.start(k), horizon.net[k])) {
      pricing.fill(horizon, request.prices(), k);
      horizon.outlook.importKw[k] = horizon.importKw;
      horizon.outlook.exportKw[k] = horizon.exportKw;
      horizon.outlook.up[k] = true;
      horizon.outlook.hours[k] = Horizon.SLOT_HOURS;
      horizon.otherEvKw[k] = 0;
      horizon.jobKw[k] = 0;
      k++;
    }
    horizon.slots = k;
    horizon.outlook.slots = k;
    if (k == 0) {
      return false;
    }
    pricing.extremes(horizon, request.prices());
    // A second is the least, so that a plan made at the very end of a slot still has a first slot.
    long leftMillis = Math.max(1000, Duration.between(now, horizon.start(1)).toMillis());
    horizon.outlook.hours[0] = leftMillis / 3_600_000.0;
    return true;
  }

  private Rollout.Outcome follow(Needs needs, Store[] stores, double storedKwh) {
    for (int raises = 0; ; raises++) {
      spread(backward, SPREADS, needs, stores, storedKwh);
      backward.run(horizon.outlook, stores, grid, 0, horizon.epoch());
      Rollout.Outcome outcome = rollout.run(horizon, backward, stores, storedKwh, needs.main());
      if (raises == RAISES || !demand.raise(horizon, outcome.schedule().gridW())) {
        return outcome;
      }
    }
  }

  /** No reserve is drawn upon for the month's peak, so it is not counted on. */
  private Store[] stores(Optional<EvPlan> car, PlanRequest request, Instant now) {
    PlanModel.Storage storage = model.storage();
    double reserveKwh =
        storage.capacityKwh() * Math.min(model.reserveSocPct(), storage.maxSocPct() - 1) / 100;
    Store battery = storage.store(demand.applies() ? Math.min(reserveKwh, storedKwh(request)) : 0);
    return car.isPresent()
        ? new Store[] {battery, car.get().store(now, demand.perKwh())}
        : new Store[] {battery};
  }

  /** Puts jobs and all cars but the first into slots as load, at what load costs beside them. */
  private void spread(Backward by, int rounds, Needs needs, Store[] stores, double storedKwh) {
    if (!needs.spreads()) {
      return;
    }
    Store[] batteries = {stores[0]};
    for (int round = 0; round < rounds; round++) {
      by.run(horizon.outlook, batteries, grid, 0, horizon.epoch());
      spread.fill(horizon, by, batteries, storedKwh, model.compute().minKw(), needs);
      describe();
    }
  }

  /** More than everything that is controlled can take at once. */
  private double mostKw(Needs needs) {
    return model.storage().chargeKw()
        + model.compute().maxKw()
        + needs.cars().stream().mapToDouble(EvPlan::maxKw).sum();
  }

  /** Least cost of the horizon with the import levels as they are. */
  private double coarseCost(Needs needs, Store[] stores, double storedKwh) {
    spread(coarse, 1, needs, stores, storedKwh);
    coarse.run(horizon.outlook, stores, grid, 0, horizon.epoch());
    NetLoadClasses.Slot slot = horizon.net[0];
    double net = slot.loadKw - slot.pvKw + model.compute().minKw() + horizon.spreadKw(0);
    double evKwh = needs.main().map(EvPlan::fromKwh).orElse(0.0);
    choice.make(coarse, stores, horizon.outlook, 0, true, net, slot.pvKw, storedKwh, evKwh, 0);
    return choice.total;
  }

  /** Tells the recursion what the site wishes and what every slot holds. */
  private void describe() {
    Outlook outlook = horizon.outlook;
    PlanModel.Storage storage = model.storage();
    outlook.flexPerKwh = model.compute().valuePerKwh();
    outlook.reserveKwh = storage.capacityKwh() * model.reserveSocPct() / 100;
    outlook.reservePerKwhHour = Penalty.RESERVE_HOUR;
    outlook.waitPerKwhHour = Penalty.EV_WAIT_HOUR;
    outlook.beyondPerKwh = Penalty.LIMIT;
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

  private ValueTables tables(Optional<EvPlan> car) {
    long span = model.validFor().toMillis() / Horizon.SLOT.toMillis() + 2;
    int count = (int) Math.min(horizon.slots, span);
    List<ValueTables.Table> tables = new ArrayList<>(count);
    for (int k = 0; k < count; k++) {
      Lattice lattice = backward.lattice(k).copy();
      double[] copy = java.util.Arrays.copyOf(backward.mean(k), lattice.cells());
      tables.add(new ValueTables.Table(lattice, copy));
    }
    return new ValueTables(
        horizon.start,
        tables,
        model.storage().capacityKwh(),
        car.map(EvPlan::id),
        car.map(EvPlan::capacityKwh).orElse(0.0));
  }
}
