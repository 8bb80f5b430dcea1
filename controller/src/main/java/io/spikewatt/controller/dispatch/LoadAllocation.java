package io.spikewatt.controller.dispatch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Power of EVs and compute in one cycle: from the grid where it is worth its price, from surplus
 * where nothing better uses it, and never beyond the limits.
 */
final class LoadAllocation {

  /**
   * Allocation of the loads.
   *
   * @param remaining remaining room
   */
  record Allocation(List<ExplainedSetpoint> setpoints, PowerRoom remaining) {}

  private final Assets assets;
  private final EvAllocation evs;
  private final ComputeAllocation computes = new ComputeAllocation();

  LoadAllocation(Assets assets) {
    this.assets = assets;
    this.evs = new EvAllocation(assets);
  }

  /**
   * Gives power to EVs, then to compute.
   *
   * @param start room with only the compute clusters' minimum allocated
   * @param requested powers that requests set
   */
  Allocation allocate(
      CycleInput input, PowerRoom start, Map<String, RequestAllocation.Granted> requested) {
    List<ExplainedSetpoint> setpoints = new ArrayList<>();
    PowerRoom room = start;
    ComputeNeeds needs = needs(input, room.policy());
    double keptW = keptForJobsW(input, room, needs);
    for (EvUnit unit : assets.evs) {
      EvAllocation.Given given =
          evs.give(unit, input, room, new EvAllocation.Kept(keptW, needs.reservedW()), requested);
      given.setpoint().ifPresent(setpoints::add);
      room = room.after(given.watts());
    }
    for (ComputeUnit unit : assets.computes) {
      needs = needs.without(unit.job.mustW(), unit.fromGrid.on() ? unit.spanW() : 0);
      ComputeAllocation.Given given = computes.give(unit, input, room, needs);
      setpoints.add(given.setpoint());
      room = room.after(given.aboveMinW());
    }
    return new Allocation(setpoints, room);
  }

  private ComputeNeeds needs(CycleInput input, StoragePolicy policy) {
    boolean priced = !policy.byRule();
    ComputeNeeds needs = new ComputeNeeds(0, 0, 0);
    for (ComputeUnit unit : assets.computes) {
      double worth = unit.role.valuePerKwh();
      unit.fromGrid.update(
          priced && !input.zeroExchange() ? worth - policy.prices().importPerKwh() : -1,
          policy.band());
      unit.fromSurplus.update(
          priced ? worth - policy.prices().exportPerKwh() : worth > 0 ? 1 : -1, policy.band());
      unit.job.judge(Assets.state(input.state(), unit), input, policy);
      needs = needs.plus(unit.job.mustW(), unit.spanW(), unit.fromGrid.on());
    }
    return needs;
  }

  /**
   * Power that urgent EVs leave to urgent jobs, W: where the room does not suffice for all, each
   * takes its share.
   */
  private double keptForJobsW(CycleInput input, PowerRoom room, ComputeNeeds needs) {
    double evsW = 0;
    for (EvUnit unit : assets.evs) {
      boolean urgent = unit.urgent(Assets.state(input.state(), unit)) && !input.zeroExchange();
      evsW += urgent ? unit.role.maxW() : 0;
    }
    double roomW = room.belowLimitW() + room.batteries().emergencyW();
    return needs.urgentW() * Math.clamp(roomW / Math.max(1, evsW + needs.urgentW()), 0, 1);
  }
}
