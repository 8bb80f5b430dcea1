package io.spikewatt.controller.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikewatt.config.site.BandDays;
import io.spikewatt.config.site.Tariff;
import io.spikewatt.config.site.Tariff.Band;
import io.spikewatt.controller.price.Prices;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The tariff's prices on the calendar of a horizon of 36 hours. */
class HorizonPricesTest {

  private static final BandDays WEEKEND =
      new BandDays(EnumSet.of(DayOfWeek.SATURDAY, DayOfWeek.SUNDAY), BandDays.ALL.months());

  private static HorizonPrices.Series prices(List<Band> imports, List<Band> exports, String now) {
    Tariff one = Days.tariff(0, 0, 0);
    Tariff tariff =
        new Tariff(
            imports, exports, 0, one.co2(), one.currency(), one.dynamic(), one.networkFees());
    PlanModel model = Days.model(tariff, Days.storage(10, 5), Days.NO_COMPUTE);
    HorizonSlots slots =
        HorizonSlots.of(SlotGrid.QUARTER_HOURS, Instant.parse(now), SlotGrid.QUARTER_HOURS.fine());
    return new HorizonPrices(model).of(slots, Prices.NONE);
  }

  @Test
  void the_weekend_begins_at_local_midnight_and_only_the_days_of_the_horizon_count() {
    List<Band> imports =
        List.of(new Band(LocalTime.MIDNIGHT, LocalTime.MIDNIGHT, WEEKEND, 0.1), Band.always(0.3));
    List<Band> exports =
        List.of(
            new Band(LocalTime.of(10, 15), LocalTime.of(16, 0), WEEKEND, 0.02), Band.always(0.08));
    // A Friday, 12:00 in Berlin.
    HorizonPrices.Series friday = prices(imports, exports, "2026-06-12T10:00:00Z");
    assertEquals(0.3, friday.importPerKwh()[47]);
    assertEquals(0.1, friday.importPerKwh()[48]);
    assertEquals(0.08, friday.exportPerKwh()[48 + 40]);
    assertEquals(0.02, friday.exportPerKwh()[48 + 41]);
    assertEquals(0.08, friday.exportPerKwh()[48 + 64]);
    assertEquals(0.1, friday.cheapestPerKwh());
    assertEquals(0.3, friday.dearestPerKwh());
    HorizonPrices.Series tuesday = prices(imports, exports, "2026-06-09T10:00:00Z");
    assertEquals(0.3, tuesday.cheapestPerKwh());
  }

  @Test
  void extremes_are_those_of_whole_local_days() {
    List<Band> imports =
        List.of(new Band(LocalTime.of(0, 0), LocalTime.of(1, 0), 0.1), Band.always(0.3));
    // From 06:00 on Tuesday to 18:00 on Wednesday.
    HorizonPrices.Series prices = prices(imports, List.of(Band.always(0)), "2026-06-09T04:00:00Z");
    assertEquals(0.1, prices.cheapestPerKwh());
  }

  @Test
  void an_hour_that_the_clock_repeats_has_its_price_twice() {
    List<Band> imports =
        List.of(new Band(LocalTime.of(2, 0), LocalTime.of(3, 0), 0.5), Band.always(0.3));
    List<Band> exports = List.of(Band.always(0));
    assertEquals(8, dear(prices(imports, exports, "2026-10-24T10:00:00Z")));
    assertEquals(
        0, dear(prices(imports, exports, "2026-03-28T11:00:00Z")), "an hour that is left out");
    assertEquals(4, dear(prices(imports, exports, "2026-06-09T10:00:00Z")));
  }

  private static long dear(HorizonPrices.Series prices) {
    return Arrays.stream(prices.importPerKwh()).filter(price -> price == 0.5).count();
  }
}
