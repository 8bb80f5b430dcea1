package io.spikewatt.controller.plan;

/**
 * What is to be expected of the grid.
 *
 * @param failsPerHour how often it fails, {@code >= 0}
 * @param awayHours for how long it stays away then, hours, {@code > 0}
 */
public record OutageRates(double failsPerHour, double awayHours) {

  /** The grid never fails. */
  public static final OutageRates NONE = new OutageRates(0, 1);
}
