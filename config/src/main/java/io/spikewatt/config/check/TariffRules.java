package io.spikewatt.config.check;

import io.spikewatt.config.site.DynamicTariff;
import io.spikewatt.config.site.NetworkFees;
import io.spikewatt.config.site.NetworkFees.FeeYear;
import io.spikewatt.config.site.Tariff;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.Month;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Rules of price bands and network fees. */
public final class TariffRules {

  private static final int DAY_MIN = 24 * 60;
  private static final int NONE = -1;

  private TariffRules() {}

  /** Every time of a year has a price, and every band is the price of some time. */
  static Stream<Finding> findings(PartialSite site) {
    return site.tariff().stream()
        .flatMap(
            tariff ->
                Stream.of(
                        bands(tariff.imports(), "tariff.import", true),
                        bands(tariff.exports(), "tariff.export", true),
                        tariff.dynamic().stream().flatMap(TariffRules::addendHasExport),
                        tariff.networkFees().stream()
                            .filter(fees -> fees.file().isEmpty())
                            .flatMap(fees -> fees(fees, "tariff.")))
                    .flatMap(found -> found));
  }

  /**
   * Findings in network fees.
   *
   * @param above path of the mapping that has the fees, with a point at its end
   */
  public static Stream<Finding> fees(NetworkFees fees, String above) {
    List<Finding> findings = new ArrayList<>();
    Set<Integer> years = new HashSet<>();
    for (int i = 0; i < fees.years().size(); i++) {
      FeeYear year = fees.years().get(i);
      String path = above + "network-fees[" + i + "]";
      if (!years.add(year.year())) {
        findings.add(new Finding(path + ".year", "each year once", String.valueOf(year.year())));
      }
      bands(year.bands(), path + ".bands", false).forEach(findings::add);
    }
    return findings.stream();
  }

  private static Stream<Finding> addendHasExport(DynamicTariff dynamic) {
    return Finding.when(
        dynamic.exportSupplierPerKwh() != 0 && dynamic.export() == DynamicTariff.ExportPrice.FIXED,
        "tariff.dynamic.export-supplier-per-kwh",
        "export: exchange beside it",
        "a price of export that does not follow the exchange");
  }

  /**
   * @param cover whether the bands have to cover the year
   */
  private static Stream<Finding> bands(List<Tariff.Band> bands, String path, boolean cover) {
    List<Day> days = days(bands);
    Stream<Finding> gaps =
        days.stream()
            .map(day -> day.gaps(bands, path))
            .filter(found -> cover && !found.isEmpty())
            .findFirst()
            .stream()
            .flatMap(List::stream);
    Set<Integer> used =
        days.stream()
            .flatMapToInt(day -> Arrays.stream(day.byMinute(bands)))
            .boxed()
            .collect(Collectors.toSet());
    Stream<Finding> hidden =
        IntStream.range(0, bands.size())
            .filter(band -> !used.contains(band))
            .mapToObj(
                band ->
                    new Finding(
                        path + "[" + band + "]",
                        "a band that applies at some time",
                        "one that the bands before it hide"));
    return Stream.concat(gaps, hidden);
  }

  /** The first day of a year of each kind, by the bands that apply on it. */
  private static List<Day> days(List<Tariff.Band> bands) {
    Map<BitSet, Day> kinds = new LinkedHashMap<>();
    for (Month month : Month.values()) {
      for (DayOfWeek weekday : DayOfWeek.values()) {
        BitSet applying = new BitSet();
        for (int band = 0; band < bands.size(); band++) {
          applying.set(band, bands.get(band).days().contains(month, weekday));
        }
        kinds.putIfAbsent(applying, new Day(applying, on(month, weekday)));
      }
    }
    return kinds.size() == 1
        ? List.of(new Day(kinds.keySet().iterator().next(), ""))
        : List.copyOf(kinds.values());
  }

  private static String on(Month month, DayOfWeek weekday) {
    return " on a %s in %s"
        .formatted(
            weekday.getDisplayName(TextStyle.FULL, Locale.ENGLISH),
            month.getDisplayName(TextStyle.FULL, Locale.ENGLISH));
  }

  /**
   * A kind of day.
   *
   * @param bands that apply on it
   * @param on which day, in words; empty = every day
   */
  private record Day(BitSet bands, String on) {

    /** Times without a band. */
    private List<Finding> gaps(List<Tariff.Band> all, String path) {
      String expected = "bands that cover the whole day";
      List<Finding> gaps = new ArrayList<>();
      int[] byMinute = byMinute(all);
      int from = NONE;
      for (int minute = 0; minute <= DAY_MIN; minute++) {
        boolean open = minute < DAY_MIN && byMinute[minute] == NONE;
        if (open && from == NONE) {
          from = minute;
        } else if (!open && from != NONE) {
          gaps.add(
              new Finding(
                  path,
                  on.isEmpty() ? expected : expected + ", on every day of the year",
                  "no price from " + clock(from) + " to " + clock(minute) + on));
          from = NONE;
        }
      }
      return gaps;
    }

    private int[] byMinute(List<Tariff.Band> all) {
      return IntStream.range(0, DAY_MIN).map(minute -> band(all, minute)).toArray();
    }

    /** The first band that contains a minute of the day; its price applies. */
    private int band(List<Tariff.Band> all, int minute) {
      LocalTime time = LocalTime.of(minute / 60, minute % 60);
      for (int band = bands.nextSetBit(0); band >= 0; band = bands.nextSetBit(band + 1)) {
        if (all.get(band).contains(time)) {
          return band;
        }
      }
      return NONE;
    }
  }

  private static String clock(int minute) {
    return minute == DAY_MIN ? "24:00" : LocalTime.ofSecondOfDay(minute * 60L).toString();
  }
}
