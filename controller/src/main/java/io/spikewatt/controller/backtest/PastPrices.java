package io.spikewatt.controller.backtest;

import io.spikewatt.controller.price.PriceBook;
import io.spikewatt.controller.price.Prices;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/**
 * Told prices of the past, as they were known then. When they came in is not recorded: those of a
 * local day are taken to be known from 14:00 on the day before, as a day-ahead auction tells them.
 *
 * @param from start of the first slot
 * @param zone whose days the auction's are
 * @param importPerKwh one a quarter of an hour; NaN = not told
 * @param exportPerKwh likewise
 */
record PastPrices(Instant from, ZoneId zone, double[] importPerKwh, double[] exportPerKwh) {
  private static final int KNOWN_FROM_HOUR = 14;
  private static final int DAY = 96;
  private static final int AHEAD = 36 * 4;

  /** Price of import of a slot, or the other if none was told. */
  double importOf(int slot, double otherwise) {
    return Double.isFinite(importPerKwh[slot]) ? importPerKwh[slot] : otherwise;
  }

  /** Price paid for export in a slot, or the other if none was told. */
  double exportOf(int slot, double otherwise) {
    return Double.isFinite(exportPerKwh[slot]) ? exportPerKwh[slot] : otherwise;
  }

  /** What was known at {@code now}; beyond it a slot takes the price of a day before. */
  Prices at(Instant now) {
    ZonedDateTime local = now.atZone(zone);
    int days = local.getHour() < KNOWN_FROM_HOUR ? 1 : 2;
    Instant known = local.toLocalDate().plusDays(days).atStartOfDay(zone).toInstant();
    int first = slot(now);
    int end = slot(known);
    double[] imports = new double[AHEAD];
    double[] exports = new double[AHEAD];
    for (int k = 0; k < AHEAD; k++) {
      int slot = first + k;
      while (slot >= end) {
        slot -= DAY;
      }
      boolean there = slot >= 0 && slot < importPerKwh.length;
      imports[k] = there ? importPerKwh[slot] : Double.NaN;
      exports[k] = there ? exportPerKwh[slot] : Double.NaN;
    }
    return new Prices(
        from.plus(PriceBook.SLOT.multipliedBy(first)), PriceBook.SLOT, imports, exports);
  }

  private int slot(Instant time) {
    return (int) Duration.between(from, time).dividedBy(PriceBook.SLOT);
  }
}
