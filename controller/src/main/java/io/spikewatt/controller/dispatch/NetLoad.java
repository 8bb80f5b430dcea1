package io.spikewatt.controller.dispatch;

import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.asset.Estimate.Known;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * What the site takes: the grid meter's reading with the controlled devices' own power taken out,
 * as it was when the meter was read. That is why answering it does not feed back.
 *
 * @param baseW load − PV: what batteries, EVs and compute do not account for, W; positive = deficit
 * @param evW power that the chargers take now, W; negative = cars that serve the site
 * @param computeW power that controllable compute takes now, W, {@code >= 0}
 * @param devices what was taken out
 * @param aheadW by how much it will have grown when the batteries have answered, W
 */
record NetLoad(double baseW, double evW, double computeW, MeterLag.Devices devices, double aheadW) {

  /** What was measured further from the meter's moment is a guess of it, not a measurement. */
  private static final Duration SAME_MOMENT = Duration.ofMillis(500);

  static NetLoad of(Assets assets, PlantState state, Known grid) {
    Moment at = grid.at();
    Set<String> known = new HashSet<>();
    boolean measured = true;
    double battery = 0;
    for (BatteryUnit unit : assets.batteries) {
      Estimate power = Assets.state(state, unit).powerW();
      battery += power(power, unit.deviceResponse, at);
      measured &= measured(unit.device.id(), power, at, known);
    }
    double ev = 0;
    boolean gives = false;
    for (EvUnit unit : assets.evs) {
      gives |= unit.role.discharges();
      Estimate power = Assets.state(state, unit).powerW();
      ev += power(power, unit.deviceResponse, at);
      measured &= measured(unit.device.id(), power, at, known);
    }
    double compute = 0;
    for (ComputeUnit unit : assets.computes) {
      Estimate power = Assets.state(state, unit).powerW();
      compute += power(power, unit.deviceResponse, at);
      measured &= measured(unit.device.id(), power, at, known);
    }
    return new NetLoad(
        grid.value() + battery + ev + compute,
        gives ? -ev : Math.max(0, -ev),
        Math.max(0, -compute),
        new MeterLag.Devices(battery + ev + compute, known, measured),
        0);
  }

  /** The same as a meter shows it that has seen {@code moreW} more of what the devices do. */
  NetLoad seen(double moreW) {
    return new NetLoad(baseW + moreW, evW, computeW, devices, aheadW);
  }

  NetLoad growingBy(double watts) {
    return new NetLoad(baseW, evW, computeW, devices, watts);
  }

  /** Everything but the batteries, as it flows now, W. */
  double nowW() {
    return baseW + evW + computeW;
  }

  /** A device whose power is unknown counts as load; it is then not steered either. */
  private static double power(Estimate power, DeviceResponse deviceResponse, Moment at) {
    return power instanceof Known known ? deviceResponse.at(known, at) : 0;
  }

  /**
   * Notes a device that is known.
   *
   * @return whether it was measured when the meter was read, or is not in it at all
   */
  private static boolean measured(String id, Estimate power, Moment at, Set<String> into) {
    if (!(power instanceof Known known)) {
      return true;
    }
    into.add(id);
    return known.how() == Estimate.How.MEASURED
        && known.at().since(at).abs().compareTo(SAME_MOMENT) <= 0;
  }
}
