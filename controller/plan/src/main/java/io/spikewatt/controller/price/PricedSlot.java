package io.spikewatt.controller.price;

import io.spikewatt.config.site.Tariff;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Prices of energy in one slot as a plan uses them, by part and source.
 *
 * @param start of the slot
 * @param energy price of import without its emissions
 * @param co2 price of the emissions of import; empty = emissions have no price
 * @param export price paid for export
 * @param isUnpublished whether prices were published lately, but none for this slot
 */
public record PricedSlot(
    Instant start, Part energy, Optional<Part> co2, Part export, boolean isUnpublished) {

  /**
   * One part of a price.
   *
   * @param perKwh currency a kWh; may be negative
   */
  public record Part(double perKwh, PriceOrigin origin) {}

  /** Price of import with its emissions, currency a kWh. */
  public double importPerKwh() {
    return energy.perKwh() + co2.map(Part::perKwh).orElse(0.0);
  }

  /** By the site's configuration alone. */
  public static PricedSlot of(Instant start, Tariff tariff, ZoneId zone) {
    return of(start, Prices.NONE, Published.NOTHING, tariff, zone);
  }

  /**
   * Origins of the values that were published for the slot itself; empty = none was.
   *
   * @param isMissing whether prices were published lately, but none for this slot
   */
  record Published(
      Optional<PriceOrigin> imports,
      Optional<PriceOrigin> exports,
      Optional<PriceOrigin> co2,
      boolean isMissing) {

    static final Published NOTHING =
        new Published(Optional.empty(), Optional.empty(), Optional.empty(), false);
  }

  /**
   * @param prices of the coming slots, as a plan gets them
   */
  static PricedSlot of(
      Instant start, Prices prices, Published published, Tariff tariff, ZoneId zone) {
    double usual = tariff.importPerKwh(start.atZone(zone).toLocalTime());
    return new PricedSlot(
        start,
        part(prices.importAt(start), published.imports, usual),
        co2(start, prices, published.co2, tariff.co2()),
        part(prices.exportAt(start), published.exports, tariff.exportPerKwh()),
        published.isMissing);
  }

  private static Part part(OptionalDouble price, Optional<PriceOrigin> published, double usual) {
    return price.isPresent()
        ? new Part(price.getAsDouble(), published.orElse(PriceOrigin.LEARNT))
        : new Part(usual, PriceOrigin.TARIFF);
  }

  /** Unknown emissions cost nothing. */
  private static Optional<Part> co2(
      Instant start, Prices prices, Optional<PriceOrigin> published, Tariff.Co2 price) {
    if (price.perKg() <= 0) {
      return Optional.empty();
    }
    OptionalDouble emitted = prices.co2At(start);
    if (emitted.isPresent()) {
      return Optional.of(
          part(OptionalDouble.of(price.perKg() * emitted.getAsDouble()), published, 0));
    }
    if (price.gridKgPerKwh().isPresent()) {
      return Optional.of(new Part(price.perKg() * price.gridKgPerKwh().get(), PriceOrigin.TARIFF));
    }
    OptionalDouble mean = prices.co2Mean();
    return mean.isPresent()
        ? Optional.of(new Part(price.perKg() * mean.getAsDouble(), PriceOrigin.LEARNT))
        : Optional.empty();
  }
}
