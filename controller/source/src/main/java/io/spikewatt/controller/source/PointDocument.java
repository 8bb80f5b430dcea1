package io.spikewatt.controller.source;

import io.spikewatt.config.source.SourceUnit;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Prices of a document of IEC 62325-451-3. Curve type A03 leaves out points that repeat the one
 * before, inside a period; in A01 a point that is not there stays unknown.
 */
record PointDocument(int auction, SourceUnit unit, List<Duration> permitted) {

  private static final String ACKNOWLEDGEMENT = "Acknowledgement_MarketDocument";
  private static final String PUBLICATION = "Publication_MarketDocument";
  private static final String SEQUENCE =
      "classificationSequence_AttributeInstanceComponent.position";

  private static final Pattern NUMBER = Pattern.compile("[-+]?[0-9]{1,12}(\\.[0-9]{0,12})?");
  private static final Pattern WHOLE = Pattern.compile("[0-9]{1,6}");

  /** Content of a document: values in the order of time, or the reason for their absence. */
  sealed interface Content {

    record Values(List<TimedValue> values) implements Content {}

    record Nothing(String why) implements Content {}
  }

  Content read(XmlTree document) throws AnswerProblem {
    if (document.name().equals(ACKNOWLEDGEMENT)) {
      Optional<XmlTree> reason = document.first("Reason");
      return new Content.Nothing(
          "an acknowledgement without data, reason %s: %s"
              .formatted(
                  AnswerProblem.shown(reason.flatMap(r -> r.text("code")).orElse("")),
                  AnswerProblem.shown(reason.flatMap(r -> r.text("text")).orElse(""))));
    }
    if (!document.name().equals(PUBLICATION)) {
      throw new AnswerProblem("answer", PUBLICATION, AnswerProblem.shown(document.name()));
    }
    List<XmlTree> all = document.all("TimeSeries").toList();
    List<XmlTree> chosen = ofAuction(all);
    if (chosen.isEmpty()) {
      return new Content.Nothing("auction " + auction + " is not in the answer yet");
    }
    List<TimedValue> values = new ArrayList<>();
    List<XmlTree> others = new ArrayList<>();
    for (XmlTree series : chosen) {
      checkUnits(series);
      boolean repeats = repeats(series);
      for (XmlTree period : series.all("Period").toList()) {
        Duration resolution = resolution(period);
        if (permitted.contains(resolution)) {
          values.addAll(ofPeriod(period, resolution, repeats));
          // A short period may claim many slots, so each one is checked before the next.
          SlotSeries.requireFew(values.size());
        } else {
          others.add(period);
        }
      }
    }
    if (values.isEmpty() && !others.isEmpty()) {
      throw new AnswerProblem(
          "resolution",
          "one of " + permitted,
          AnswerProblem.shown(others.getFirst().text("resolution").orElse("")));
    }
    values.sort(Comparator.comparing(TimedValue::start));
    return new Content.Values(values);
  }

  /** Series of the chosen auction; without any sequence there is one auction, the first. */
  private List<XmlTree> ofAuction(List<XmlTree> all) throws AnswerProblem {
    Set<String> sequences = new TreeSet<>();
    int without = 0;
    for (XmlTree series : all) {
      Optional<String> sequence = series.text(SEQUENCE);
      sequence.ifPresent(sequences::add);
      without += sequence.isEmpty() ? 1 : 0;
    }
    if (without > 0 && !sequences.isEmpty()) {
      throw new AnswerProblem(
          SEQUENCE,
          "in each TimeSeries or in none",
          without + " without one beside " + shown(sequences));
    }
    if (sequences.isEmpty()) {
      return auction == 1 ? all : List.of();
    }
    return all.stream()
        .filter(series -> series.text(SEQUENCE).equals(Optional.of(String.valueOf(auction))))
        .toList();
  }

  private static String shown(Set<String> texts) {
    return AnswerProblem.shown(String.join(", ", texts));
  }

  private void checkUnits(XmlTree series) throws AnswerProblem {
    check(series, "currency_Unit.name", unit.currency().orElse(""));
    check(series, "price_Measure_Unit.name", unit.perMwh() ? "MWH" : "KWH");
  }

  private static void check(XmlTree series, String name, String expected) throws AnswerProblem {
    String found = series.text(name).orElse("");
    if (!found.equals(expected)) {
      throw new AnswerProblem(name, expected, AnswerProblem.shown(found));
    }
  }

  private static boolean repeats(XmlTree series) throws AnswerProblem {
    String curve = series.text("curveType").orElse("A01");
    return switch (curve) {
      case "A01" -> false;
      case "A03" -> true;
      default -> throw new AnswerProblem("curveType", "A01 or A03", AnswerProblem.shown(curve));
    };
  }

  private static Duration resolution(XmlTree period) throws AnswerProblem {
    String text = period.text("resolution").orElse("");
    try {
      Duration resolution = Duration.parse(text);
      if (resolution.isPositive()) {
        return resolution;
      }
    } catch (DateTimeException e) {
      // Said below.
    }
    throw new AnswerProblem("resolution", "a duration such as PT15M", AnswerProblem.shown(text));
  }

  private static List<TimedValue> ofPeriod(XmlTree period, Duration resolution, boolean repeats)
      throws AnswerProblem {
    Instant start = bound(period, "start");
    Instant end = bound(period, "end");
    Duration length = Duration.between(start, end);
    long count = length.isPositive() ? length.dividedBy(resolution) : 0;
    if (count < 1
        || count > SlotSeries.MOST_ENTRIES
        || !resolution.multipliedBy(count).equals(length)) {
      throw new AnswerProblem(
          "Period " + start, "a whole number of " + resolution, "an end at " + end);
    }
    double[] known = points(period, start, (int) count);
    List<TimedValue> values = new ArrayList<>();
    double last = Double.NaN;
    for (int i = 0; i < count; i++) {
      last = Double.isNaN(known[i]) && repeats ? last : known[i];
      Instant at = start.plus(resolution.multipliedBy(i));
      values.add(
          new TimedValue(
              "Period %s, position %d".formatted(start, i + 1),
              at,
              Optional.of(at.plus(resolution)),
              Double.isNaN(last) ? OptionalDouble.empty() : OptionalDouble.of(last)));
    }
    return values;
  }

  private static Instant bound(XmlTree period, String name) throws AnswerProblem {
    String text = period.first("timeInterval").flatMap(i -> i.text(name)).orElse("");
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw new AnswerProblem(
          "timeInterval", "a time such as 2026-02-01T23:00Z", AnswerProblem.shown(text));
    }
  }

  /** Prices by position; NaN where there is no point. */
  private static double[] points(XmlTree period, Instant start, int count) throws AnswerProblem {
    double[] prices = new double[count];
    Arrays.fill(prices, Double.NaN);
    int last = 0;
    for (XmlTree point : period.all("Point").toList()) {
      String position = point.text("position").orElse("");
      int at = WHOLE.matcher(position).matches() ? Integer.parseInt(position) : 0;
      if (at <= last || at > count) {
        throw new AnswerProblem(
            "Period " + start,
            "a position from %d to %d".formatted(last + 1, count),
            AnswerProblem.shown(position));
      }
      last = at;
      String price = point.text("price.amount").orElse("");
      if (!NUMBER.matcher(price).matches()) {
        throw new AnswerProblem(
            "Period %s, position %d".formatted(start, at), "a number", AnswerProblem.shown(price));
      }
      prices[at - 1] = Double.parseDouble(price);
    }
    return prices;
  }
}
