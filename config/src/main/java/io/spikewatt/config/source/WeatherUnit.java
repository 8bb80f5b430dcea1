package io.spikewatt.config.source;

import java.time.Duration;

/** Units in which services write weather. */
public enum WeatherUnit {
  CELSIUS("°C", "°C", 1, 0, false),
  KELVIN("K", "°C", 1, -273.15, false),
  WATT_PER_M2("W/m²", "W/m²", 1, 0, false),
  WATT_HOUR_PER_M2("Wh/m²", "W/m²", 1, 0, true),
  KILOWATT_HOUR_PER_M2("kWh/m²", "W/m²", 1_000, 0, true),
  KILOJOULE_PER_M2("kJ/m²", "W/m²", 1 / 3.6, 0, true),
  JOULE_PER_CM2("J/cm²", "W/m²", 10 / 3.6, 0, true),
  PERCENT("%", "%", 1, 0, false),
  OKTA("okta", "%", 12.5, 0, false),
  FRACTION("1", "%", 100, 0, false),
  METRE_PER_SECOND("m/s", "m/s", 1, 0, false),
  KILOMETRE_PER_HOUR("km/h", "m/s", 1 / 3.6, 0, false),
  KNOT("kn", "m/s", 1_852 / 3_600.0, 0, false),
  WATT("W", "W", 1, 0, false),
  KILOWATT("kW", "W", 1_000, 0, false),
  WATT_HOUR("Wh", "W", 1, 0, true),
  KILOWATT_HOUR("kWh", "W", 1_000, 0, true);

  private final String symbol;
  private final String base;
  private final double factor;
  private final double offset;
  private final boolean sum;

  WeatherUnit(String symbol, String base, double factor, double offset, boolean sum) {
    this.symbol = symbol;
    this.base = base;
    this.factor = factor;
    this.offset = offset;
    this.sum = sum;
  }

  /** As a file writes it. */
  public String symbol() {
    return symbol;
  }

  /** True for an energy of a whole slot, of which the mean power is wanted. */
  public boolean isSum() {
    return sum;
  }

  /** True if values of a quantity can have this unit. */
  public boolean fits(WeatherQuantity quantity) {
    return base.equals(quantity.unit());
  }

  /**
   * The value in the quantity's own unit.
   *
   * @param slot length of the value's slot
   */
  public double converted(double value, Duration slot) {
    double hours = sum ? slot.toSeconds() / 3_600.0 : 1;
    return value * factor / hours + offset;
  }
}
