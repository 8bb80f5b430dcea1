package io.spikewatt.config.words;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.Map;

/**
 * The clock and the currency of a person who reads a phrase.
 *
 * @param now by the clock of the site
 * @param currency of ISO 4217
 */
public record Reader(ZonedDateTime now, String currency) {

  /** The hundredth of a currency, in which people know their prices. */
  private static final Map<String, String> HUNDREDTH =
      Map.ofEntries(
          Map.entry("EUR", "ct"),
          Map.entry("USD", "ct"),
          Map.entry("AUD", "ct"),
          Map.entry("CAD", "ct"),
          Map.entry("NZD", "ct"),
          Map.entry("GBP", "p"),
          Map.entry("CHF", "Rp."),
          Map.entry("DKK", "øre"),
          Map.entry("NOK", "øre"),
          Map.entry("SEK", "öre"),
          Map.entry("PLN", "gr"));

  /** A time by the reader's clock. */
  ZonedDateTime local(Instant at) {
    return at.atZone(now.getZone());
  }

  LocalDate today() {
    return now.toLocalDate();
  }

  /** "7 ct"; in the currency itself where its hundredth is not known. */
  Figure of(Price price) {
    String hundredth = HUNDREDTH.get(currency);
    int decimals = hundredth == null ? price.decimals() + 2 : price.decimals();
    double value = hundredth == null ? price.perKwh() : 100 * price.perKwh();
    double scale = Math.pow(10, decimals);
    // Adding 0 turns -0 into 0.
    double rounded = Math.round(value * scale) / scale + 0.0;
    return new Figure("%." + decimals + "f " + (hundredth == null ? currency : hundredth), rounded);
  }
}
