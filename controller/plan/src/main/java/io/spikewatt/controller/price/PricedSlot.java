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

  /** Source of a price. */
  public enum Origin {
    /** Published by the command {@code prices}. */
    COMMAND,
    /** Forecast from published prices; emissions as on the last known day. */
    LEARNT,
    /** The site's configuration. */
    TARIFF
  }

  /**
   * One part of a price.
   *
   * @param perKwh currency a kWh; may be negative
   */
  public record Part(double perKwh, Origin origin) {}

  /** Price of import with its emissions, currency a kWh. */
  public double importPerKwh() {
    return energy.perKwh() + co2.map(Part::perKwh).orElse(0.0);
  }

  /** By the site's configuration alone. */
  public static PricedSlot of(Instant start, Tariff tariff, ZoneId zone) {
    return of(start, Prices.NONE, new Published(false, false, false), tariff, zone);
  }

  /**
   * Presence of published values for the slot itself.
   *
   * @param isMissing whether prices were published lately, but none for this slot
   */
  record Published(boolean hasPrice, boolean hasEmission, boolean isMissing) {}

  /**
   * @param prices of the coming slots, as a plan gets them
   */
  static PricedSlot of(
      Instant start, Prices prices, Published published, Tariff tariff, ZoneId zone) {
    double usual = tariff.importPerKwh(start.atZone(zone).toLocalTime());
    return new PricedSlot(
        start,
        part(prices.importAt(start), published.hasPrice, usual),
        co2(start, prices, published.hasEmission, tariff.co2()),
        part(prices.exportAt(start), published.hasPrice, tariff.exportPerKwh()),
        published.isMissing);
  }

  private static Part part(OptionalDouble price, boolean published, double usual) {
    Origin known = published ? Origin.COMMAND : Origin.LEARNT;
    return new Part(price.orElse(usual), price.isPresent() ? known : Origin.TARIFF);
  }

  /** Unknown emissions cost nothing. */
  private static Optional<Part> co2(
      Instant start, Prices prices, boolean published, Tariff.Co2 price) {
    if (price.perKg() <= 0) {
      return Optional.empty();
    }
    OptionalDouble emitted = prices.co2At(start);
    if (emitted.isPresent()) {
      return Optional.of(
          part(OptionalDouble.of(price.perKg() * emitted.getAsDouble()), published, 0));
    }
    if (price.gridKgPerKwh().isPresent()) {
      return Optional.of(new Part(price.perKg() * price.gridKgPerKwh().get(), Origin.TARIFF));
    }
    OptionalDouble mean = prices.co2Mean();
    return mean.isPresent()
        ? Optional.of(new Part(price.perKg() * mean.getAsDouble(), Origin.LEARNT))
        : Optional.empty();
  }
}
