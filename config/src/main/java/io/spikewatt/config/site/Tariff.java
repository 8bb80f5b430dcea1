package io.spikewatt.config.site;

import java.time.LocalTime;
import java.util.List;
import java.util.Optional;

/**
 * Prices of energy at the grid connection, and of emissions.
 *
 * @param imports price bands of a local day, in the file's order; the first that contains the time
 *     applies, and together they cover the day
 * @param exportPerKwh price paid for export, currency a kWh; may be negative
 * @param demandPerKw demand charge: price of each kW of a calendar month's highest quarter-hour
 *     mean import, currency a kW, {@code >= 0}; 0 = none
 * @param co2 price of emissions
 * @param currency ISO 4217 code, for people
 */
public record Tariff(
    List<Band> imports, double exportPerKwh, double demandPerKw, Co2 co2, String currency) {

  public Tariff {
    imports = List.copyOf(imports);
  }

  /**
   * Price of emissions, in addition to that of the energy.
   *
   * @param perKg price of a kg of CO2, currency, {@code >= 0}; 0 = not counted
   * @param gridKgPerKwh mean emission of a kWh from the grid, kg, 0..3; empty = not known
   */
  public record Co2(double perKg, Optional<Double> gridKgPerKwh) {

    /** More than any grid or genset emits for a kWh, kg: beyond it the unit is another one. */
    public static final double MOST_KG_PER_KWH = 3;

    /** Not counted. */
    public static final Co2 NONE = new Co2(0, Optional.empty());
  }

  /**
   * @param from start, local time, inclusive
   * @param to end, local time, exclusive; equal to {@code from} = whole day; may be before {@code
   *     from} to span midnight
   * @param perKwh price, currency a kWh; may be negative
   */
  public record Band(LocalTime from, LocalTime to, double perKwh) {
    public boolean contains(LocalTime time) {
      if (from.equals(to)) {
        return true;
      }
      boolean afterFrom = !time.isBefore(from);
      boolean beforeTo = time.isBefore(to);
      return from.isBefore(to) ? afterFrom && beforeTo : afterFrom || beforeTo;
    }
  }

  /** Import price at a local time of day, currency a kWh. */
  public double importPerKwh(LocalTime time) {
    for (Band band : imports) {
      if (band.contains(time)) {
        return band.perKwh();
      }
    }
    throw new IllegalStateException("no import price at " + time);
  }
}
