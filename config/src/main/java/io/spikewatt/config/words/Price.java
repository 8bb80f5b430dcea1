package io.spikewatt.config.words;

/**
 * A price in a phrase, which its reader's currency writes.
 *
 * @param perKwh in the currency
 * @param decimals of the hundredth of the currency
 */
public record Price(double perKwh, int decimals) {

  /** For records: in the currency, which they do not name. */
  Figure plain() {
    return new Figure("%.3f", perKwh);
  }
}
