package io.spikewatt.config.site;

import java.util.Arrays;
import java.util.Map;
import java.util.OptionalDouble;

/** Usual sizes of prices, from which other units can be told. */
public final class UsualPrice {

  /**
   * Ratio of a usual price to another usual one above which the unit must be wrong. Prices per MWh
   * or in hundredths are more likely than such an increase.
   */
  public static final double OTHER_UNIT = 30;

  /** Highest usual price of a kWh; currencies that are not listed have none. */
  private static final Map<String, Double> MOST_PER_KWH =
      Map.ofEntries(
          Map.entry("AUD", 3.0),
          Map.entry("CAD", 3.0),
          Map.entry("CHF", 3.0),
          Map.entry("EUR", 3.0),
          Map.entry("GBP", 3.0),
          Map.entry("NZD", 3.0),
          Map.entry("USD", 3.0),
          Map.entry("CZK", 30.0),
          Map.entry("DKK", 20.0),
          Map.entry("NOK", 20.0),
          Map.entry("PLN", 15.0),
          Map.entry("SEK", 20.0));

  private UsualPrice() {}

  /** Highest usual price of a kWh in a currency; empty if that is not known. */
  public static OptionalDouble mostPerKwh(String currency) {
    Double most = MOST_PER_KWH.get(currency);
    return most == null ? OptionalDouble.empty() : OptionalDouble.of(most);
  }

  /**
   * The usual size of prices: the median of their magnitudes.
   *
   * @param prices at least one
   */
  public static double size(double[] prices) {
    double[] sorted = Arrays.stream(prices).map(Math::abs).sorted().toArray();
    return sorted[sorted.length / 2];
  }
}
