package io.spikewatt.controller.dispatch;

import io.spikewatt.controller.asset.EvState;
import io.spikewatt.controller.asset.EvState.Presence;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.controller.plan.AssetSeries;
import io.spikewatt.controller.plan.Plan;
import io.spikewatt.hal.time.Moment;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Power of one EV charger in one cycle. */
final class EvAllocation {

  /**
   * Allocation of a charger.
   *
   * @param setpoint empty = the charger uses its own fall-back
   * @param watts allocated, W; negative = the car gives
   */
  record Given(Optional<ExplainedSetpoint> setpoint, double watts) {}

  /**
   * Power reserved for compute.
   *
   * @param urgentW by an urgent EV, W
   * @param otherwiseW by one that can wait, W
   */
  record Kept(double urgentW, double otherwiseW) {}

  private final Assets assets;

  EvAllocation(Assets assets) {
    this.assets = assets;
  }

  /** State of charge of each car that the plan has a table for, percent, by device id. */
  static Map<String, Double> plannedPct(Plan plan, PlantState state) {
    return state.evs().stream()
        .filter(ev -> plan.values().has(ev.id()))
        .collect(Collectors.toMap(EvState::id, ev -> ev.socPct().ifKnown().orElse(100)));
  }

  /**
   * Decides for one charger.
   *
   * @param requested powers that requests set, by device id
   */
  Given give(
      EvUnit unit,
      CycleInput input,
      PowerRoom room,
      Kept kept,
      Map<String, RequestAllocation.Granted> requested) {
    EvState state = Assets.state(input.state(), unit);
    RequestAllocation.Granted request = requested.get(unit.device.id());
    if (request != null) {
      return requested(unit, state, input, request);
    }
    double givesW = givesW(unit, state, input, room);
    if (givesW > 0) {
      Explanation why = Explanation.of(Action.DISCHARGE, Reason.SERVES_SITE);
      return new Given(Optional.of(send(unit, state, -givesW, false, why, input)), -givesW);
    }
    if (!EvUnit.wants(state)) {
      unit.off(input.now());
      boolean nothing = EvUnit.known(state) || state.presence() == Presence.AWAY;
      Explanation why = Explanation.of(Action.REST, Reason.NOTHING_TO_CHARGE);
      return new Given(
          nothing ? Optional.of(send(unit, state, 0, false, why, input)) : Optional.empty(), 0);
    }
    return charge(unit, state, input, room, kept);
  }

  /**
   * A charger at rest.
   *
   * @param request request to follow instead; null = none
   */
  static ExplainedSetpoint rest(
      EvUnit unit, CycleInput input, RequestAllocation.@Nullable Granted request, Reason reason) {
    EvState state = Assets.state(input.state(), unit);
    if (request != null) {
      return requested(unit, state, input, request).setpoint().orElseThrow();
    }
    unit.off(input.now());
    ExplainedSetpoint setpoint =
        unit.setpointOutput.setpoint(0, 0, Explanation.of(Action.REST, reason));
    remember(unit, state, setpoint, input);
    return setpoint;
  }

  private static Given requested(
      EvUnit unit, EvState state, CycleInput input, RequestAllocation.Granted request) {
    double watts = 0 - request.watts();
    unit.followRequest();
    Explanation why = request.explain(watts > 0 ? Action.CHARGE : Action.REST);
    ExplainedSetpoint setpoint = unit.setpointOutput.setpoint(unit.outputValue(watts), 0, why);
    remember(unit, state, setpoint, input);
    return new Given(Optional.of(setpoint), watts);
  }

  private Given charge(EvUnit unit, EvState state, CycleInput input, PowerRoom room, Kept kept) {
    boolean urgent = unit.urgent(state) && !input.zeroExchange();
    boolean grid = !input.zeroExchange() && worthGrid(unit, state, input, room.policy());
    double surplusW = room.surplusW(batteryFirst(unit, state, input, room.policy()));
    double bestW = urgent || grid ? unit.role.maxW() : unit.fromSurplus.on() ? surplusW : 0;
    bestW = Math.max(bestW, room.unwantedW());
    double roomW =
        urgent
            ? room.belowLimitW() - kept.urgentW() + room.batteries().emergencyW()
            : room.belowPeakW() - kept.otherwiseW() + room.helpW();
    double watts = unit.settle(bestW, roomW, urgent, input.now());
    Reason reason =
        watts == 0
            ? Reason.WAITS
            : urgent ? Reason.READY_IN_TIME : grid ? Reason.CHEAP_ENERGY : Reason.SURPLUS;
    boolean tight = roomW < bestW;
    Explanation why =
        Explanation.of(watts == 0 ? Action.REST : Action.CHARGE, reason)
            .boundIf(tight, room.band().consumption(!urgent));
    return new Given(Optional.of(send(unit, state, watts, tight, why, input)), watts);
  }

  private static ExplainedSetpoint send(
      EvUnit unit, EvState state, double watts, boolean tight, Explanation why, CycleInput input) {
    double reducedW = input.requests().reducedW(unit.device.id(), watts);
    Explanation reduced = why.boundIf(reducedW != watts, Bound.requested(0 - reducedW));
    double bandW = Math.max(50, 0.02 * unit.role.maxW());
    ExplainedSetpoint setpoint =
        unit.setpointOutput.consumerSetpoint(unit.outputValue(reducedW), bandW, tight, reduced);
    remember(unit, state, setpoint, input);
    return setpoint;
  }

  private static void remember(
      EvUnit unit, EvState state, ExplainedSetpoint setpoint, CycleInput input) {
    double before = state.powerW().ifKnown().orElse(0);
    unit.deviceResponse.command(unit.powerW(setpoint.value()), before, input.now());
  }

  private boolean worthGrid(EvUnit unit, EvState state, CycleInput input, StoragePolicy policy) {
    if (policy.byRule()) {
      unit.fromSurplus.set(true);
      return unit.fromGrid.set(false);
    }
    Plan plan = input.plan().orElseThrow();
    if (!hasTable(unit, plan)) {
      unit.fromSurplus.set(true);
      return unit.fromGrid.set(cheapestUntil(plan, state, input.now()));
    }
    double worth = worth(unit, state, plan, input.now());
    unit.fromSurplus.update(worth - policy.prices().exportPerKwh(), policy.band());
    return unit.fromGrid.update(worth - policy.prices().importPerKwh(), policy.band());
  }

  /**
   * Discharging power of a car for the site, W: the missing power where that costs more than the
   * car's energy is worth, after the battery if that is cheaper, and all of it where even export
   * pays more.
   */
  private double givesW(EvUnit unit, EvState state, CycleInput input, PowerRoom room) {
    StoragePolicy policy = room.policy();
    Optional<Plan> plan = input.plan().filter(p -> hasTable(unit, p));
    if (input.zeroExchange() || policy.byRule() || plan.isEmpty() || !unit.canGive(state)) {
      unit.toSite.set(false);
      unit.toGrid.set(false);
      return unit.give(0, 0, input.now());
    }
    double soc = state.socPct().ifKnown().orElseThrow();
    double value = perKwh(unit, plan.get(), soc, input.now());
    double drawn = value / unit.role.efficiency() + unit.role.wearPerKwh() / 2;
    boolean site = unit.toSite.update(policy.prices().importPerKwh() - drawn, policy.band());
    boolean grid = unit.toGrid.update(policy.prices().exportPerKwh() - drawn, policy.band());
    boolean after = policy.cover() && policy.drawnCost() <= drawn;
    double batteryW = Math.max(0, room.batteries().dischargeW());
    double lacksW = room.netW() - (after ? batteryW : 0);
    double overPeakW = room.netW() - room.band().peakW() - batteryW;
    double bestW = grid ? unit.role.dischargeW() : Math.max(site ? lacksW : 0, overPeakW);
    return unit.give(bestW, room.netW() - room.band().lowW(), input.now());
  }

  /** Whether the battery gains more from surplus than the car. */
  private boolean batteryFirst(EvUnit unit, EvState state, CycleInput input, StoragePolicy policy) {
    if (policy.byRule() || !policy.store()) {
      return false;
    }
    Optional<Plan> plan = input.plan().filter(p -> hasTable(unit, p));
    return plan.isPresent()
        && policy.storedWorth() > worth(unit, state, plan.get(), input.now()) + policy.band();
  }

  /** Value of one kWh into the car at the bus, currency. */
  private double worth(EvUnit unit, EvState state, Plan plan, Moment now) {
    double soc = state.socPct().ifKnown().orElseThrow();
    double value = perKwh(unit, plan, soc, now);
    return value * unit.role.efficiency() - unit.role.wearPerKwh() / 2;
  }

  private double perKwh(EvUnit unit, Plan plan, double socPct, Moment now) {
    String id = unit.device.id();
    Map<String, Double> levels = Map.of(AssetSeries.BATTERY, assets.socPct(), id, socPct);
    return plan.values().perKwh(id, now.instant(), levels);
  }

  private static boolean hasTable(EvUnit unit, Plan plan) {
    return plan.values().has(unit.device.id());
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
