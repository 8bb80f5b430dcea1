package io.spikewatt.controller.dispatch;

import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.asset.Estimate.Known;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * Net load of the site: the grid meter's reading without the controlled devices' own power, as it
 * was when the meter was read. A response to it therefore does not feed back.
 *
 * @param baseW load − PV: the part not due to regulators and flexible loads, W; positive = deficit
 * @param loadsW power that the flexible loads take now, W; negative = they serve the site
 * @param devices what was taken out
 * @param aheadW expected growth until the batteries have answered, W
 */
record NetLoad(double baseW, double loadsW, MeterLag.Devices devices, double aheadW) {

  /** A measurement further from the meter's moment only gives an estimate. */
  private static final Duration SAME_MOMENT = Duration.ofMillis(500);

  static NetLoad of(Assets assets, PlantState state, Known grid) {
    Moment at = grid.at();
    Set<String> known = new HashSet<>();
    boolean measured = true;
    double devices = 0;
    for (Regulator unit : assets.regulators) {
      Estimate power = state.asset(unit.id).powerW();
      devices += power(power, unit.deviceResponse, at);
      measured &= measured(unit.id, power, at, known);
    }
    double taken = 0;
    for (LoadUnit unit : assets.loads) {
      Estimate power = state.asset(unit.id).powerW();
      double watts = power(power, unit.deviceResponse, at);
      devices += watts;
      taken += unit.range.backW() > 0 ? -watts : Math.max(0, -watts);
      measured &= measured(unit.id, power, at, known);
    }
    return new NetLoad(
        grid.value() + devices, taken, new MeterLag.Devices(devices, known, measured), 0);
  }

  /** The same for a meter that already shows {@code moreW} more of the devices' power. */
  NetLoad seen(double moreW) {
    return new NetLoad(baseW + moreW, loadsW, devices, aheadW);
  }

  NetLoad growingBy(double watts) {
    return new NetLoad(baseW, loadsW, devices, watts);
  }

  /** Everything but the batteries, as it flows now, W. */
  double nowW() {
    return baseW + loadsW;
  }

  /** A device of unknown power counts as load, and is not controlled then. */
  private static double power(Estimate power, DeviceResponse deviceResponse, Moment at) {
    return power instanceof Known known ? deviceResponse.at(known, at) : 0;
  }

  /**
   * Adds a known device.
   *
   * @return whether it was measured when the meter was read, or is not included
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
