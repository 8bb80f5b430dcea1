package io.spikewatt.controller.dispatch;

import io.spikewatt.controller.estimate.Estimate;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.controller.estimate.PlantState.EvState;
import io.spikewatt.controller.estimate.PlantState.Presence;
import io.spikewatt.controller.plan.Plan;
import io.spikewatt.hal.guard.Setpoint;
import io.spikewatt.hal.time.Moment;
import java.util.List;
import java.util.Optional;

/**
 * What EVs and compute are given in one cycle: from the grid if that is worth its price, from
 * surplus if nothing better is to be done with it, and never more than the limits leave.
 */
final class LoadAllocation {

  private final Assets assets;
  private final StoragePolicy storagePolicy;
  private final ExchangeBand exchangeBand;

  /** Net load with what was given so far, W; negative = surplus left. */
  private double givenW;

  /** Compute that is worth its power from the grid: a car that can wait leaves it its room, W. */
  private double computeW;

  /** Jobs that have to be done in time and have not been given their power yet, W. */
  private double mustW;

  /** Compute that is worth its power from the grid and has not been given it yet, W. */
  private double worthW;

  LoadAllocation(
      Assets assets, StoragePolicy storagePolicy, ExchangeBand exchangeBand, NetLoad net) {
    this.assets = assets;
    this.storagePolicy = storagePolicy;
    this.exchangeBand = exchangeBand;
    this.givenW = net.baseW() + assets.computeMinW();
  }

  /** State of charge of the EV that the plan has a table for; 100 if it is not known. */
  static double plannedEvPct(Plan plan, PlantState state) {
    return state.evs().stream()
        .filter(ev -> plan.values().evId().filter(ev.id()::equals).isPresent())
        .mapToDouble(ev -> ev.socPct().ifKnown().orElse(100))
        .findFirst()
        .orElse(100);
  }

  /** Settles whether compute is worth its power, before anything is given to anyone. */
  void judgeComputes(ExchangeController.CycleInput cycleInput) {
    boolean island = cycleInput.island();
    boolean priced = !storagePolicy.ruled();
    for (ComputeUnit unit : assets.computes) {
      double worth = unit.role.valuePerKwh();
      unit.fromGrid.update(
          priced && !island ? worth - storagePolicy.importPerKwh() : -1, storagePolicy.band());
      unit.fromSurplus.update(
          priced ? worth - storagePolicy.exportPerKwh() : worth > 0 ? 1 : -1, storagePolicy.band());
      unit.job.judge(Assets.state(cycleInput.state(), unit), cycleInput, storagePolicy);
      computeW += unit.fromGrid.on() ? unit.spanW() : unit.job.mustW();
      worthW += unit.fromGrid.on() ? unit.spanW() : 0;
      mustW += unit.job.mustW();
    }
  }

  /**
   * What cars that have to be ready leave to jobs that have to be done, W: where there is not
   * enough room for all of them, each takes its part.
   */
  private double keptForJobsW(ExchangeController.CycleInput cycleInput) {
    double carsW = 0;
    for (EvUnit unit : assets.evs) {
      boolean urgent = unit.urgent(Assets.state(cycleInput.state(), unit)) && !cycleInput.island();
      carsW += urgent ? unit.role.maxW() : 0;
    }
    double roomW = exchangeBand.highW() - givenW + assets.countedEmergencyW();
    return mustW * Math.clamp(roomW / Math.max(1, carsW + mustW), 0, 1);
  }

  void evs(ExchangeController.CycleInput cycleInput, List<Setpoint> out) {
    double keptForJobsW = keptForJobsW(cycleInput);
    for (EvUnit unit : assets.evs) {
      EvState state = Assets.state(cycleInput.state(), unit);
      double gives = gives(unit, state, cycleInput);
      if (gives > 0) {
        givenW -= gives;
        out.add(command(unit, state, -gives, false, "the car serves the site", cycleInput));
        continue;
      }
      if (!EvUnit.wants(state)) {
        unit.off(cycleInput.now());
        if (EvUnit.known(state) || state.presence() == Presence.AWAY) {
          out.add(command(unit, state, 0, false, "nothing to charge", cycleInput));
        }
        // Otherwise the car's data are missing: the charger is left to its own fall-back.
        continue;
      }
      boolean urgent = unit.urgent(state) && !cycleInput.island();
      boolean grid = !cycleInput.island() && worthGrid(unit, state, cycleInput);
      double surplus =
          Math.max(
              0, -givenW - (batteryFirst(unit, state, cycleInput) ? assets.countedChargeW() : 0));
      double wish = urgent || grid ? unit.role.maxW() : unit.fromSurplus.on() ? surplus : 0;
      wish = Math.max(wish, unwanted());
      double help = urgent ? assets.countedEmergencyW() : help();
      double kept = urgent ? keptForJobsW : computeW;
      double room = (urgent ? exchangeBand.highW() : exchangeBand.peakW()) - givenW - kept + help;
      double power = unit.settle(wish, room, urgent, cycleInput.now());
      givenW += power;
      String reason =
          power == 0
              ? "waits"
              : urgent ? "has to be ready in time" : grid ? "energy is cheap now" : "PV surplus";
      out.add(command(unit, state, power, room < wish, reason, cycleInput));
    }
  }

  private Setpoint command(
      EvUnit unit,
      EvState state,
      double watts,
      boolean tight,
      String reason,
      ExchangeController.CycleInput cycleInput) {
    double bandW = Math.max(50, 0.02 * unit.role.maxW());
    Setpoint setpoint =
        unit.setpointOutput.consumerSetpoint(
            unit.outputValue(watts), bandW, tight, cycleInput.validUntil(), reason);
    double before = state.powerW().ifKnown().orElse(0);
    unit.deviceResponse.command(unit.powerW(setpoint.value()), before, cycleInput.now());
    return setpoint;
  }

  void computes(ExchangeController.CycleInput cycleInput, List<Setpoint> out) {
    for (ComputeUnit unit : assets.computes) {
      double worth = unit.role.valuePerKwh();
      boolean priced = !storagePolicy.ruled();
      boolean behind = storagePolicy.store() && (!priced || storagePolicy.storeWorth() > worth);
      double left = Math.max(0, -givenW - (behind ? assets.countedChargeW() : 0));
      double wish = unit.fromGrid.on() ? unit.spanW() : unit.fromSurplus.on() ? left : 0;
      wish = Math.max(wish, unwanted());
      double jobWish = unit.job.requestedW(-givenW, assets.countedChargeW());
      mustW -= unit.job.mustW();
      worthW -= unit.fromGrid.on() ? unit.spanW() : 0;
      double room = exchangeBand.peakW() - givenW - mustW + help();
      double mustRoom = exchangeBand.highW() - givenW + assets.countedEmergencyW();
      double jobRoom = unit.job.must() ? Math.max(room, mustRoom) : room - worthW;
      double most = Math.max(Math.min(wish, room), Math.min(jobWish, jobRoom));
      double extra = Math.clamp(most, 0, unit.spanW());
      double limitW =
          unit.role.minW()
              + (cycleInput.island() ? 0 : exchangeBand.highW() - givenW - mustW + help());
      Estimate drawn = Assets.state(cycleInput.state(), unit).powerW();
      double wanted = unit.role.minW() + extra;
      double budget =
          unit.ramp.next(
              wanted, Math.max(limitW, wanted), drawn, cycleInput.now(), cycleInput.validUntil());
      boolean cut = budget > wanted && budget >= limitW;
      givenW += budget - unit.role.minW();
      Setpoint setpoint =
          unit.setpointOutput.consumerSetpoint(
              unit.outputValue(budget),
              0.02 * unit.role.maxW(),
              room < wish || (jobWish > 0 && jobRoom < jobWish) || cut,
              cycleInput.validUntil(),
              extra > 0
                  ? extra <= jobWish ? unit.job.reason() : "power is worth less than the work"
                  : budget > wanted ? "on its way to the minimum" : "minimum");
      unit.deviceResponse.command(
          -Math.abs(setpoint.value()), drawn.ifKnown().orElse(0), cycleInput.now());
      out.add(setpoint);
    }
  }

  /** What the batteries add to the room below the import limit, W; negative if they take of it. */
  private double help() {
    double counted = assets.countedDischargeW();
    // One that charges and does not listen will not make way, whatever it is meant to do.
    return storagePolicy.cover() ? counted : Math.min(0, counted);
  }

  /** Surplus that neither battery nor grid may take and that PV would have to give up, W. */
  private double unwanted() {
    return Math.max(0, -givenW - assets.countedChargeW() + exchangeBand.lowW());
  }

  private boolean worthGrid(EvUnit unit, EvState state, ExchangeController.CycleInput cycleInput) {
    if (storagePolicy.ruled()) {
      unit.fromSurplus.set(true);
      return unit.fromGrid.set(false);
    }
    Plan plan = cycleInput.plan().orElseThrow();
    if (!hasTable(unit, plan)) {
      unit.fromSurplus.set(true);
      return unit.fromGrid.set(cheapestUntil(plan, state, cycleInput.now()));
    }
    double worth = worth(unit, state, plan, cycleInput.now());
    unit.fromSurplus.update(worth - storagePolicy.exportPerKwh(), storagePolicy.band());
    return unit.fromGrid.update(worth - storagePolicy.importPerKwh(), storagePolicy.band());
  }

  /**
   * What a car gives to the site, W: what is lacking where that costs more than its energy is
   * worth, after the battery if that is cheaper, and all where even the grid pays more.
   */
  private double gives(EvUnit unit, EvState state, ExchangeController.CycleInput cycleInput) {
    Optional<Plan> plan = cycleInput.plan().filter(p -> hasTable(unit, p));
    if (cycleInput.island() || storagePolicy.ruled() || plan.isEmpty() || !unit.canGive(state)) {
      unit.toSite.set(false);
      unit.toGrid.set(false);
      return unit.give(0, 0, cycleInput.now());
    }
    double soc = state.socPct().ifKnown().orElseThrow();
    double value = plan.get().values().evPerKwh(cycleInput.now().instant(), assets.socPct(), soc);
    double drawn = value / unit.role.efficiency() + unit.role.wearPerKwh() / 2;
    boolean site = unit.toSite.update(storagePolicy.importPerKwh() - drawn, storagePolicy.band());
    boolean grid = unit.toGrid.update(storagePolicy.exportPerKwh() - drawn, storagePolicy.band());
    boolean after = storagePolicy.cover() && storagePolicy.drawn() <= drawn;
    double lacks = givenW - (after ? Math.max(0, assets.countedDischargeW()) : 0);
    double overPeak = givenW - exchangeBand.peakW() - Math.max(0, assets.countedDischargeW());
    double wish = grid ? unit.role.dischargeW() : Math.max(site ? lacks : 0, overPeak);
    return unit.give(wish, givenW - exchangeBand.lowW(), cycleInput.now());
  }

  /** Whether the battery makes more of surplus than the car. */
  private boolean batteryFirst(
      EvUnit unit, EvState state, ExchangeController.CycleInput cycleInput) {
    if (storagePolicy.ruled() || !storagePolicy.store()) {
      return false;
    }
    Optional<Plan> plan = cycleInput.plan().filter(p -> hasTable(unit, p));
    return plan.isPresent()
        && storagePolicy.storeWorth()
            > worth(unit, state, plan.get(), cycleInput.now()) + storagePolicy.band();
  }

  /** What one kWh into the car is worth at the bus, currency. */
  private double worth(EvUnit unit, EvState state, Plan plan, Moment now) {
    double soc = state.socPct().ifKnown().orElseThrow();
    double value = plan.values().evPerKwh(now.instant(), assets.socPct(), soc);
    return value * unit.role.efficiency() - unit.role.wearPerKwh() / 2;
  }

  private static boolean hasTable(EvUnit unit, Plan plan) {
    return plan.values().evId().filter(unit.device.id()::equals).isPresent();
  }

  private static boolean cheapestUntil(Plan plan, EvState state, Moment now) {
    double leaves = state.departureInS().ifKnown().orElseThrow();
    int first = plan.slotAt(now.instant());
    int last = plan.slotAt(now.instant().plusSeconds((long) leaves));
    double[] prices = plan.schedule().importPerKwh();
    double least = prices[first];
    for (int k = first; k <= last; k++) {
      least = Math.min(least, prices[k]);
    }
    return prices[first] <= least + 1e-9;
  }
}
