package io.spikewatt.config.load;

import io.spikewatt.config.site.DynamicTariff;
import io.spikewatt.config.site.DynamicTariff.ExportPrice;
import io.spikewatt.config.site.NetworkFees;
import io.spikewatt.config.site.Tariff;
import java.util.List;
import java.util.Optional;

/** How prices are written. */
final class TariffKeys {

  private static final double MAX_PRICE = 1e6;
  private static final ValueType<Double> PRICE =
      ValueTypes.number("currency a kWh", -MAX_PRICE, MAX_PRICE);

  private static final Key<Double> PER_KWH =
      Key.required("per-kwh", PRICE, "import price in the band");
  private static final Section BANDS =
      BandKeys.bands(
          "import",
          "Import prices by time; the first band that contains the time applies.",
          PER_KWH);
  private static final Key<Double> PAID_PER_KWH =
      Key.required("per-kwh", PRICE, "price paid for export in the band");
  private static final Section EXPORT_BANDS =
      BandKeys.bands(
          "export",
          "Prices paid for export by time; the first band that contains the time applies.",
          PAID_PER_KWH);
  static final Key<String> CURRENCY =
      Key.required("currency", ValueTypes.currency("an ISO 4217 code such as EUR"), "for people");
  private static final Key<Double> IMPORT_PER_KWH =
      Key.optional(
          "import-per-kwh", PRICE, "import has to be given", "one import price for all times");
  private static final Key<Double> EXPORT_PER_KWH =
      Key.optional("export-per-kwh", PRICE, "0, or export", "one price paid for export");
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

  private static final Key<Double> SUPPLIER =
      Key.withDefault(
          "supplier-per-kwh",
          PRICE,
          0.0,
          "the supplier's addend with all levies, before taxes; contains the network fee where"
              + " network-fees is left out");
  private static final Key<Double> TAXES =
      Key.withDefault(
          "taxes-pct",
          ValueTypes.number("%", 0, 100),
          0.0,
          "taxes on the exchange's price and the addend");
  private static final Key<ExportPrice> EXPORT_BY =
      Key.choice(
          "export",
          ExportPrice.FIXED,
          "fixed = export is paid as the tariff says; exchange = by the exchange's price");
  private static final Key<Double> EXPORT_SUPPLIER =
      Key.withDefault(
          "export-supplier-per-kwh",
          PRICE,
          0.0,
          "addend to the exchange's price that is paid for export; a fee is negative");
  private static final Section DYNAMIC =
      Section.of(
          "dynamic",
          "Conversion of an exchange's price: (exchange + supplier) × taxes + network fee of the"
              + " hour.",
          SUPPLIER,
          TAXES,
          EXPORT_BY,
          EXPORT_SUPPLIER);

  private static final Key<String> FEES_FILE =
      Key.optional(
          "network-fees-file",
          FileKeys.PATH,
          "network-fees, or none",
          "file of the network fees, .yaml; relative to this file");

  static final Section TARIFF =
      Section.of(
              "tariff",
              "Prices of energy.",
              CURRENCY,
              IMPORT_PER_KWH,
              EXPORT_PER_KWH,
              DEMAND_PER_KW,
              CO2_PER_KG,
              GRID_CO2,
              FEES_FILE)
          .withChildren(BANDS, EXPORT_BANDS, DYNAMIC, NetworkFeeKeys.NETWORK_FEES)
          .asRequired();

  private TariffKeys() {}

  /** Empty, with a reported problem, if something is written twice or missing. */
  static Optional<Tariff> tariff(SectionValues v, NetworkFeesSource files, Problems problems) {
    int before = problems.count();
    Optional<List<Tariff.Band>> imports =
        bands(v, BANDS, PER_KWH).or(() -> always(v, IMPORT_PER_KWH));
    boolean twice = !v.all(BANDS).isEmpty() && v.find(IMPORT_PER_KWH).isPresent();
    if (twice || imports.isEmpty()) {
      String found = twice ? "both" : "neither";
      problems.addAt("tariff", "either import or import-per-kwh", found);
    }
    Optional<List<Tariff.Band>> exports =
        bands(v, EXPORT_BANDS, PAID_PER_KWH).or(() -> always(v, EXPORT_PER_KWH));
    if (!v.all(EXPORT_BANDS).isEmpty() && v.find(EXPORT_PER_KWH).isPresent()) {
      problems.addAt("tariff", "export or export-per-kwh", "both");
    }
    Optional<NetworkFees> fees = fees(v, files, problems);
    return problems.count() > before
        ? Optional.empty()
        : Optional.of(
            new Tariff(
                imports.orElseThrow(),
                exports.orElseGet(() -> List.of(Tariff.Band.always(0))),
                v.get(DEMAND_PER_KW),
                new Tariff.Co2(v.get(CO2_PER_KG), v.find(GRID_CO2)),
                v.get(CURRENCY),
                v.one(DYNAMIC).map(TariffKeys::dynamic),
                fees));
  }

  private static Optional<List<Tariff.Band>> bands(
      SectionValues v, Section section, Key<Double> perKwh) {
    List<SectionValues> bands = v.all(section);
    return bands.isEmpty()
        ? Optional.empty()
        : Optional.of(bands.stream().map(band -> BandKeys.bind(band, perKwh)).toList());
  }

  private static Optional<List<Tariff.Band>> always(SectionValues v, Key<Double> perKwh) {
    return v.find(perKwh).map(price -> List.of(Tariff.Band.always(price)));
  }

  private static DynamicTariff dynamic(SectionValues v) {
    return new DynamicTariff(
        v.get(SUPPLIER), v.get(TAXES), v.get(EXPORT_BY), v.get(EXPORT_SUPPLIER));
  }

  private static Optional<NetworkFees> fees(
      SectionValues v, NetworkFeesSource files, Problems problems) {
    List<SectionValues> here = v.all(NetworkFeeKeys.NETWORK_FEES);
    Optional<String> file = v.find(FEES_FILE);
    if (!here.isEmpty() && file.isPresent()) {
      problems.addAt("tariff", "network-fees or network-fees-file", "both");
      return Optional.empty();
    }
    if (file.isPresent()) {
      return files.find(file.get(), v.path() + "." + FEES_FILE.name(), v.get(CURRENCY), problems);
    }
    return here.isEmpty()
        ? Optional.empty()
        : Optional.of(NetworkFeeKeys.bind(here, Optional.empty()));
  }
}
