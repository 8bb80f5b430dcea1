package io.spikewatt.controller.dispatch;

import io.spikewatt.controller.asset.Estimate;

/** Power budget of one compute cluster in one cycle. */
final class ComputeAllocation {

  /**
   * Allocation of a cluster.
   *
   * @param aboveMinW above its minimum, W
   */
  record Given(ExplainedSetpoint setpoint, double aboveMinW) {}

  /**
   * Wanted powers and available room.
   *
   * @param worthW for work that is worth its power, W
   * @param worthRoomW room for that, W
   * @param jobW for its job, W
   * @param jobRoomW room for that, W
   */
  private record Choice(double worthW, double worthRoomW, double jobW, double jobRoomW) {

    double aboveMinW(double spanW) {
      double most = Math.max(Math.min(worthW, worthRoomW), Math.min(jobW, jobRoomW));
      return Math.clamp(most, 0, spanW);
    }

    boolean tight() {
      return worthRoomW < worthW || (jobW > 0 && jobRoomW < jobW);
    }
  }

  /**
   * Decides for one cluster.
   *
   * @param others what the clusters after it need
   */
  Given give(ComputeUnit unit, CycleInput input, PowerRoom room, ComputeNeeds others) {
    Choice choice = choice(unit, room, others);
    double aboveMinW = choice.aboveMinW(unit.spanW());
    double wantedW = unit.role.minW() + aboveMinW;
    double limitW =
        unit.role.minW()
            + (input.zeroExchange() ? 0 : room.belowLimitW() - others.urgentW() + room.helpW());
    Estimate drawn = Assets.state(input.state(), unit).powerW();
    double rampedW =
        unit.ramp.next(wantedW, Math.max(limitW, wantedW), drawn, input.now(), input.validUntil());
    boolean cut = rampedW > wantedW && rampedW >= limitW;
    boolean tight = choice.tight() || cut;
    Explanation why =
        explain(unit, choice, aboveMinW, rampedW > wantedW)
            .boundIf(rampedW != wantedW, Bound.atMost(Reason.RAMP, -rampedW))
            .boundIf(tight, room.band().consumption(!unit.job.must()));
    double budgetW = Math.min(rampedW, requestedW(unit, input));
    ExplainedSetpoint setpoint = send(unit, budgetW, budgetW < rampedW, tight, why);
    unit.deviceResponse.command(
        -Math.abs(setpoint.value()), drawn.ifKnown().orElse(0), input.now());
    return new Given(setpoint, Math.max(0, budgetW - unit.role.minW()));
  }

  /** A cluster at its minimum. */
  static ExplainedSetpoint rest(ComputeUnit unit, CycleInput input, Reason reason) {
    double leastW = Math.min(unit.role.minW(), requestedW(unit, input));
    ExplainedSetpoint setpoint =
        unit.setpointOutput.setpoint(
            unit.outputValue(leastW), 0, Explanation.of(Action.REST, reason));
    unit.ramp.applySetpoint(leastW);
    double before = Assets.state(input.state(), unit).powerW().ifKnown().orElse(0);
    unit.deviceResponse.command(-leastW, before, input.now());
    return setpoint;
  }

  private static Choice choice(ComputeUnit unit, PowerRoom room, ComputeNeeds others) {
    StoragePolicy policy = room.policy();
    boolean behind =
        policy.store() && (policy.byRule() || policy.storedWorth() > unit.role.valuePerKwh());
    double surplusW = room.surplusW(behind);
    double worthW = unit.fromGrid.on() ? unit.spanW() : unit.fromSurplus.on() ? surplusW : 0;
    double roomW = room.belowPeakW() - others.urgentW() + room.helpW();
    double urgentRoomW = room.belowLimitW() + room.batteries().emergencyW();
    return new Choice(
        Math.max(worthW, room.unwantedW()),
        roomW,
        unit.job.requestedW(-room.netW(), room.batteries().chargeW()),
        unit.job.must() ? Math.max(roomW, urgentRoomW) : roomW - others.worthW());
  }

  private static Explanation explain(
      ComputeUnit unit, Choice choice, double aboveMinW, boolean slowed) {
    if (aboveMinW > 0) {
      Reason reason = aboveMinW <= choice.jobW ? unit.job.reason() : Reason.WORTH_ITS_POWER;
      return Explanation.of(Action.CONSUME, reason);
    }
    return Explanation.of(slowed ? Action.CONSUME : Action.REST, Reason.MINIMUM);
  }

  private static double requestedW(ComputeUnit unit, CycleInput input) {
    return input
        .requests()
        .limit(unit.device.id())
        .map(DeviceRequests.Request::value)
        .orElse(Double.POSITIVE_INFINITY);
  }

  /** A requested budget acts at once, without the ramp. */
  private static ExplainedSetpoint send(
      ComputeUnit unit, double budgetW, boolean requested, boolean tight, Explanation why) {
    if (requested) {
      unit.ramp.applySetpoint(budgetW);
    }
    return unit.setpointOutput.consumerSetpoint(
        unit.outputValue(budgetW),
        requested ? 0 : 0.02 * unit.role.maxW(),
        tight,
        why.boundIf(requested, Bound.requested(-budgetW)));
  }
}
