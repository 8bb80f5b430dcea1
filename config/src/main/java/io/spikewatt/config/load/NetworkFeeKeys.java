package io.spikewatt.config.load;

import io.spikewatt.config.site.NetworkFees;
import io.spikewatt.config.site.NetworkFees.FeeYear;
import java.util.List;
import java.util.Optional;

/** Keys of network fees, in a site file or in a file of their own. */
final class NetworkFeeKeys {

  private static final ValueType<Double> FEE = ValueTypes.number("currency a kWh", 0, 1e6);

  private static final Key<Integer> YEAR =
      Key.required(
          "year", ValueTypes.whole("", 2000, 2200), "calendar year in which the fees hold");
  private static final Key<Double> STANDARD =
      Key.required(
          "standard-per-kwh",
          FEE,
          "fee that the supplier's price contains, with taxes; it holds outside the bands");
  private static final Key<Double> PER_KWH =
      Key.required("per-kwh", FEE, "fee in the band, with taxes");
  private static final Section BANDS =
      BandKeys.bands(
          "bands",
          "Hours with another fee; the first band that contains the time applies.",
          PER_KWH);

  static final Section NETWORK_FEES =
      Section.of(
              "network-fees",
              "Time-variable network fees of import, a calendar year each.",
              YEAR,
              STANDARD)
          .withChildren(BANDS)
          .asList();

  static final Key<String> TITLE =
      Key.withDefault(
          "title",
          ValueTypes.text("a text of at most 200 characters", "[^\\p{Cntrl}]{1,200}"),
          "",
          "nothing",
          "network operator and price list, for people");

  /** A file of its own. */
  static final Section FILE =
      Section.of("", "Network fees.", TITLE, TariffKeys.CURRENCY)
          .withChildren(NETWORK_FEES.asRequired());

  private NetworkFeeKeys() {}

  /** From sound years. */
  static NetworkFees bind(List<SectionValues> years, Optional<String> file) {
    return new NetworkFees(file, years.stream().map(NetworkFeeKeys::year).toList());
  }

  private static FeeYear year(SectionValues v) {
    return new FeeYear(
        v.get(YEAR),
        v.get(STANDARD),
        v.all(BANDS).stream().map(band -> BandKeys.bind(band, PER_KWH)).toList());
  }
}
