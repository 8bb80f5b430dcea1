package io.spikewatt.config.site;

import io.spikewatt.config.site.PriceParts.Kind;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;

/**
 * Prices of energy at the grid connection, and of emissions. The only definition of what a kWh
 * costs: planning, bills and reports all use it.
 *
 * @param imports price bands of import without a price from outside, in the file's order; the first
 *     that contains the time applies, and together they cover the year
 * @param exports price bands of export likewise
 * @param demandPerKw demand charge: price of each kW of a calendar month's highest quarter-hour
 *     mean import, currency a kW, {@code >= 0}; 0 = none
 * @param co2 price of emissions
 * @param currency ISO 4217 code, for people
 * @param dynamic conversion of an exchange's price; empty = as it is
 * @param networkFees time-variable fees; empty = the prices contain all fees
 */
public record Tariff(
    List<Band> imports,
    List<Band> exports,
    double demandPerKw,
    Co2 co2,
    String currency,
    Optional<DynamicTariff> dynamic,
    Optional<NetworkFees> networkFees) {

  public Tariff {
    imports = List.copyOf(imports);
    exports = List.copyOf(exports);
  }

  /** With one price of export, and nothing that depends on an exchange or a network operator. */
  public Tariff(
      List<Band> imports, double exportPerKwh, double demandPerKw, Co2 co2, String currency) {
    this(
        imports,
        List.of(Band.always(exportPerKwh)),
        demandPerKw,
        co2,
        currency,
        Optional.empty(),
        Optional.empty());
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
   * @param days on which it applies; after midnight, the day of the time itself counts
   * @param perKwh price, currency a kWh; may be negative
   */
  public record Band(LocalTime from, LocalTime to, BandDays days, double perKwh) {

    /** On every day. */
    public Band(LocalTime from, LocalTime to, double perKwh) {
      this(from, to, BandDays.ALL, perKwh);
    }

    /** At every time. */
    public static Band always(double perKwh) {
      return new Band(LocalTime.MIDNIGHT, LocalTime.MIDNIGHT, perKwh);
    }

    /** True if the band contains every time. */
    public boolean isAlways() {
      return from.equals(to) && days.equals(BandDays.ALL);
    }

    public boolean contains(LocalDateTime time) {
      return contains(time.toLocalTime()) && days.contains(time.toLocalDate());
    }

    /** True if the band contains a time of day, on its days. */
    public boolean contains(LocalTime time) {
      if (from.equals(to)) {
        return true;
      }
      boolean afterFrom = !time.isBefore(from);
      boolean beforeTo = time.isBefore(to);
      return from.isBefore(to) ? afterFrom && beforeTo : afterFrom || beforeTo;
    }
  }

  /** Price of the band that applies, the first that contains the time; NaN if none does. */
  static double find(List<Band> bands, LocalDateTime time) {
    for (Band band : bands) {
      if (band.contains(time)) {
        return band.perKwh;
      }
    }
    return Double.NaN;
  }

  /**
   * Price of import without a price from outside, currency a kWh.
   *
   * @throws IllegalStateException if no band contains the time
   */
  public double importPerKwh(ZonedDateTime at) {
    double energy = perKwh(imports, "import", at);
    return networkFees.isPresent()
        ? energy + networkFees.get().differencePerKwh(at.toLocalDateTime())
        : energy;
  }

  /**
   * Price paid for export without a price from outside, currency a kWh.
   *
   * @throws IllegalStateException if no band contains the time
   */
  public double exportPerKwh(ZonedDateTime at) {
    return perKwh(exports, "export", at);
  }

  /** {@link #importPerKwh(ZonedDateTime)} by its parts. */
  public PriceParts importParts(ZonedDateTime at) {
    return withDifference(PriceParts.of(Kind.ENERGY, perKwh(imports, "import", at)), at);
  }

  /** {@link #exportPerKwh(ZonedDateTime)} by its parts. */
  public PriceParts exportParts(ZonedDateTime at) {
    return PriceParts.of(Kind.ENERGY, exportPerKwh(at));
  }

  /**
   * Price of import by its parts, from a price that comes from outside.
   *
   * @param basis contents of {@code perKwh}
   * @param perKwh currency a kWh; may be negative
   */
  public PriceParts importParts(PriceBasis basis, double perKwh, ZonedDateTime at) {
    return switch (basis) {
      case EXCHANGE ->
          withFee(
              dynamic
                  .map(formula -> formula.imports(perKwh))
                  .orElse(PriceParts.of(Kind.EXCHANGE, perKwh)),
              at);
      case SUPPLIER -> withDifference(PriceParts.of(Kind.ENERGY, perKwh), at);
      case FINAL -> PriceParts.of(Kind.ENERGY, perKwh);
    };
  }

  /**
   * Price paid for export by its parts, from a price that comes from outside.
   *
   * @param basis contents of {@code perKwh}
   * @param perKwh price of import or of the exchange, currency a kWh
   * @return empty if export does not follow it: the tariff's price holds
   */
  public Optional<PriceParts> exportParts(PriceBasis basis, double perKwh) {
    return atExchange(basis).map(formula -> formula.exports(perKwh));
  }

  /**
   * Parts of a price of import that was calculated by {@link #importParts(PriceBasis, double,
   * ZonedDateTime)}.
   *
   * @param basis contents of the price that came from outside
   * @param importPerKwh the whole price, currency a kWh; the parts add up to it
   */
  public PriceParts partsOfImport(PriceBasis basis, double importPerKwh, ZonedDateTime at) {
    LocalDateTime time = at.toLocalDateTime();
    return switch (basis) {
      case EXCHANGE -> {
        double energy = importPerKwh - networkFees.map(fees -> fees.perKwh(time)).orElse(0.0);
        yield importParts(
            basis, dynamic.map(formula -> formula.exchangeOf(energy)).orElse(energy), at);
      }
      case SUPPLIER -> {
        double difference = networkFees.map(fees -> fees.differencePerKwh(time)).orElse(0.0);
        yield importParts(basis, importPerKwh - difference, at);
      }
      case FINAL -> importParts(basis, importPerKwh, at);
    };
  }

  /** Likewise, parts of a price of export. */
  public PriceParts partsOfExport(PriceBasis basis, double exportPerKwh) {
    return atExchange(basis)
        .map(formula -> formula.exports(exportPerKwh - formula.exportSupplierPerKwh()))
        .orElse(PriceParts.of(Kind.ENERGY, exportPerKwh));
  }

  /** The conversion, if it makes the price of export. */
  private Optional<DynamicTariff> atExchange(PriceBasis basis) {
    return dynamic.filter(
        formula ->
            basis == PriceBasis.EXCHANGE && formula.export() == DynamicTariff.ExportPrice.EXCHANGE);
  }

  /** Bounds of the import price without a price from outside, at any time. */
  public PriceRange importRange() {
    PriceRange bands = PriceRange.of(imports.stream().mapToDouble(Band::perKwh));
    return networkFees.map(fees -> bands.plus(fees.differences())).orElse(bands);
  }

  /** Bounds of the export price without a price from outside, at any time. */
  public PriceRange exportRange() {
    return PriceRange.of(exports.stream().mapToDouble(Band::perKwh));
  }

  private PriceParts withFee(PriceParts parts, ZonedDateTime at) {
    return networkFees
        .map(fees -> parts.plus(Kind.NETWORK_FEE, fees.perKwh(at.toLocalDateTime())))
        .orElse(parts);
  }

  private PriceParts withDifference(PriceParts parts, ZonedDateTime at) {
    return networkFees
        .map(fees -> parts.plus(Kind.NETWORK_FEE, fees.differencePerKwh(at.toLocalDateTime())))
        .orElse(parts);
  }

  private static double perKwh(List<Band> bands, String what, ZonedDateTime at) {
    double price = find(bands, at.toLocalDateTime());
    if (Double.isNaN(price)) {
      throw new IllegalStateException("no " + what + " price at " + at);
    }
    return price;
  }
}
