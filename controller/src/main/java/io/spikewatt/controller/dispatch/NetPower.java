package io.spikewatt.controller.dispatch;

import io.spikewatt.controller.estimate.Estimate;
import io.spikewatt.controller.estimate.Estimate.Known;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.hal.time.Moment;

/**
 * What the site takes, told from the grid meter with the controlled devices' own power taken out,
 * as it was when the meter was read. That is why answering it does not feed back.
 *
 * @param baseW load − PV: what batteries, EVs and compute do not account for, W; positive = deficit
 * @param evW power that the chargers take now, W; negative = cars that serve the site
 * @param computeW power that controllable compute takes now, W, {@code >= 0}
 */
record NetPower(double baseW, double evW, double computeW) {

  static NetPower of(Fleet fleet, PlantState state, Known grid) {
    Moment at = grid.at();
    double battery = 0;
    for (BatteryUnit unit : fleet.batteries) {
      battery += power(Fleet.state(state, unit).powerW(), unit.response, at);
    }
    double ev = 0;
    boolean gives = false;
    for (EvUnit unit : fleet.evs) {
      gives |= unit.role.discharges();
      ev += power(Fleet.state(state, unit).powerW(), unit.response, at);
    }
    double compute = 0;
    for (ComputeUnit unit : fleet.computes) {
      compute += power(Fleet.state(state, unit).powerW(), unit.response, at);
    }
    return new NetPower(
        grid.value() + battery + ev + compute,
        gives ? -ev : Math.max(0, -ev),
        Math.max(0, -compute));
  }

  /** The same as a meter shows it that has seen {@code moreW} more of what the devices do. */
  NetPower seen(double moreW) {
    return new NetPower(baseW + moreW, evW, computeW);
  }

  /** Everything but the batteries, as it flows now, W. */
  double nowW() {
    return baseW + evW + computeW;
  }

  /** A device whose power is unknown counts as load; it is then not steered either. */
  private static double power(Estimate power, Response response, Moment at) {
    return power instanceof Known known ? response.at(known, at) : 0;
  }
}
