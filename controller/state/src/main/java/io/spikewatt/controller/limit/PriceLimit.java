package io.spikewatt.controller.limit;

import io.spikewatt.config.site.Site.NegativePrices;
import java.util.OptionalDouble;

/**
 * Limit that negative prices of the running slot set by the owner's choice. Prices are those that
 * are paid: a price that is forecast or unknown limits nothing.
 *
 * @param exportPerKwh negative price for which nothing is exported, currency a kWh; empty = the
 *     price limits no export
 * @param importPerKwh negative price for which PV and wind are off, currency a kWh; empty = they
 *     may produce
 */
public record PriceLimit(OptionalDouble exportPerKwh, OptionalDouble importPerKwh) {

  /** Prices limit nothing. */
  public static final PriceLimit NONE =
      new PriceLimit(OptionalDouble.empty(), OptionalDouble.empty());

  /**
   * The limit by the prices of one slot.
   *
   * @param importPerKwh paid price of import, currency a kWh; empty = unknown
   * @param exportPerKwh price paid for export, currency a kWh; empty = unknown
   */
  public static PriceLimit of(
      NegativePrices choice, OptionalDouble importPerKwh, OptionalDouble exportPerKwh) {
    return switch (choice) {
      case STORE -> NONE;
      case ZERO_FEED_IN -> new PriceLimit(negative(exportPerKwh), OptionalDouble.empty());
      case PV_OFF -> new PriceLimit(negative(exportPerKwh), negative(importPerKwh));
    };
  }

  private static OptionalDouble negative(OptionalDouble perKwh) {
    return perKwh.isPresent() && perKwh.getAsDouble() < 0 ? perKwh : OptionalDouble.empty();
  }

  /** True if nothing may be exported. */
  public boolean forbidsExport() {
    return exportPerKwh.isPresent();
  }

  /** True if PV and wind are off. */
  public boolean stopsSources() {
    return importPerKwh.isPresent();
  }
}
