package io.spikewatt.controller.dispatch;

import io.spikewatt.controller.estimate.Estimate;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.controller.mode.GridLimits;
import io.spikewatt.hal.guard.Setpoint;
import io.spikewatt.hal.time.Moment;
import java.util.List;
import java.util.OptionalDouble;

/** What is done when control cannot, or must not, follow the net load. */
final class Standby {

  private final Fleet fleet;

  Standby(Fleet fleet) {
    this.fleet = fleet;
  }

  /** Nothing moves; PV stays within the export limit even if nobody consumed anything. */
  String hold(
      PlantState state, GridLimits limits, Moment now, Moment validUntil, List<Setpoint> out) {
    fleet.update(state);
    for (BatteryUnit unit : fleet.batteries) {
      Setpoint setpoint = unit.output.ask(0, 0, validUntil, "hold");
      double before = Fleet.state(state, unit).powerW().ifKnown().orElse(0);
      unit.drive.asked(setpoint.value(), before, now);
      out.add(setpoint);
    }
    rest(fleet, state, now, validUntil, "hold", out);
    fleet.sources.allow(limits.exportW(), OptionalDouble.empty(), now);
    fleet.sources.ask(out, validUntil, "hold: within the export limit");
    if (state.gridW() instanceof Estimate.Known grid) {
      NetPower net = NetPower.of(fleet, state, grid);
      fleet.shedding.update(net.baseW() + fleet.computeMinW() - limits.importW(), now);
    }
    fleet.shedding.ask(out, validUntil);
    return "batteries and EVs at 0";
  }

  /** EVs take nothing and compute its minimum. */
  static void rest(
      Fleet fleet,
      PlantState state,
      Moment now,
      Moment validUntil,
      String reason,
      List<Setpoint> out) {
    for (EvUnit unit : fleet.evs) {
      unit.off(now);
      Setpoint setpoint = unit.output.ask(0, 0, validUntil, reason);
      unit.response.command(0, Fleet.state(state, unit).powerW().ifKnown().orElse(0), now);
      out.add(setpoint);
    }
    for (ComputeUnit unit : fleet.computes) {
      double least = unit.role.minW();
      out.add(unit.output.ask(unit.outputValue(least), 0, validUntil, reason + ": minimum"));
      unit.ramp.told(least);
      unit.response.command(-least, Fleet.state(state, unit).powerW().ifKnown().orElse(0), now);
    }
  }
}
