package io.spikewatt.config.words;

/**
 * A number in a phrase, with its format. Each language has its own decimal sign.
 *
 * @param format of {@link String#format}, with the unit: {@code "%.1f kW"}
 */
public record FormattedNumber(String format, double value) {

  /** A number without a unit. {@code digits}: after the decimal sign. */
  public static FormattedNumber of(double value, int digits) {
    return new FormattedNumber("%." + digits + "f", value);
  }

  /** A power without its sign: in kW from 1,000 W on, else in W. */
  public static FormattedNumber power(double watts) {
    double magnitude = Math.abs(watts);
    return magnitude < 999.5
        ? new FormattedNumber("%.0f W", magnitude)
        : new FormattedNumber("%.1f kW", magnitude / 1000);
  }
}
