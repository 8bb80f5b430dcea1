package io.spikewatt.controller.price;

import io.spikewatt.config.site.PriceBasis;
import io.spikewatt.config.site.PriceParts;
import io.spikewatt.config.site.Tariff;
import io.spikewatt.hal.time.QuarterHour;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Prices from outside as they are billed, in quarter hours: a network fee may change within an
 * hour.
 *
 * @param imports prices of import
 * @param exports prices of export; empty where they do not follow the price from outside
 */
public record BilledPrices(List<PublishedValue> imports, List<PublishedValue> exports) {

  public BilledPrices {
    imports = List.copyOf(imports);
    exports = List.copyOf(exports);
  }

  /**
   * @param basis contents of the prices
   * @param prices ascending, currency a kWh
   * @param zone of the tariff's times
   */
  public static BilledPrices of(
      PriceBasis basis, List<PublishedValue> prices, Tariff tariff, ZoneId zone) {
    List<PublishedValue> imports = new ArrayList<>();
    List<PublishedValue> exports = new ArrayList<>();
    for (PublishedValue price : prices) {
      for (Instant start = price.start();
          start.isBefore(price.end());
          start = start.plus(QuarterHour.LENGTH)) {
        Instant end = start.plus(QuarterHour.LENGTH);
        PriceParts paid = tariff.importParts(basis, price.value(), start.atZone(zone));
        imports.add(new PublishedValue(start, end, paid.perKwh()));
        Optional<PriceParts> earned = tariff.exportParts(basis, price.value());
        if (earned.isPresent()) {
          exports.add(new PublishedValue(start, end, earned.get().perKwh()));
        }
      }
    }
    return new BilledPrices(imports, exports);
  }
}
