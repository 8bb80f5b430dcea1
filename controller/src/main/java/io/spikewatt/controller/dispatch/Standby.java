package io.spikewatt.controller.dispatch;

import io.spikewatt.controller.estimate.Estimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** What is done when control cannot, or must not, follow the net load. */
final class Standby {

  private final Fleet fleet;
  private final double cycleS;

  /**
   * @param cycleS period of the control cycle, s
   */
  Standby(Fleet fleet, double cycleS) {
    this.fleet = fleet;
    this.cycleS = cycleS;
  }

  /**
   * Nothing moves but what is requested; PV stays within the export limit even if nobody consumed
   * anything.
   */
  ModeDecision hold(CycleInput input) {
    fleet.update(input.state());
    ExchangeBand band = ExchangeBand.of(input, false, cycleS);
    Map<String, RequestAllocation.Granted> requested =
        RequestAllocation.allocate(fleet, input, band, 0);
    List<ExplainedSetpoint> batteries = batteries(input, requested);
    fleet.sources.allow(input.limits().exportW(), OptionalDouble.empty(), input.now());
    Explanation curtailed =
        Explanation.of(Action.PRODUCE, Reason.HOLD)
            .boundIf(fleet.sources.bites(), band.exportBound(fleet.sources.capW()));
    if (input.state().gridW() instanceof Estimate.Known grid) {
      NetLoad net = NetLoad.of(fleet, input.state(), grid);
      fleet.shedding.update(
          net.baseW() + fleet.computeMinW() - input.limits().importW(), input.now());
    }
    return new ModeDecision(
        ModeDecision.join(
            batteries,
            rest(fleet, input, requested, Reason.HOLD),
            fleet.sources.setpoints(input.requests(), curtailed),
            fleet.shedding.setpoints()),
        new SiteActivity.Holds(!requested.isEmpty()));
  }

  private List<ExplainedSetpoint> batteries(
      CycleInput input, Map<String, RequestAllocation.Granted> requested) {
    List<ExplainedSetpoint> setpoints = new ArrayList<>();
    for (BatteryUnit unit : fleet.batteries) {
      RequestAllocation.Granted granted = requested.get(unit.device.id());
      double watts = granted == null ? 0 : granted.watts();
      Explanation why =
          granted == null
              ? Explanation.of(Action.REST, Reason.HOLD)
              : granted.explain(Action.ofBattery(watts));
      double before = Fleet.state(input.state(), unit).powerW().ifKnown().orElse(0);
      ExplainedSetpoint setpoint = unit.output.ask(watts, 0, why);
      unit.drive.asked(setpoint.value(), before, input.now());
      setpoints.add(setpoint);
    }
    return setpoints;
  }

  /** EVs take nothing and compute its minimum, but for requests. */
  static List<ExplainedSetpoint> rest(
      Fleet fleet,
      CycleInput input,
      Map<String, RequestAllocation.Granted> requested,
      Reason reason) {
    List<ExplainedSetpoint> setpoints = new ArrayList<>();
    for (EvUnit unit : fleet.evs) {
      setpoints.add(EvAllocation.rest(unit, input, requested.get(unit.device.id()), reason));
    }
    for (ComputeUnit unit : fleet.computes) {
      setpoints.add(ComputeAllocation.rest(unit, input, reason));
    }
    return setpoints;
  }
}
