package io.spikewatt.controller.plan;

import java.time.Instant;
import java.util.Optional;

/**
 * Value of stored energy: the later saving of one more kWh in a storage at the end of the running
 * slot, in the tariff's currency. Immutable. Defined for any instant and state of charge (outside
 * the tables by the nearest edge).
 */
public interface StorageValues {

  /**
   * λ of the batteries together.
   *
   * @param instant any instant; the slot that contains it counts
   * @param batterySocPct state of charge of all batteries together, percent
   * @param evSocPct state of charge of the planned EV, percent; ignored if there is none
   */
  double batteryPerKwh(Instant instant, double batterySocPct, double evSocPct);

  /** λ of the planned EV's battery; 0 if none is planned or it has left. */
  double evPerKwh(Instant instant, double batterySocPct, double evSocPct);

  /** Charger whose car has a table of its own. */
  Optional<String> evId();
}
