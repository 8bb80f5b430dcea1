package io.spikewatt.controller.dispatch;

import io.spikewatt.controller.estimate.Estimate;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.controller.mode.GridLimits;
import io.spikewatt.hal.guard.Setpoint;
import io.spikewatt.hal.time.Moment;
import java.util.List;
import java.util.OptionalDouble;

/** What is done when control cannot, or must not, follow the net load: hold, and island. */
final class Standby {

  /** State of charge above the lower limit below which an island sheds, percent. */
  private static final double SHED_PCT = 10;

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
    rest(state, now, validUntil, "hold", out);
    fleet.pv.allow(limits.exportW(), OptionalDouble.empty(), now);
    fleet.pv.ask(out, validUntil, "hold: within the export limit");
    if (state.gridW() instanceof Estimate.Known grid) {
      NetPower net = NetPower.of(fleet, state, grid);
      fleet.shedding.update(net.baseW() + fleet.computeMinW() - limits.importW(), now);
    }
    fleet.shedding.ask(out, validUntil);
    return "batteries and EVs at 0";
  }

  /**
   * The grid-forming inverter balances by itself: batteries get no setpoint.
   *
   * @param exportW largest export, W, while the grid is back and it is waited until it stays: what
   *     the battery would take in an island then flows out; infinite without a grid
   */
  String island(
      PlantState state, double exportW, Moment now, Moment validUntil, List<Setpoint> out) {
    fleet.update(state);
    rest(state, now, validUntil, "island", out);
    OptionalDouble load = state.loadW().ifKnown();
    if (load.isPresent()) {
      double takenW = Math.min(fleet.chargeW(), exportW);
      fleet.pv.allow(load.getAsDouble() + takenW, state.pvW().ifKnown(), now);
      fleet.pv.ask(out, validUntil, "island: what load and battery can take");
    } else {
      fleet.pv.again(out, validUntil, "island: as before");
    }
    double margin = Double.POSITIVE_INFINITY;
    for (BatteryUnit unit : fleet.batteries) {
      if (unit.usable) {
        margin = Math.min(margin, unit.socPct - unit.role.minSocPct() - SHED_PCT);
      }
    }
    // Shed below the level, release only a good deal above it, otherwise leave the relays alone.
    boolean known = Double.isFinite(margin);
    double lack = known && margin < 0 ? 1 : 0;
    fleet.shedding.update(known && margin > SHED_PCT ? Double.NEGATIVE_INFINITY : lack, now);
    fleet.shedding.ask(out, validUntil);
    return "batteries balance by themselves, EVs at 0";
  }

  private void rest(
      PlantState state, Moment now, Moment validUntil, String reason, List<Setpoint> out) {
    for (EvUnit unit : fleet.evs) {
      unit.off(now);
      Setpoint setpoint = unit.output.ask(0, 0, validUntil, reason);
      unit.response.command(0, Fleet.state(state, unit).powerW().ifKnown().orElse(0), now);
      out.add(setpoint);
    }
    for (ComputeUnit unit : fleet.computes) {
      double least = unit.role.minW();
      out.add(unit.output.ask(unit.outputValue(least), 0, validUntil, reason + ": minimum"));
      unit.response.command(-least, Fleet.state(state, unit).powerW().ifKnown().orElse(0), now);
    }
  }
}
