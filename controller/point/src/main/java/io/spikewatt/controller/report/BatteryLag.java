package io.spikewatt.controller.report;

import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.setpoint.Action;
import io.spikewatt.controller.setpoint.Explanation;
import java.util.Optional;

/**
 * Batteries that do something else than they are set to.
 *
 * @param action that is measured
 * @param measuredW W into the bus
 */
record BatteryLag(Action action, double measuredW) {

  /** Less than this is a battery's own consumption, W. */
  private static final double RESTS_W = 100;

  /** Share of the setpoint, and power, by which a battery may lag behind. */
  private static final double LAG_SHARE = 0.2;

  private static final double LAG_W = 300;

  /** The explanation of a power that is no more than a battery's own as one of rest. */
  static Explanation restingIfSmall(Explanation battery) {
    return Math.abs(battery.value()) < RESTS_W ? battery.ofBattery(0) : battery;
  }

  /** Empty if the batteries follow, or if their power is unknown. */
  static Optional<BatteryLag> of(double setW, Estimate measured) {
    if (!(measured instanceof Estimate.Known known)) {
      return Optional.empty();
    }
    double watts = known.value();
    double lag = Math.abs(setW - watts);
    boolean turned = setW * watts < 0 && Math.abs(watts) > RESTS_W;
    return turned || lag > LAG_W + LAG_SHARE * Math.abs(setW)
        ? Optional.of(
            new BatteryLag(
                Math.abs(watts) < RESTS_W ? Action.REST : Action.ofBattery(watts), watts))
        : Optional.empty();
  }
}
