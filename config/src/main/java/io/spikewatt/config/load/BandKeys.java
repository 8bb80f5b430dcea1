package io.spikewatt.config.load;

import io.spikewatt.config.site.BandDays;
import io.spikewatt.config.site.Tariff;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.Month;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Keys of price bands of the day, the week and the year. */
final class BandKeys {

  private static final Pattern SEPARATOR = Pattern.compile(" *, *");

  private static final List<String> WEEKDAYS =
      Arrays.stream(DayOfWeek.values())
          .map(day -> day.name().substring(0, 3).toLowerCase(Locale.ROOT))
          .toList();
  private static final List<String> MONTHS =
      IntStream.rangeClosed(1, 12).mapToObj(String::valueOf).toList();

  /** Names of a cycle that a value lists, as positions in the cycle. */
  record Chosen(Set<Integer> positions) {}

  private static final Key<LocalTime> FROM =
      Key.required("from", ValueTypes.time(false), "start of the band, local time");
  private static final Key<LocalTime> TO =
      Key.required("to", ValueTypes.time(true), "end of the band; may be after midnight");
  private static final Key<Chosen> DAYS =
      Key.optional(
          "days",
          cycle("weekdays such as mon-fri or [sat, sun]", WEEKDAYS),
          "every day",
          "weekdays of the band, each from 00:00 to 24:00; a public holiday counts as its weekday");
  private static final Key<Chosen> MONTHS_IN =
      Key.optional(
          "months",
          cycle("months such as 4-9, 10-3 or [1, 7]", MONTHS),
          "every month",
          "months of the band, 1 to 12; a range may span the end of the year");

  private BandKeys() {}

  /** A list of bands. */
  static Section bands(String name, String meaning, Key<Double> perKwh) {
    return Section.of(name, meaning, FROM, TO, DAYS, MONTHS_IN, perKwh).asList();
  }

  /** From a sound band. */
  static Tariff.Band bind(SectionValues v, Key<Double> perKwh) {
    return new Tariff.Band(
        v.get(FROM),
        v.get(TO),
        new BandDays(
            v.find(DAYS).map(BandKeys::weekdays).orElse(BandDays.ALL.weekdays()),
            v.find(MONTHS_IN).map(BandKeys::months).orElse(BandDays.ALL.months())),
        v.get(perKwh));
  }

  private static Set<DayOfWeek> weekdays(Chosen chosen) {
    return chosen.positions.stream()
        .map(at -> DayOfWeek.of(at + 1))
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Set<Month> months(Chosen chosen) {
    return chosen.positions.stream()
        .map(at -> Month.of(at + 1))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Names and ranges of a cycle, with commas between them or as a list. */
  private static ValueType<Chosen> cycle(String expected, List<String> names) {
    String item = "{\"type\": [\"string\", \"integer\"]}";
    return new ValueType<>(
        Chosen.class,
        expected,
        "\"oneOf\": ["
            + item
            + ", {\"type\": \"array\", \"minItems\": 1, \"items\": "
            + item
            + "}]",
        names.getFirst().matches("[a-z]+") ? names : List.of(),
        tree -> texts(tree).flatMap(texts -> chosen(texts, names)));
  }

  private static Optional<List<String>> texts(SyntaxTree tree) {
    return tree instanceof SyntaxTree.Scalar scalar
        ? Optional.of(Arrays.asList(SEPARATOR.split(scalar.text(), -1)))
        : ValueTypes.items(tree, scalar -> Optional.of(scalar.text()))
            .filter(texts -> !texts.isEmpty());
  }

  private static Optional<Chosen> chosen(List<String> texts, List<String> names) {
    Set<Integer> positions = new LinkedHashSet<>();
    for (String text : texts) {
      List<Integer> ends = new ArrayList<>();
      for (String end : text.split(" *- *", -1)) {
        ends.add(names.indexOf(end));
      }
      if (ends.size() > 2 || ends.contains(-1)) {
        return Optional.empty();
      }
      int last = ends.getLast();
      for (int at = ends.getFirst(); at != last; at = (at + 1) % names.size()) {
        positions.add(at);
      }
      positions.add(last);
    }
    return Optional.of(new Chosen(positions));
  }
}
