package io.spikewatt.config.words;

/**
 * A number in a phrase, which each language writes with its own decimal sign.
 *
 * @param format of {@link String#format}, with the unit: {@code "%.1f kW"}
 */
public record Figure(String format, double value) {

  /** A number without a unit. {@code digits}: after the decimal sign. */
  public static Figure of(double value, int digits) {
    return new Figure("%." + digits + "f", value);
  }

  /** A power without its sign: in kW from 1,000 W on, else in W. */
  public static Figure power(double watts) {
    double magnitude = Math.abs(watts);
    return magnitude < 999.5
        ? new Figure("%.0f W", magnitude)
        : new Figure("%.1f kW", magnitude / 1000);
  }
}
