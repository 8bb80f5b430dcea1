package io.spikewatt.config.site;

/** Contents of a price of import that comes from outside. */
public enum PriceBasis {
  /** Energy alone, as an exchange trades it. */
  EXCHANGE,
  /** All that the supplier bills, with the standard network fee. */
  SUPPLIER,
  /** All that is billed, with the network fee of the hour. */
  FINAL
}
