import java.util.Optional;
import java.util.OptionalDouble;

/** One way to control the site, asked once a second. */
interface Rival {

  /**
   * Readings at the start of a second.
   *
   * @param at s since the start
   * @param meterW power from the grid, W; empty = the meter is silent
   * @param batteryW reading of the battery's own meter, W into the bus
   * @param socPct its state of charge
   * @param pvW reading of the inverter's own meter
   */
  record Reading(double at, OptionalDouble meterW, double batteryW, double socPct, double pvW) {}

  /**
   * Setpoints that are written a quarter of a second later.
   *
   * @param batteryW W into the bus
   * @param pvLimitW W
   */
  record Command(double batteryW, double pvLimitW) {}

  Command decide(Reading reading);

  /**
   * A quarter, a half and three quarters of a second later the meter alone is read once more.
   *
   * @return the command to write at once; empty = the last command remains in force
   */
  default Optional<Command> glance(double at, OptionalDouble meterW) {
    return Optional.empty();
  }
}
