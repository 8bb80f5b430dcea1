package io.spikewatt.controller.report;

import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.setpoint.Action;
import io.spikewatt.controller.setpoint.Explanation;
import java.util.Optional;

/**
 * Batteries whose measured power differs from their setpoint.
 *
 * @param action measured one
 * @param measuredW W into the bus
 */
record BatteryLag(Action action, double measuredW) {

  /** Largest own consumption of a battery, W. */
  private static final double RESTS_W = 100;

  /** Share of the setpoint, and power, by which a battery may lag behind. */
  private static final double LAG_SHARE = 0.2;

  private static final double LAG_W = 300;

  /** Turns the explanation into one of rest if its power is a battery's own consumption. */
  static Explanation restingIfSmall(Explanation battery) {
    return Math.abs(battery.value()) < RESTS_W ? battery.ofBattery(0) : battery;
  }

  /**
   * Empty if the batteries follow, or if their power is not measured. A derived one has the errors
   * of all other readings.
   */
  static Optional<BatteryLag> of(double setW, Estimate power) {
    if (!(power instanceof Estimate.Known known) || known.how() != Estimate.How.MEASURED) {
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
