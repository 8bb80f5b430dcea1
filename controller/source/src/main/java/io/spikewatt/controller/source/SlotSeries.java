package io.spikewatt.controller.source;

import io.spikewatt.config.site.SiteSource;
import io.spikewatt.config.site.Tariff;
import io.spikewatt.config.site.UsualPrice;
import io.spikewatt.config.source.SourceQuantity;
import io.spikewatt.hal.time.QuarterHour;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Entries of any shape as slots: in order, on quarter hours, of permitted lengths, without
 * overlaps, in the unit a kWh, of a size that the quantity can have.
 *
 * <p>Where an answer gives no ends, the slots of a local day are as long as its two closest starts
 * are apart. So a gap stays a gap, and lengths may change from one day to the next.
 */
record SlotSeries(SiteSource source, RequestPeriod asked) {

  /**
   * Most entries of an answer: eight days of quarter hours, and as many that were not asked for.
   */
  static final int MOST_ENTRIES = 2_000;

  /** Largest price of a kWh, in multiples of the highest usual one: 10 EUR. */
  private static final double MOST_PRICE = 10.0 / 3;

  /** Largest price in a currency without a usual one. */
  private static final double MOST_OF_ANY = 1e6;

  SourceReading read(List<TimedValue> entries) throws AnswerProblem {
    if (entries.isEmpty()) {
      return new SourceReading.NoneYet("the answer has no slots");
    }
    List<TimedValue> ascending = ascending(entries);
    Map<LocalDate, Duration> lengths = lengths(ascending);
    List<SourceSlot> slots = new ArrayList<>();
    Instant free = Instant.MIN;
    String before = "";
    for (TimedValue entry : ascending) {
      Instant end = end(entry, lengths);
      if (entry.start().isBefore(free)) {
        throw new AnswerProblem(
            entry.where(),
            "a slot after that of " + before,
            "one that overlaps it, " + entry.start());
      }
      free = end;
      before = entry.where();
      if (entry.value().isPresent()) {
        SourceSlot slot =
            new SourceSlot(
                entry.start(), end, possible(entry.where(), entry.value().getAsDouble()));
        if (asked.overlaps(slot)) {
          slots.add(slot);
        }
      }
    }
    if (slots.isEmpty()) {
      return new SourceReading.NoneYet(
          "the answer has nothing known from %s to %s".formatted(asked.from(), asked.to()));
    }
    return new SourceReading.Slots(slots);
  }

  static void requireFew(int entries) throws AnswerProblem {
    if (entries > MOST_ENTRIES) {
      throw new AnswerProblem(
          "answer", "at most " + MOST_ENTRIES + " slots", String.valueOf(entries));
    }
  }

  /** Some services begin with the newest slot. */
  static List<TimedValue> ascending(List<TimedValue> entries) throws AnswerProblem {
    requireFew(entries.size());
    boolean descending = entries.getLast().start().isBefore(entries.getFirst().start());
    List<TimedValue> ascending = descending ? entries.reversed() : entries;
    for (int i = 1; i < ascending.size(); i++) {
      Instant last = ascending.get(i - 1).start();
      Instant start = ascending.get(i).start();
      if (!last.isBefore(start)) {
        throw new AnswerProblem(
            ascending.get(i).where(),
            "a start after %s, that of %s".formatted(last, ascending.get(i - 1).where()),
            start.toString());
      }
    }
    return ascending;
  }

  private ZoneId zone() {
    return source.description().schedule().zone();
  }

  private List<Duration> permitted() {
    return source.description().schedule().slots();
  }

  /** Least time between two starts of each local day; the shortest permitted for a single one. */
  private Map<LocalDate, Duration> lengths(List<TimedValue> ascending) {
    Map<LocalDate, Duration> lengths = new HashMap<>();
    for (int i = 0; i < ascending.size(); i++) {
      LocalDate day = day(ascending.get(i));
      if (i > 0 && day.equals(day(ascending.get(i - 1)))) {
        Duration apart = Duration.between(ascending.get(i - 1).start(), ascending.get(i).start());
        lengths.merge(day, apart, (a, b) -> a.compareTo(b) < 0 ? a : b);
      }
    }
    for (TimedValue entry : ascending) {
      lengths.putIfAbsent(day(entry), permitted().getFirst());
    }
    return lengths;
  }

  private LocalDate day(TimedValue entry) {
    return LocalDate.ofInstant(entry.start(), zone());
  }

  private Instant end(TimedValue entry, Map<LocalDate, Duration> lengths) throws AnswerProblem {
    Instant start = entry.start();
    if (!start.equals(QuarterHour.startOf(start))) {
      throw new AnswerProblem(entry.where(), "a start on a quarter of an hour", start.toString());
    }
    Instant end =
        entry.end().orElseGet(() -> start.plus(lengths.getOrDefault(day(entry), Duration.ZERO)));
    Duration length = Duration.between(start, end);
    if (!permitted().contains(length)) {
      throw new AnswerProblem(
          entry.where(), "a slot of " + minutes(permitted()) + " minutes", inMinutes(length));
    }
    return end;
  }

  private static String minutes(List<Duration> lengths) {
    return String.join(
        ", ", lengths.stream().map(length -> String.valueOf(length.toMinutes())).toList());
  }

  private static String inMinutes(Duration length) {
    return String.format(Locale.ROOT, "%.1f minutes", length.toSeconds() / 60.0);
  }

  /** The value a kWh, if the quantity can have it. */
  private double possible(String where, double value) throws AnswerProblem {
    double perKwh = value / source.unit().divisor();
    boolean emissions = source.description().gives() == SourceQuantity.EMISSIONS;
    double most = emissions ? Tariff.Co2.MOST_KG_PER_KWH : mostPrice();
    double least = emissions ? 0 : -most;
    if (!(perKwh >= least && perKwh <= most)) {
      throw new AnswerProblem(
          where,
          "%s to %s in %s"
              .formatted(
                  AnswerProblem.number(least),
                  AnswerProblem.number(most),
                  emissions ? "kg/kWh" : currency() + "/kWh"),
          AnswerProblem.converted(value, source.unit().text(), perKwh));
    }
    return perKwh;
  }

  private String currency() {
    return source.unit().currency().orElse("");
  }

  private double mostPrice() {
    return UsualPrice.mostPerKwh(currency()).stream()
        .map(most -> MOST_PRICE * most)
        .findFirst()
        .orElse(MOST_OF_ANY);
  }
}
