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
 * @param switchedW power that loads with a least power take now, W; negative = they serve the site
 * @param modulatedW power that the other flexible loads take now, W, {@code >= 0}
 * @param devices the devices whose power was removed
 * @param aheadW expected growth until the batteries have answered, W
 * @param unrequestedAheadW the same without loads that requests set, whose growth is their own
 */
record NetLoad(
    double baseW,
    double switchedW,
    double modulatedW,
    MeterLag.Devices devices,
    double aheadW,
    double unrequestedAheadW) {

  /** A measurement further from the meter's moment only gives an estimate. */
  private static final Duration SAME_MOMENT = Duration.ofMillis(500);

  static NetLoad of(Assets assets, PlantState state, Known grid) {
    Moment at = grid.at();
    Set<String> known = new HashSet<>();
    boolean measured = true;
    double regulated = 0;
    for (RegulatorUnit unit : assets.regulators) {
      Estimate power = state.asset(unit.id).powerW();
      regulated += power(power, unit.deviceResponse, at);
      measured &= measured(unit.id, power, at, known);
    }
    double switched = 0;
    double modulated = 0;
    boolean gives = false;
    for (LoadUnit unit : assets.loads) {
      Estimate power = state.asset(unit.id).powerW();
      double watts = power(power, unit.deviceResponse, at);
      switched += unit.range.switches() ? watts : 0;
      modulated += unit.range.switches() ? 0 : watts;
      gives |= unit.range.backW() > 0;
      measured &= measured(unit.id, power, at, known);
    }
    return new NetLoad(
        grid.value() + regulated + switched + modulated,
        gives ? -switched : Math.max(0, -switched),
        Math.max(0, -modulated),
        new MeterLag.Devices(regulated + switched + modulated, known, measured),
        0,
        0);
  }

  /** The same for a meter that already shows {@code moreW} more of the devices' power. */
  NetLoad seen(double moreW) {
    return new NetLoad(baseW + moreW, switchedW, modulatedW, devices, aheadW, unrequestedAheadW);
  }

  NetLoad growingBy(double watts, double unrequestedW) {
    return new NetLoad(baseW, switchedW, modulatedW, devices, watts, unrequestedW);
  }

  /** The same, growing by {@code watts} or more. */
  NetLoad growingAtLeast(double watts) {
    return growingBy(Math.max(aheadW, watts), Math.max(unrequestedAheadW, watts));
  }

  /** Everything but the batteries, as it flows now, W. */
  double nowW() {
    return baseW + switchedW + modulatedW;
  }

  /** A device of unknown power counts as load, and is not controlled then. */
  static double power(Estimate power, DeviceResponse deviceResponse, Moment at) {
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
