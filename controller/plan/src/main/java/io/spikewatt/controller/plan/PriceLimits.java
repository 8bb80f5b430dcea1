package io.spikewatt.controller.plan;

import io.spikewatt.config.site.Site;
import io.spikewatt.config.site.Site.NegativePrices;
import io.spikewatt.controller.limit.PriceLimit;
import io.spikewatt.controller.price.PaidPrices;
import io.spikewatt.controller.price.PriceStore;
import io.spikewatt.hal.time.QuarterHour;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * Limits that negative prices set in the coming slots. A forecast price sets none: dispatch will
 * not know it as a price that is paid, and a plan that stopped PV for it would only lose energy.
 *
 * @param start of the first slot
 * @param slot length of a slot
 * @param bySlot limits from the first slot on; later slots have none
 */
public record PriceLimits(Instant start, Duration slot, List<PriceLimit> bySlot) {

  /** No price limits anything. */
  public static final PriceLimits NONE =
      new PriceLimits(Instant.EPOCH, Duration.ofHours(1), List.of());

  public PriceLimits {
    bySlot = List.copyOf(bySlot);
  }

  /**
   * The limits by the prices that are published, or the tariff's where none are.
   *
   * @param from start of the first quarter hour
   * @param slots number of quarter hours
   */
  public static PriceLimits of(Site site, PriceStore prices, Instant from, int slots) {
    NegativePrices choice = site.control().negativePrices();
    if (choice == NegativePrices.STORE) {
      return NONE;
    }
    List<PriceLimit> limits = new ArrayList<>();
    for (int k = 0; k < slots; k++) {
      Instant start = from.plus(QuarterHour.LENGTH.multipliedBy(k));
      PaidPrices paid = prices.paid(start, site.tariff(), site.zone());
      limits.add(PriceLimit.of(choice, paid.importPerKwh(), paid.exportPerKwh()));
    }
    return new PriceLimits(from, QuarterHour.LENGTH, limits);
  }

  /** The limit in the slot that contains {@code time}. */
  PriceLimit at(Instant time) {
    long k = Math.floorDiv(start.until(time, ChronoUnit.MILLIS), slot.toMillis());
    return k >= 0 && k < bySlot.size() ? bySlot.get((int) k) : PriceLimit.NONE;
  }
}
