package io.spikewatt.controller.plan;

/**
 * Prices of broken wishes, currency a kWh. Every goal of a site is soft, so a plan always exists;
 * their order is what matters: a limit of the grid connection is worth more than a full car, a full
 * car more than the reserve, and the reserve more than any tariff.
 */
final class PenaltyPrices {

  /** Power beyond the import or export limit. */
  static final double LIMIT = 20;

  /** Energy that a car lacks at departure, or a job when it is due. */
  static final double SHORTAGE = 5;

  /** An hour with one kWh less than the reserve. */
  static final double RESERVE_HOUR = 0.5;

  /** An hour with one kWh still to charge: earlier is better when it costs the same. */
  static final double EV_WAIT_HOUR = 0.001;

  private PenaltyPrices() {}
}
