package io.spikewatt.config.site;

/**
 * Conversion of an exchange's price to what is billed and paid, without the network fee.
 *
 * @param supplierPerKwh addend of the supplier with all levies, before taxes, currency a kWh; may
 *     be negative
 * @param taxesPct taxes on the exchange's price and the addend, %, {@code >= 0}
 * @param export price that is paid for export
 * @param exportSupplierPerKwh addend to the exchange's price for export, currency a kWh; a fee is
 *     negative
 */
public record DynamicTariff(
    double supplierPerKwh, double taxesPct, ExportPrice export, double exportSupplierPerKwh) {

  /** Price that is paid for export. */
  public enum ExportPrice {
    /** The tariff's. */
    FIXED,
    /** The exchange's, with an addend. */
    EXCHANGE
  }

  /**
   * Price of import before the network fee.
   *
   * @param exchangePerKwh price of the exchange, currency a kWh; may be negative
   */
  PriceParts imports(double exchangePerKwh) {
    return PriceParts.of(PriceParts.Kind.EXCHANGE, exchangePerKwh)
        .plus(PriceParts.Kind.SUPPLIER, supplierPerKwh)
        .plus(PriceParts.Kind.TAXES, (exchangePerKwh + supplierPerKwh) * taxesPct / 100);
  }

  /**
   * The exchange's price that leads to a price of import.
   *
   * @param perKwh price of import without the network fee, currency a kWh
   */
  double exchangeOf(double perKwh) {
    return perKwh / (1 + taxesPct / 100) - supplierPerKwh;
  }

  /** Price paid for export by the exchange's. */
  PriceParts exports(double exchangePerKwh) {
    return PriceParts.of(PriceParts.Kind.EXCHANGE, exchangePerKwh)
        .plus(PriceParts.Kind.SUPPLIER, exportSupplierPerKwh);
  }
}
