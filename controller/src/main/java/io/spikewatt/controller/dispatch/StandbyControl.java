package io.spikewatt.controller.dispatch;

import io.spikewatt.controller.estimate.Estimate;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.controller.limit.GridLimits;
import io.spikewatt.hal.guard.Setpoint;
import io.spikewatt.hal.time.Moment;
import java.util.List;
import java.util.OptionalDouble;

/** What is done when control cannot, or must not, follow the net load. */
final class StandbyControl {

  private final Assets assets;

  StandbyControl(Assets assets) {
    this.assets = assets;
  }

  /** Nothing moves; PV stays within the export limit even if nobody consumed anything. */
  String hold(
      PlantState state, GridLimits limits, Moment now, Moment validUntil, List<Setpoint> out) {
    assets.update(state);
    for (BatteryUnit unit : assets.batteries) {
      Setpoint setpoint = unit.setpointOutput.setpoint(0, 0, validUntil, "hold");
      double before = Assets.state(state, unit).powerW().ifKnown().orElse(0);
      unit.batteryRegulator.asked(setpoint.value(), before, now);
      out.add(setpoint);
    }
    rest(assets, state, now, validUntil, "hold", out);
    assets.sources.allow(limits.exportW(), OptionalDouble.empty(), now);
    assets.sources.ask(out, validUntil, "hold: within the export limit");
    if (state.gridW() instanceof Estimate.Known grid) {
      NetLoad net = NetLoad.of(assets, state, grid);
      assets.loadShedding.update(net.baseW() + assets.computeMinW() - limits.importW(), now);
    }
    assets.loadShedding.ask(out, validUntil);
    return "batteries and EVs at 0";
  }

  /** EVs take nothing and compute its minimum. */
  static void rest(
      Assets assets,
      PlantState state,
      Moment now,
      Moment validUntil,
      String reason,
      List<Setpoint> out) {
    for (EvUnit unit : assets.evs) {
      unit.off(now);
      Setpoint setpoint = unit.setpointOutput.setpoint(0, 0, validUntil, reason);
      unit.deviceResponse.command(0, Assets.state(state, unit).powerW().ifKnown().orElse(0), now);
      out.add(setpoint);
    }
    for (ComputeUnit unit : assets.computes) {
      double least = unit.role.minW();
      out.add(
          unit.setpointOutput.setpoint(
              unit.outputValue(least), 0, validUntil, reason + ": minimum"));
      unit.ramp.applySetpoint(least);
      unit.deviceResponse.command(
          -least, Assets.state(state, unit).powerW().ifKnown().orElse(0), now);
    }
  }
}
