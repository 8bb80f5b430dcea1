package io.spikewatt.controller.asset;

import java.time.Instant;

/**
 * Needs of the storage at a charging point until it leaves.
 *
 * @param id the charging point's device id
 * @param socPct now, percent
 * @param targetPct at departure, percent
 * @param mostPct upper bound of charging meanwhile, percent, {@code >= targetPct}
 * @param capacityWh the storage's, Wh
 * @param departure when it leaves, UTC
 * @param mode of charging until it leaves
 */
public record ChargingRequest(
    String id,
    double socPct,
    double targetPct,
    double mostPct,
    double capacityWh,
    Instant departure,
    ChargingMode mode) {

  /** A storage that is charged as planned. */
  public ChargingRequest(
      String id,
      double socPct,
      double targetPct,
      double mostPct,
      double capacityWh,
      Instant departure) {
    this(id, socPct, targetPct, mostPct, capacityWh, departure, ChargingMode.PLANNED);
  }

  /** State of charge with more energy, percent, at most full. {@code wh}: Wh. */
  public double socPctAfter(double wh) {
    return Math.min(100, socPct + 100 * wh / capacityWh);
  }

  /** A storage that is charged only to its target. */
  public ChargingRequest(
      String id, double socPct, double targetPct, double capacityWh, Instant departure) {
    this(id, socPct, targetPct, targetPct, capacityWh, departure);
  }
}
