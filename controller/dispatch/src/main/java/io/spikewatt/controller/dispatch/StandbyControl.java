package io.spikewatt.controller.dispatch;

import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.setpoint.Action;
import io.spikewatt.controller.setpoint.ExplainedSetpoint;
import io.spikewatt.controller.setpoint.Explanation;
import io.spikewatt.controller.setpoint.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Control while the net load cannot or must not be followed.
 *
 * @param cycleS period of the control cycle, s
 */
record StandbyControl(Assets assets, double cycleS) {

  /** Only requested devices move. PV stays within the export limit even without any consumption. */
  ModeDecision hold(CycleInput input) {
    assets.update(input);
    if (input.state().gridW() instanceof Estimate.Known grid) {
      assets.keepFromGrid(NetLoad.of(assets, input.state(), grid).nowW());
    }
    ExchangeBand band = ExchangeBand.of(input, OptionalDouble.empty(), cycleS);
    Map<String, RequestAllocation.Granted> requested =
        RequestAllocation.allocate(assets, input, band, 0);
    List<ExplainedSetpoint> batteries = batteries(input, requested);
    assets.sources.allow(input.limits().exportW(), OptionalDouble.empty(), input.now());
    Explanation curtailed =
        Explanation.of(Action.PRODUCE, Reason.HOLD)
            .boundIf(assets.sources.bites(), band.exportBound(assets.sources.capW()));
    if (input.state().gridW() instanceof Estimate.Known grid) {
      NetLoad net = NetLoad.of(assets, input.state(), grid);
      assets.loadShedding.update(
          net.baseW() + assets.loadBaseW() - input.limits().importW(), input.now());
    }
    return new ModeDecision(
        ModeDecision.join(
            batteries,
            rest(assets, input, requested, Reason.HOLD),
            assets.sources.setpoints(input.requests(), curtailed),
            assets.loadShedding.setpoints()),
        new SiteActivity.Holds(!requested.isEmpty()));
  }

  private List<ExplainedSetpoint> batteries(
      CycleInput input, Map<String, RequestAllocation.Granted> requested) {
    List<ExplainedSetpoint> setpoints = new ArrayList<>();
    for (RegulatorUnit unit : assets.regulators) {
      RequestAllocation.Granted granted = requested.get(unit.id);
      double watts = granted == null ? 0 : granted.watts();
      Explanation why =
          granted == null
              ? Explanation.of(Action.REST, Reason.HOLD)
              : granted.explain(Action.ofBattery(watts));
      double before = unit.state(input).powerW().ifKnown().orElse(0);
      ExplainedSetpoint setpoint = unit.setpointOutput.setpoint(watts, 0, why);
      unit.drive.asked(setpoint.value(), before, input.now());
      setpoints.add(setpoint);
    }
    return setpoints;
  }

  /** Loads take no more than their base, except for requests. */
  static List<ExplainedSetpoint> rest(
      Assets assets,
      CycleInput input,
      Map<String, RequestAllocation.Granted> requested,
      Reason reason) {
    List<ExplainedSetpoint> setpoints = new ArrayList<>();
    for (LoadUnit unit : assets.loads) {
      RequestAllocation.Granted request = requested.get(unit.id);
      setpoints.add(request == null ? unit.rest(input, reason) : unit.follow(request, input));
    }
    return setpoints;
  }
}
