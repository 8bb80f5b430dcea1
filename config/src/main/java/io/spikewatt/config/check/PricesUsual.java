package io.spikewatt.config.check;

import static io.spikewatt.config.check.NumberText.number;

import io.spikewatt.config.site.NetworkFees;
import io.spikewatt.config.site.Tariff;
import io.spikewatt.config.site.UsualPrice;
import io.spikewatt.hal.time.QuarterHour;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Warnings of prices that are probably in another unit, swapped, or of the wrong hours. */
final class PricesUsual {

  /** Highest usual demand charge: a kW in a month costs less than this number of kWh. */
  private static final double DEMAND_IN_KWH = 15;

  private static final int DAY_MIN = 24 * 60;

  private PricesUsual() {}

  static Stream<Finding> findings(Tariff tariff) {
    return Stream.of(
            perKwh(tariff),
            others(tariff),
            negative(tariff),
            exportAbove(tariff),
            addends(tariff),
            fees(tariff),
            bands(tariff.imports(), "tariff.import"),
            bands(tariff.exports(), "tariff.export"))
        .flatMap(findings -> findings);
  }

  private static Stream<Finding> perKwh(Tariff tariff) {
    double most = UsualPrice.mostPerKwh(tariff.currency()).orElse(Double.POSITIVE_INFINITY);
    Map<String, Double> prices = new LinkedHashMap<>();
    for (int i = 0; i < tariff.imports().size(); i++) {
      prices.put(key(tariff.imports(), "import", i), tariff.imports().get(i).perKwh());
    }
    for (int i = 0; i < tariff.exports().size(); i++) {
      prices.put(key(tariff.exports(), "export", i), tariff.exports().get(i).perKwh());
    }
    return prices.entrySet().stream()
        .filter(price -> Math.abs(price.getValue()) > most)
        .map(
            price ->
                new Finding(
                    "tariff." + price.getKey(),
                    "at most %s %s a kWh".formatted(number(most), tariff.currency()),
                    number(price.getValue()) + " (hundredths, or a price of a MWh?)"));
  }

  private static String key(List<Tariff.Band> bands, String name, int band) {
    boolean flat = bands.size() == 1 && bands.getFirst().isAlways();
    return flat ? name + "-per-kwh" : name + "[" + band + "].per-kwh";
  }

  private static Stream<Finding> others(Tariff tariff) {
    return UsualPrice.mostPerKwh(tariff.currency()).stream()
        .boxed()
        .flatMap(
            most ->
                Stream.concat(
                    Finding.when(
                        tariff.demandPerKw() > DEMAND_IN_KWH * most,
                        "tariff.demand-charge-per-kw",
                        "at most %s %s for a kW and month"
                            .formatted(number(DEMAND_IN_KWH * most), tariff.currency()),
                        number(tariff.demandPerKw()) + " (a year's?)"),
                    Finding.when(
                        tariff.co2().perKg() > most,
                        "tariff.co2-per-kg",
                        "at most %s %s a kg".formatted(number(most), tariff.currency()),
                        number(tariff.co2().perKg()) + " (a tonne's?)")));
  }

  /** A contract's price is never below 0; a price of the market comes from outside. */
  private static Stream<Finding> negative(Tariff tariff) {
    List<Finding> findings = new ArrayList<>();
    for (int i = 0; i < tariff.imports().size(); i++) {
      double price = tariff.imports().get(i).perKwh();
      if (price < 0) {
        findings.add(
            new Finding(
                "tariff." + key(tariff.imports(), "import", i), "at least 0", number(price)));
      }
    }
    return findings.stream();
  }

  private static Stream<Finding> exportAbove(Tariff tariff) {
    double dearest = tariff.importRange().most();
    double most = UsualPrice.mostPerKwh(tariff.currency()).orElse(Double.POSITIVE_INFINITY);
    List<Finding> findings = new ArrayList<>();
    for (int i = 0; i < tariff.exports().size(); i++) {
      double price = tariff.exports().get(i).perKwh();
      if (price > dearest && price <= most) {
        findings.add(
            new Finding(
                "tariff." + key(tariff.exports(), "export", i),
                "at most %s, the dearest import".formatted(number(dearest)),
                number(price) + " (swapped with the import price, or hundredths?)"));
      }
    }
    return findings.stream();
  }

  /** The whole price of import has the supplier's addend in it. */
  private static Stream<Finding> addends(Tariff tariff) {
    double dearest = tariff.importRange().most();
    String expected = "less than %s, the dearest import".formatted(number(dearest));
    String hundredths = " (hundredths?)";
    return tariff.dynamic().stream()
        .flatMap(
            dynamic ->
                Stream.of(
                        Finding.when(
                            Math.abs(dynamic.supplierPerKwh()) >= dearest,
                            "tariff.dynamic.supplier-per-kwh",
                            expected,
                            number(dynamic.supplierPerKwh()) + hundredths),
                        Finding.when(
                            Math.abs(dynamic.exportSupplierPerKwh()) >= dearest,
                            "tariff.dynamic.export-supplier-per-kwh",
                            expected,
                            number(dynamic.exportSupplierPerKwh()) + hundredths),
                        Finding.when(
                            dynamic.taxesPct() > 0 && dynamic.taxesPct() < 1,
                            "tariff.dynamic.taxes-pct",
                            "0, or at least 1 %",
                            number(dynamic.taxesPct()) + " (a share in place of per cent?)"))
                    .flatMap(found -> found));
  }

  private static Stream<Finding> fees(Tariff tariff) {
    double dearest = tariff.imports().stream().mapToDouble(Tariff.Band::perKwh).max().orElseThrow();
    return tariff.networkFees().stream()
        .flatMap(
            fees ->
                IntStream.range(0, fees.years().size())
                    .boxed()
                    .flatMap(i -> fees(fees.years().get(i), "network-fees[" + i + "]", dearest))
                    .map(finding -> fees.file().isEmpty() ? here(finding) : inFile(finding)));
  }

  private static Finding here(Finding finding) {
    return new Finding("tariff." + finding.path(), finding.expected(), finding.found());
  }

  /** Warnings have places in the site's file only. */
  private static Finding inFile(Finding finding) {
    return new Finding(
        "tariff.network-fees-file", finding.expected(), finding.found() + " in " + finding.path());
  }

  /** A price of import contains the standard fee, so each fee is below the dearest. */
  private static Stream<Finding> fees(NetworkFees.FeeYear year, String path, double dearest) {
    Map<String, Double> prices = new LinkedHashMap<>();
    prices.put("standard-per-kwh", year.standardPerKwh());
    for (int band = 0; band < year.bands().size(); band++) {
      prices.put("bands[" + band + "].per-kwh", year.bands().get(band).perKwh());
    }
    Stream<Finding> high =
        prices.entrySet().stream()
            .filter(price -> price.getValue() >= dearest)
            .map(
                price ->
                    new Finding(
                        path + "." + price.getKey(),
                        "less than %s, the dearest import, which contains the fee"
                            .formatted(number(dearest)),
                        number(price.getValue()) + " (hundredths?)"));
    return Stream.concat(high, bands(year.bands(), path + ".bands"));
  }

  private static Stream<Finding> bands(List<Tariff.Band> bands, String path) {
    return Stream.concat(overlaps(bands, path), betweenQuarters(bands, path));
  }

  /** A price changes with the quarter hour that is metered. */
  private static Stream<Finding> betweenQuarters(List<Tariff.Band> bands, String path) {
    List<Finding> findings = new ArrayList<>();
    for (int i = 0; i < bands.size(); i++) {
      String at = path + "[" + i + "]";
      onQuarter(at + ".from", bands.get(i).from()).forEach(findings::add);
      onQuarter(at + ".to", bands.get(i).to()).forEach(findings::add);
    }
    return findings.stream();
  }

  private static Stream<Finding> onQuarter(String path, LocalTime time) {
    return Finding.when(
        minute(time) % QuarterHour.LENGTH.toMinutes() != 0,
        path,
        "a quarter of an hour, by which energy is billed",
        time.toString());
  }

  /**
   * A band inside another is an exception to it; two that only overlap are a typing error. Bands of
   * different days overlap on purpose.
   */
  private static Stream<Finding> overlaps(List<Tariff.Band> bands, String path) {
    List<Finding> findings = new ArrayList<>();
    List<BitSet> minutes = bands.stream().map(PricesUsual::minutes).toList();
    for (int later = 1; later < minutes.size(); later++) {
      for (int first = 0; first < later; first++) {
        BitSet both = (BitSet) minutes.get(first).clone();
        both.and(minutes.get(later));
        int shared = both.cardinality();
        if (shared > 0
            && bands.get(first).days().equals(bands.get(later).days())
            && shared < minutes.get(first).cardinality()
            && shared < minutes.get(later).cardinality()) {
          findings.add(overlap(bands, first, later, path));
        }
      }
    }
    return findings.stream();
  }

  private static Finding overlap(List<Tariff.Band> bands, int first, int later, String list) {
    Tariff.Band one = bands.get(first);
    Tariff.Band other = bands.get(later);
    String path = list + "[" + later + "]";
    String name = list.substring(list.lastIndexOf('.') + 1);
    return one.contains(other.from())
        ? new Finding(
            path + ".from",
            "%s, where %s[%d] ends".formatted(one.to(), name, first),
            other.from().toString())
        : new Finding(
            path + ".to",
            "%s, where %s[%d] begins".formatted(one.from(), name, first),
            other.to().toString());
  }

  private static BitSet minutes(Tariff.Band band) {
    BitSet minutes = new BitSet(DAY_MIN);
    int from = minute(band.from());
    int to = minute(band.to());
    if (from < to) {
      minutes.set(from, to);
    } else {
      minutes.set(from, DAY_MIN);
      minutes.set(0, to == from ? DAY_MIN : to);
    }
    return minutes;
  }

  private static int minute(LocalTime time) {
    return time.toSecondOfDay() / 60;
  }
}
