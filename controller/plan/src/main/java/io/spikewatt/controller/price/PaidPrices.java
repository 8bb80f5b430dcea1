package io.spikewatt.controller.price;

import java.util.OptionalDouble;

/**
 * Prices of energy in a slot, currency a kWh; empty = not known.
 *
 * @param importPerKwh price of import
 * @param exportPerKwh price paid for export
 */
public record PaidPrices(OptionalDouble importPerKwh, OptionalDouble exportPerKwh) {

  /** Prices were published for other slots, and not for this one. */
  public static final PaidPrices UNKNOWN =
      new PaidPrices(OptionalDouble.empty(), OptionalDouble.empty());
}
