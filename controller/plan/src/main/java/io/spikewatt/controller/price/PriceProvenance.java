package io.spikewatt.controller.price;

import io.spikewatt.config.site.PriceBasis;

/**
 * Where a published value is from.
 *
 * @param origin {@link PriceOrigin#COMMAND} or {@link PriceOrigin#SOURCE}
 * @param basis contents of the price that it was calculated from
 */
record PriceProvenance(PriceOrigin origin, PriceBasis basis) {

  /** A command publishes prices as they are billed. */
  static final PriceProvenance COMMAND = new PriceProvenance(PriceOrigin.COMMAND, PriceBasis.FINAL);
}
