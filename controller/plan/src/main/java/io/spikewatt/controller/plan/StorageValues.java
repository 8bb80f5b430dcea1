package io.spikewatt.controller.plan;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Value of stored energy: the later saving of one more kWh in a storage at the end of the running
 * slot, in the tariff's currency. Immutable. Defined for any instant and level (outside the tables
 * by the nearest edge).
 */
public interface StorageValues {

  /** Whether a storage has a table of its own: a device's id, or {@link AssetSeries#BATTERY}. */
  boolean has(String id);

  /**
   * Value of one more stored kWh in a storage.
   *
   * @param id a device's, or {@link AssetSeries#BATTERY} for all batteries together
   * @param instant any instant; the slot that contains it counts
   * @param levels by id, percent of batteries and cars, kWh of heat; storages that are not in it
   *     count as full
   * @return 0 if it has no table, or has left
   */
  double perKwh(String id, Instant instant, Map<String, Double> levels);

  /** Level that a storage keeps whatever its value, as in {@link #perKwh}; 0 = none. */
  default double keptLevel(String id) {
    return 0;
  }

  /** The first of several that has a table for a storage. */
  static StorageValues firstOf(List<? extends StorageValues> all) {
    return new StorageValues() {
      @Override
      public boolean has(String id) {
        return all.stream().anyMatch(values -> values.has(id));
      }

      @Override
      public double perKwh(String id, Instant instant, Map<String, Double> levels) {
        return all.stream()
            .filter(values -> values.has(id))
            .findFirst()
            .map(values -> values.perKwh(id, instant, levels))
            .orElse(0.0);
      }

      @Override
      public double keptLevel(String id) {
        return all.stream()
            .filter(values -> values.has(id))
            .findFirst()
            .map(values -> values.keptLevel(id))
            .orElse(0.0);
      }
    };
  }
}
