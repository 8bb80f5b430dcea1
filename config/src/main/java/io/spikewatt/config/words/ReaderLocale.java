package io.spikewatt.config.words;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.Locale;
import java.util.Map;

/**
 * Clock and currency for a phrase that people read.
 *
 * @param now by the clock of the site
 * @param currency of ISO 4217
 */
public record ReaderLocale(ZonedDateTime now, String currency) {

  /** Hundredths of currencies, the usual unit of prices of energy. */
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

  /** A price of a kWh in English, {@code 7.0 ct/kWh}. */
  public String priceText(EnergyPrice price) {
    FormattedNumber number = of(price);
    return String.format(Locale.ROOT, number.format(), number.value()) + "/kWh";
  }

  /** Formats "7 ct"; uses the currency itself if its hundredth is unknown. */
  FormattedNumber of(EnergyPrice price) {
    String hundredth = HUNDREDTH.get(currency);
    int decimals = hundredth == null ? price.decimals() + 2 : price.decimals();
    double value = hundredth == null ? price.perKwh() : 100 * price.perKwh();
    double scale = Math.pow(10, decimals);
    // Adding 0 turns -0 into 0.
    double rounded = Math.round(value * scale) / scale + 0.0;
    return new FormattedNumber(
        "%." + decimals + "f " + (hundredth == null ? currency : hundredth), rounded);
  }
}
