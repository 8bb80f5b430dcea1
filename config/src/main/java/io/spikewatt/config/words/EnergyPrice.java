package io.spikewatt.config.words;

/**
 * A price of energy in a phrase. {@link ReaderLocale} formats it in a currency.
 *
 * @param perKwh in the currency
 * @param decimals of the hundredth of the currency
 */
public record EnergyPrice(double perKwh, int decimals) {

  /** Format for records, which name no currency. */
  FormattedNumber plain() {
    return new FormattedNumber("%.3f", perKwh);
  }
}
