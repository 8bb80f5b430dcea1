package io.spikewatt.config.load;

import io.spikewatt.config.site.Tariff;
import java.time.LocalTime;
import java.util.List;
import java.util.Optional;

/** How prices are written. */
final class TariffKeys {

  private static final double MAX_PRICE = 1e6;
  private static final ValueType<Double> PRICE =
      ValueTypes.number("currency a kWh", -MAX_PRICE, MAX_PRICE);

  private static final Key<LocalTime> FROM =
      Key.required("from", ValueTypes.time(false), "start of the band, local time");
  private static final Key<LocalTime> TO =
      Key.required("to", ValueTypes.time(true), "end of the band; may be after midnight");
  private static final Key<Double> PER_KWH =
      Key.required("per-kwh", PRICE, "import price in the band");
  private static final Section BANDS =
      Section.of(
              "import",
              "Import prices by time of day; the first band that contains the time applies.",
              FROM,
              TO,
              PER_KWH)
          .asList();
  private static final Key<String> CURRENCY =
      Key.required("currency", ValueTypes.currency("an ISO 4217 code such as EUR"), "for people");
  private static final Key<Double> IMPORT_PER_KWH =
      Key.optional(
          "import-per-kwh", PRICE, "import has to be given", "one import price for the whole day");
  private static final Key<Double> EXPORT_PER_KWH =
      Key.withDefault("export-per-kwh", PRICE, 0.0, "price paid for export");
  private static final Key<Double> DEMAND_PER_KW =
      Key.withDefault(
          "demand-charge-per-kw",
          ValueTypes.number("currency a kW", 0, MAX_PRICE),
          0.0,
          "price of each kW of the calendar month's highest quarter-hour mean import");
  private static final Key<Double> CO2_PER_KG =
      Key.withDefault(
          "co2-per-kg",
          ValueTypes.number("currency a kg", 0, MAX_PRICE),
          0.0,
          "price of a kg of CO2 that plans add to the energy's price (0.08 is 80 a tonne);"
              + " 0 = not counted");
  private static final Key<Double> GRID_CO2 =
      Key.optional(
          "grid-co2-kg-per-kwh",
          ValueTypes.number("kg a kWh", 0, Tariff.Co2.MOST_KG_PER_KWH),
          "as given by command",
          "mean emission of a kWh from the grid, where command/prices gives none");
  static final Section TARIFF =
      Section.of(
              "tariff",
              "Prices of energy.",
              CURRENCY,
              IMPORT_PER_KWH,
              EXPORT_PER_KWH,
              DEMAND_PER_KW,
              CO2_PER_KG,
              GRID_CO2)
          .withChildren(BANDS)
          .asRequired();

  private TariffKeys() {}

  /** Empty, with a reported problem, if the day has no price or two. */
  static Optional<Tariff> tariff(SectionValues v, Problems problems) {
    List<SectionValues> bands = v.all(BANDS);
    Optional<Double> flat = v.find(IMPORT_PER_KWH);
    if (bands.isEmpty() == flat.isEmpty()) {
      String found = bands.isEmpty() ? "neither" : "both";
      problems.addAt("tariff", "either import or import-per-kwh", found);
      return Optional.empty();
    }
    List<Tariff.Band> imports =
        flat.map(price -> List.of(new Tariff.Band(LocalTime.MIDNIGHT, LocalTime.MIDNIGHT, price)))
            .orElseGet(() -> bands.stream().map(TariffKeys::band).toList());
    return Optional.of(
        new Tariff(
            imports,
            v.get(EXPORT_PER_KWH),
            v.get(DEMAND_PER_KW),
            new Tariff.Co2(v.get(CO2_PER_KG), v.find(GRID_CO2)),
            v.get(CURRENCY)));
  }

  private static Tariff.Band band(SectionValues v) {
    return new Tariff.Band(v.get(FROM), v.get(TO), v.get(PER_KWH));
  }
}
