package io.spikewatt.controller.price;

/** A kind of published value. */
public enum PriceKind {
  /** Price of import as on the bill, currency a kWh. */
  IMPORT,
  /** Price paid for export, currency a kWh. */
  EXPORT,
  /** Emission of a kWh from the grid, kg of CO2, 0..3. */
  CO2
}
