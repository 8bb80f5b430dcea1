package io.spikewatt.controller.backtest;

import io.spikewatt.config.site.Site;
import io.spikewatt.config.site.Site.NegativePrices;
import io.spikewatt.controller.limit.PriceLimit;
import io.spikewatt.controller.plan.PriceLimits;
import io.spikewatt.controller.price.PaidPrices;
import io.spikewatt.controller.price.PriceStore;
import io.spikewatt.controller.price.Prices;
import io.spikewatt.hal.time.QuarterHour;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * Published prices and emissions of the past, as known at the time. The time of publication is not
 * recorded. Values of a local day count as known from 14:00 on the day before, as in a day-ahead
 * auction.
 *
 * @param from start of the first slot
 * @param zone whose days the auction's are
 * @param importPerKwh one a quarter of an hour; NaN = not published
 * @param exportPerKwh likewise
 * @param co2KgPerKwh emission of a kWh from the grid, kg; NaN throughout = not known
 */
record PastPrices(
    Instant from, ZoneId zone, double[] importPerKwh, double[] exportPerKwh, double[] co2KgPerKwh) {
  private static final int KNOWN_FROM_HOUR = 14;
  private static final int DAY = QuarterHour.PER_DAY;
  private static final int AHEAD = QuarterHour.count(Site.Control.USUAL_HORIZON);
  private static final int MEMORY_DAYS = (int) PriceStore.MEMORY.toDays();

  /** Import price of a slot, or {@code otherwise} if none was published. */
  double importOf(int slot, double otherwise) {
    return Double.isFinite(importPerKwh[slot]) ? importPerKwh[slot] : otherwise;
  }

  /** Whether anything is known of emissions; of all slots, then. */
  boolean emits() {
    return Double.isFinite(co2KgPerKwh[0]);
  }

  /** Export price of a slot, or {@code otherwise} if none was published. */
  double exportOf(int slot, double otherwise) {
    return Double.isFinite(exportPerKwh[slot]) ? exportPerKwh[slot] : otherwise;
  }

  /**
   * Emissions with the gaps filled: by the same time of the last known day, at most two weeks back,
   * otherwise by the mean.
   *
   * @param publishedKgPerKwh one a quarter of an hour; NaN = not published
   * @param mean as configured; empty = mean of the published values
   * @return NaN throughout if nothing is known
   */
  static double[] emissions(double[] publishedKgPerKwh, Optional<Double> mean) {
    double known =
        Arrays.stream(publishedKgPerKwh).filter(Double::isFinite).average().orElse(Double.NaN);
    double[] filled = new double[publishedKgPerKwh.length];
    Arrays.fill(filled, mean.orElse(known));
    for (int t = 0; t < filled.length; t++) {
      int like = t;
      int last = Math.max(0, t - (MEMORY_DAYS - 1) * DAY);
      while (Double.isNaN(publishedKgPerKwh[like]) && like - DAY >= last) {
        like -= DAY;
      }
      filled[t] = Double.isNaN(publishedKgPerKwh[like]) ? filled[t] : publishedKgPerKwh[like];
    }
    return filled;
  }

  /**
   * What is paid in a slot: the published price, or the tariff's where none was published lately.
   */
  PaidPrices paid(Site site, int slot) {
    if (Double.isNaN(importPerKwh[slot]) && publishedLately(slot)) {
      return PaidPrices.UNKNOWN;
    }
    ZonedDateTime start = from.plus(QuarterHour.LENGTH.multipliedBy(slot)).atZone(site.zone());
    return new PaidPrices(
        OptionalDouble.of(importOf(slot, site.tariff().importPerKwh(start))),
        OptionalDouble.of(exportOf(slot, site.tariff().exportPerKwh(start))));
  }

  private boolean publishedLately(int slot) {
    int first = Math.max(0, slot - MEMORY_DAYS * DAY);
    return IntStream.range(first, slot).anyMatch(t -> Double.isFinite(importPerKwh[t]));
  }

  /** Limits by the prices that were known at {@code now}; a repeated price sets none. */
  PriceLimits limits(Site site, Instant now) {
    NegativePrices choice = site.control().negativePrices();
    if (choice == NegativePrices.STORE) {
      return PriceLimits.NONE;
    }
    int first = slot(now);
    int end = Math.min(importPerKwh.length, Math.min(first + AHEAD, knownTo(now)));
    return new PriceLimits(
        from.plus(QuarterHour.LENGTH.multipliedBy(first)),
        QuarterHour.LENGTH,
        IntStream.range(first, end)
            .mapToObj(slot -> paid(site, slot))
            .map(paid -> PriceLimit.of(choice, paid.importPerKwh(), paid.exportPerKwh()))
            .toList());
  }

  /** The slot after the last one whose prices were known at {@code now}. */
  private int knownTo(Instant now) {
    ZonedDateTime local = now.atZone(zone);
    int days = local.getHour() < KNOWN_FROM_HOUR ? 1 : 2;
    return slot(local.toLocalDate().plusDays(days).atStartOfDay(zone).toInstant());
  }

  /** Prices known at {@code now}; a slot beyond them takes the price of a day before. */
  Prices at(Instant now) {
    int first = slot(now);
    int end = knownTo(now);
    double[] imports = new double[AHEAD];
    double[] exports = new double[AHEAD];
    double[] co2 = new double[AHEAD];
    for (int k = 0; k < AHEAD; k++) {
      int slot = first + k;
      while (slot >= end) {
        slot -= DAY;
      }
      boolean there = slot >= 0 && slot < importPerKwh.length;
      imports[k] = there ? importPerKwh[slot] : Double.NaN;
      exports[k] = there ? exportPerKwh[slot] : Double.NaN;
      co2[k] = there ? co2KgPerKwh[slot] : Double.NaN;
    }
    return new Prices(
        from.plus(QuarterHour.LENGTH.multipliedBy(first)),
        QuarterHour.LENGTH,
        imports,
        exports,
        co2);
  }

  private int slot(Instant time) {
    return (int) Duration.between(from, time).dividedBy(QuarterHour.LENGTH);
  }
}
