package io.spikewatt.config.source;

/** The quantity that a source gives. */
public enum SourceQuantity {
  /** Price at the exchange, to which the supplier and the network add. */
  EXCHANGE_PRICE,
  /** Price of a kWh from the grid as the supplier bills it. */
  IMPORT_PRICE,
  /** Price paid for a kWh into the grid. */
  EXPORT_PRICE,
  /** Emission of a kWh from the grid. */
  EMISSIONS,
  /** Predicted weather or PV power: several quantities, which the description lists. */
  WEATHER
}
