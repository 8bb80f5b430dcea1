package io.spikewatt.controller.local;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.json.JsonWriter;
import io.spikewatt.controller.price.PricedSlot;
import io.spikewatt.hal.time.QuarterHour;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Answers requests for prices of coming slots.
 *
 * @param prices their source
 * @param hasDaemon whether they include prices by command
 */
public record TariffQuery(Site site, Source prices, boolean hasDaemon) {

  /** Days ahead that a request may reach; beyond them only the tariff is known. */
  private static final int MOST_DAYS = 14;

  /** Prices of coming slots. */
  @FunctionalInterface
  public interface Source {

    /**
     * @param from start of the first slot
     */
    List<PricedSlot> priced(Instant from, int slots);
  }

  /** By the site's configuration alone. */
  public static TariffQuery configured(Site site) {
    return new TariffQuery(
        site,
        (from, slots) ->
            IntStream.range(0, slots)
                .mapToObj(k -> from.plus(QuarterHour.LENGTH.multipliedBy(k)))
                .map(start -> PricedSlot.of(start, site.tariff(), site.zone()))
                .toList(),
        false);
  }

  /**
   * Prices from now to the end of tomorrow, or those of a day.
   *
   * @param day local day, {@code 2026-10-31}; empty = from now on
   * @return one JSON document, {@code {"error"}} for an invalid day
   */
  public String answer(String day, Instant now) {
    LocalDate today = now.atZone(site.zone()).toLocalDate();
    LocalDate from = today;
    LocalDate last = today.plusDays(1);
    if (!day.isBlank()) {
      try {
        from = LocalDate.parse(day.strip());
        last = from;
      } catch (DateTimeException e) {
        return JsonWriter.error("expected a day, 2026-10-31, found \"" + day.strip() + "\"");
      }
    }
    if (from.isBefore(today) || from.isAfter(today.plusDays(MOST_DAYS))) {
      return JsonWriter.error(
          "expected a day from %s to %s, found %s"
              .formatted(today, today.plusDays(MOST_DAYS), from));
    }
    Instant midnight = from.atStartOfDay(site.zone()).toInstant();
    Instant start = QuarterHour.startOf(midnight.isBefore(now) ? now : midnight);
    Instant end = last.plusDays(1).atStartOfDay(site.zone()).toInstant();
    int slots = (int) Duration.between(start, end).dividedBy(QuarterHour.LENGTH);
    return document(start, prices.priced(start, slots));
  }

  private String document(Instant start, List<PricedSlot> slots) {
    return JsonWriter.text(
        writer ->
            writer
                .put("site", site.name())
                .put("zone", site.zone().getId())
                .put("currency", site.tariff().currency())
                .put("objective", JsonWriter.word(site.control().objective()))
                .put("daemon", hasDaemon)
                .put("from", start)
                .put("to", start.plus(QuarterHour.LENGTH.multipliedBy(slots.size())))
                .exact("demandPerKw", site.tariff().demandPerKw())
                .numbers("networkFeesMissing", withoutFees(slots))
                .each("slots", slots, TariffQuery::slot));
  }

  /** Calendar years of the slots whose network fees are not known. */
  private NavigableSet<Integer> withoutFees(List<PricedSlot> slots) {
    NavigableSet<Integer> years = new TreeSet<>();
    site.tariff()
        .networkFees()
        .ifPresent(
            fees ->
                slots.stream()
                    .map(slot -> slot.start().atZone(site.zone()).getYear())
                    .filter(year -> !fees.covers(year))
                    .forEach(years::add));
    return years;
  }

  private static void slot(JsonWriter item, PricedSlot slot) {
    item.put("start", slot.start())
        .put("end", slot.start().plus(QuarterHour.LENGTH))
        .price("importPerKwh", slot.importPerKwh())
        .price("exportPerKwh", slot.export().perKwh())
        .put("unpublished", slot.isUnpublished())
        .in(
            "parts",
            parts -> {
              part(parts, "energy", slot.energy());
              slot.co2().ifPresent(co2 -> part(parts, "co2", co2));
              part(parts, "export", slot.export());
            })
        .each("importParts", slot.imports(), TariffQuery::part)
        .each("exportParts", slot.exports(), TariffQuery::part);
  }

  private static void part(JsonWriter item, PricedSlot.Part part) {
    item.put("part", JsonWriter.word(part.kind()))
        .price("perKwh", part.perKwh())
        .put("source", JsonWriter.word(part.origin()));
  }

  private static void part(JsonWriter parts, String name, PricedSlot.Part part) {
    parts.in(
        name,
        body -> body.price("perKwh", part.perKwh()).put("source", JsonWriter.word(part.origin())));
  }
}
