package io.spikewatt.config.check;

import static io.spikewatt.config.check.NumberText.number;

import io.spikewatt.config.site.Tariff;
import io.spikewatt.config.site.UsualPrice;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Warnings of prices that are probably in another unit, swapped, or of the wrong hours. */
final class PricesUsual {

  /** Highest usual demand charge: a kW in a month costs less than this number of kWh. */
  private static final double DEMAND_IN_KWH = 15;

  private static final int DAY_MIN = 24 * 60;

  private PricesUsual() {}

  static Stream<Finding> findings(Tariff tariff) {
    return Stream.of(
            perKwh(tariff), others(tariff), negative(tariff), exportAbove(tariff), overlaps(tariff))
        .flatMap(findings -> findings);
  }

  /** Price of the dearest band. */
  static double dearest(Tariff tariff) {
    return tariff.imports().stream().mapToDouble(Tariff.Band::perKwh).max().orElseThrow();
  }

  private static Stream<Finding> perKwh(Tariff tariff) {
    double most = UsualPrice.mostPerKwh(tariff.currency()).orElse(Double.POSITIVE_INFINITY);
    Map<String, Double> prices = new LinkedHashMap<>();
    for (int i = 0; i < tariff.imports().size(); i++) {
      prices.put(key(tariff, i), tariff.imports().get(i).perKwh());
    }
    prices.put("export-per-kwh", tariff.exportPerKwh());
    return prices.entrySet().stream()
        .filter(price -> Math.abs(price.getValue()) > most)
        .map(
            price ->
                new Finding(
                    "tariff." + price.getKey(),
                    "at most %s %s a kWh".formatted(number(most), tariff.currency()),
                    number(price.getValue()) + " (hundredths, or a price of a MWh?)"));
  }

  private static String key(Tariff tariff, int band) {
    List<Tariff.Band> imports = tariff.imports();
    boolean flat = imports.size() == 1 && imports.getFirst().from().equals(imports.getFirst().to());
    return flat ? "import-per-kwh" : "import[" + band + "].per-kwh";
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

  /** A contract's price is never below 0; a price of the market comes by command. */
  private static Stream<Finding> negative(Tariff tariff) {
    List<Finding> findings = new ArrayList<>();
    for (int i = 0; i < tariff.imports().size(); i++) {
      double price = tariff.imports().get(i).perKwh();
      if (price < 0) {
        findings.add(new Finding("tariff." + key(tariff, i), "at least 0", number(price)));
      }
    }
    return findings.stream();
  }

  private static Stream<Finding> exportAbove(Tariff tariff) {
    double dearest = dearest(tariff);
    double most = UsualPrice.mostPerKwh(tariff.currency()).orElse(Double.POSITIVE_INFINITY);
    return Finding.when(
        tariff.exportPerKwh() > dearest && tariff.exportPerKwh() <= most,
        "tariff.export-per-kwh",
        "at most %s, the dearest import".formatted(number(dearest)),
        number(tariff.exportPerKwh()) + " (swapped with the import price, or hundredths?)");
  }

  /** A band inside another is an exception to it; two that only overlap are a typing error. */
  private static Stream<Finding> overlaps(Tariff tariff) {
    List<Finding> findings = new ArrayList<>();
    List<BitSet> minutes = tariff.imports().stream().map(PricesUsual::minutes).toList();
    for (int later = 1; later < minutes.size(); later++) {
      for (int first = 0; first < later; first++) {
        BitSet both = (BitSet) minutes.get(first).clone();
        both.and(minutes.get(later));
        int shared = both.cardinality();
        if (shared > 0
            && shared < minutes.get(first).cardinality()
            && shared < minutes.get(later).cardinality()) {
          findings.add(overlap(tariff.imports(), first, later));
        }
      }
    }
    return findings.stream();
  }

  private static Finding overlap(List<Tariff.Band> bands, int first, int later) {
    Tariff.Band one = bands.get(first);
    Tariff.Band other = bands.get(later);
    String path = "tariff.import[" + later + "]";
    return one.contains(other.from())
        ? new Finding(
            path + ".from",
            "%s, where import[%d] ends".formatted(one.to(), first),
            other.from().toString())
        : new Finding(
            path + ".to",
            "%s, where import[%d] begins".formatted(one.from(), first),
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
