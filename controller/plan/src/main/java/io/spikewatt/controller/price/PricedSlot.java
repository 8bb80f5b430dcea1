package io.spikewatt.controller.price;

import io.spikewatt.config.site.PriceBasis;
import io.spikewatt.config.site.PriceParts;
import io.spikewatt.config.site.PriceParts.Kind;
import io.spikewatt.config.site.Tariff;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Prices of energy in one slot as a plan uses them, by part and source.
 *
 * @param start of the slot
 * @param imports parts of the price of import, that of its emissions last; they add up to it
 * @param exports parts of the price paid for export likewise
 * @param isUnpublished whether prices were published lately, but none for this slot
 */
public record PricedSlot(
    Instant start, List<Part> imports, List<Part> exports, boolean isUnpublished) {

  public PricedSlot {
    imports = List.copyOf(imports);
    exports = List.copyOf(exports);
  }

  /**
   * One part of a price.
   *
   * @param perKwh currency a kWh; may be negative
   */
  public record Part(Kind kind, double perKwh, PriceOrigin origin) {}

  /** Price of import with its emissions, currency a kWh. */
  public double importPerKwh() {
    return sum(imports);
  }

  /** Price of import without its emissions, all parts together, by the source of the energy. */
  public Part energy() {
    return together(imports.stream().filter(part -> part.kind() != Kind.CO2).toList());
  }

  /** Price of the emissions of import; empty = emissions have no price. */
  public Optional<Part> co2() {
    return imports.stream().filter(part -> part.kind() == Kind.CO2).findFirst();
  }

  /** Price paid for export, all parts together, by the source of the energy. */
  public Part export() {
    return together(exports);
  }

  private static Part together(List<Part> parts) {
    return new Part(Kind.ENERGY, sum(parts), parts.getFirst().origin());
  }

  private static double sum(List<Part> parts) {
    double sum = 0;
    for (Part part : parts) {
      sum += part.perKwh;
    }
    return sum;
  }

  /** By the site's configuration alone. */
  public static PricedSlot of(Instant start, Tariff tariff, ZoneId zone) {
    return of(start, Prices.NONE, Published.NOTHING, tariff, zone);
  }

  /**
   * PriceProvenance of the values that were published for the slot itself; empty = none was.
   *
   * @param isMissing whether prices were published lately, but none for this slot
   */
  record Published(
      Optional<PriceProvenance> imports,
      Optional<PriceProvenance> exports,
      Optional<PriceProvenance> co2,
      boolean isMissing) {

    static final Published NOTHING =
        new Published(Optional.empty(), Optional.empty(), Optional.empty(), false);

    private static PriceOrigin origin(Optional<PriceProvenance> of) {
      return of.map(PriceProvenance::origin).orElse(PriceOrigin.LEARNT);
    }

    private static PriceBasis basis(Optional<PriceProvenance> of) {
      return of.map(PriceProvenance::basis).orElse(PriceBasis.FINAL);
    }
  }

  /**
   * @param prices of the coming slots, as a plan gets them
   */
  static PricedSlot of(
      Instant start, Prices prices, Published published, Tariff tariff, ZoneId zone) {
    ZonedDateTime at = start.atZone(zone);
    OptionalDouble imported = prices.importAt(start);
    OptionalDouble exported = prices.exportAt(start);
    List<Part> imports =
        imported.isPresent()
            ? parts(
                tariff.partsOfImport(
                    Published.basis(published.imports), imported.getAsDouble(), at),
                Published.origin(published.imports))
            : parts(tariff.importParts(at), PriceOrigin.TARIFF);
    co2(start, prices, published.co2, tariff.co2()).ifPresent(imports::add);
    return new PricedSlot(
        start,
        imports,
        exported.isPresent()
            ? parts(
                tariff.partsOfExport(Published.basis(published.exports), exported.getAsDouble()),
                Published.origin(published.exports))
            : parts(tariff.exportParts(at), PriceOrigin.TARIFF),
        published.isMissing);
  }

  /** The first part is that of the energy; the configuration adds the others. */
  private static List<Part> parts(PriceParts price, PriceOrigin energy) {
    List<Part> parts = new ArrayList<>();
    for (PriceParts.Part part : price.parts()) {
      PriceOrigin origin = parts.isEmpty() ? energy : PriceOrigin.TARIFF;
      parts.add(new Part(part.kind(), part.perKwh(), origin));
    }
    return parts;
  }

  /** Unknown emissions cost nothing. */
  private static Optional<Part> co2(
      Instant start, Prices prices, Optional<PriceProvenance> published, Tariff.Co2 price) {
    if (price.perKg() <= 0) {
      return Optional.empty();
    }
    OptionalDouble emitted = prices.co2At(start);
    if (emitted.isPresent()) {
      return co2(price, emitted.getAsDouble(), Published.origin(published));
    }
    if (price.gridKgPerKwh().isPresent()) {
      return co2(price, price.gridKgPerKwh().get(), PriceOrigin.TARIFF);
    }
    OptionalDouble mean = prices.co2Mean();
    return mean.isPresent() ? co2(price, mean.getAsDouble(), PriceOrigin.LEARNT) : Optional.empty();
  }

  private static Optional<Part> co2(Tariff.Co2 price, double kgPerKwh, PriceOrigin origin) {
    return Optional.of(new Part(Kind.CO2, price.perKg() * kgPerKwh, origin));
  }
}
