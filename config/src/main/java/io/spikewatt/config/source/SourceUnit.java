package io.spikewatt.config.source;

import java.util.Optional;

/**
 * Unit of a source's values.
 *
 * @param text as a file writes it
 * @param currency ISO 4217 code of a price; empty for emissions and for weather
 * @param perMwh whether a value is of a MWh, and not of a kWh
 * @param divisor a value divided by this is a price in the currency a kWh, or an emission in kg a
 *     kWh
 */
public record SourceUnit(String text, Optional<String> currency, boolean perMwh, double divisor) {

  /** Weather has a unit for each of its quantities. */
  public static final SourceUnit NONE = new SourceUnit("", Optional.empty(), false, 1);

  /** True for a unit of energy's price, false for one of emissions. */
  public boolean isPrice() {
    return currency.isPresent();
  }
}
