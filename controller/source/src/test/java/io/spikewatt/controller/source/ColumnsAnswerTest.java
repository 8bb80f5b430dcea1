package io.spikewatt.controller.source;

import static io.spikewatt.controller.source.TestSource.assertNoneYet;
import static io.spikewatt.controller.source.TestSource.assertUnusable;
import static io.spikewatt.controller.source.TestSource.read;
import static io.spikewatt.controller.source.TestSource.slots;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.SiteSource;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** One list of times and one of values, as energy-charts answers. */
class ColumnsAnswerTest {

  private static final SiteSource PRICES = TestSource.shipped("energy-charts");
  private static final Duration QUARTER = Duration.ofMinutes(15);
  private static final Duration HOUR = Duration.ofHours(1);

  /** Starts of a period, and a price for each by its index. */
  private static String answer(List<Instant> starts, IntFunction<String> price) {
    List<String> times = new ArrayList<>();
    List<String> prices = new ArrayList<>();
    for (int i = 0; i < starts.size(); i++) {
      times.add(String.valueOf(starts.get(i).getEpochSecond()));
      prices.add(price.apply(i));
    }
    return "{\"license_info\":\"CC BY 4.0\",\"unix_seconds\":%s,\"price\":%s,\"unit\":\"EUR / MWh\",\"deprecated\":false}"
        .formatted(times, prices);
  }

  private static List<Instant> starts(RequestPeriod period, Duration length) {
    List<Instant> starts = new ArrayList<>();
    for (Instant at = period.from(); at.isBefore(period.to()); at = at.plus(length)) {
      starts.add(at);
    }
    return starts;
  }

  private static void fills(RequestPeriod period, int slots, Duration length) {
    List<SourceSlot> read =
        slots(read(PRICES, answer(starts(period, length), String::valueOf), period));
    assertEquals(slots, read.size());
    assertEquals(period.from(), read.getFirst().start());
    assertEquals(period.to(), read.getLast().end());
    assertTrue(read.stream().allMatch(slot -> slot.length().equals(length)));
  }

  @Test
  void days_when_clocks_change_have_92_and_100_quarter_hours_and_23_and_25_hours() {
    fills(TestSource.days(PRICES, "2026-02-02", "2026-02-02"), 96, QUARTER);
    fills(TestSource.days(PRICES, "2026-03-29", "2026-03-29"), 92, QUARTER);
    fills(TestSource.days(PRICES, "2026-10-25", "2026-10-25"), 100, QUARTER);
    fills(TestSource.days(PRICES, "2026-03-29", "2026-03-29"), 23, HOUR);
    fills(TestSource.days(PRICES, "2026-10-25", "2026-10-25"), 25, HOUR);
  }

  @Test
  void slots_may_change_their_length_overnight_both_ways() {
    RequestPeriod first = TestSource.days(PRICES, "2025-09-30", "2025-09-30");
    RequestPeriod second = TestSource.days(PRICES, "2025-10-01", "2025-10-01");
    RequestPeriod both = TestSource.days(PRICES, "2025-09-30", "2025-10-01");
    for (boolean shorter : List.of(true, false)) {
      List<Instant> starts = new ArrayList<>(starts(first, shorter ? HOUR : QUARTER));
      starts.addAll(starts(second, shorter ? QUARTER : HOUR));
      List<SourceSlot> slots = slots(read(PRICES, answer(starts, String::valueOf), both));
      assertEquals(24 + 96, slots.size());
      for (int i = 1; i < slots.size(); i++) {
        assertEquals(slots.get(i - 1).end(), slots.get(i).start());
      }
      assertEquals(both.to(), slots.getLast().end());
    }
  }

  /** Three quarter hours that are not there do not make the fourth an hour. */
  @Test
  void a_gap_stays_a_gap() {
    RequestPeriod day = TestSource.days(PRICES, "2026-02-02", "2026-02-02");
    List<Instant> starts = new ArrayList<>(starts(day, QUARTER));
    starts.subList(5, 8).clear();
    List<SourceSlot> slots = slots(read(PRICES, answer(starts, String::valueOf), day));
    assertEquals(93, slots.size());
    assertTrue(slots.stream().allMatch(slot -> slot.length().equals(QUARTER)));
    assertEquals(starts.get(4).plus(QUARTER), slots.get(4).end());
    List<SourceSlot> withNulls =
        slots(
            read(
                PRICES,
                answer(starts(day, QUARTER), i -> i > 4 && i < 8 ? "null" : String.valueOf(i)),
                day));
    assertEquals(
        slots.stream().map(SourceSlot::start).toList(),
        withNulls.stream().map(SourceSlot::start).toList());
  }

  @Test
  void lists_of_unequal_length_and_another_unit_are_refused() {
    RequestPeriod day = TestSource.days(PRICES, "2026-02-02", "2026-02-02");
    String answer = answer(starts(day, HOUR), String::valueOf);
    assertUnusable(
        "as many entries as in unix_seconds, 24, found 23",
        read(PRICES, answer.replace(" 23]", "]").replace(",]", "]"), day));
    assertUnusable(
        "unit: expected the unit \"EUR / MWh\"",
        read(PRICES, answer.replace("EUR / MWh", "EUR / kWh"), day));
    assertUnusable(
        "slot of 15, 60 minutes",
        read(PRICES, answer(starts(day, HOUR.multipliedBy(2)), i -> "1"), day));
    assertUnusable(
        "price: expected a list", read(PRICES, answer.replace("\"price\"", "\"p\""), day));
  }

  @Test
  void a_day_that_repeats_the_day_before_is_refused() {
    RequestPeriod both = TestSource.days(PRICES, "2026-02-02", "2026-02-03");
    List<Instant> starts = starts(both, QUARTER);
    assertUnusable(
        "2026-02-03: expected other prices than those of the day before",
        read(PRICES, answer(starts, i -> String.valueOf(i % 96)), both));
    assertEquals(
        192,
        slots(read(PRICES, answer(starts, i -> i == 150 ? "7" : String.valueOf(i % 96)), both))
            .size());
    // Two days at one price are possible, and say nothing.
    assertEquals(192, slots(read(PRICES, answer(starts, i -> "0"), both)).size());
  }

  @Test
  void emissions_are_kg_a_kwh_and_the_past_is_not_known() {
    SiteSource co2 = TestSource.shipped("energy-charts-co2");
    RequestPeriod day = TestSource.days(co2, "2026-02-02", "2026-02-02");
    List<Instant> starts = starts(day, QUARTER);
    String answer =
        answer(starts, i -> i < 40 ? "null" : (300 + i) + ".125")
            .replace("\"price\"", "\"co2eq_forecast\"");
    List<SourceSlot> slots = slots(read(co2, answer, day));
    assertEquals(56, slots.size());
    assertEquals(0.340125, slots.getFirst().value(), 1e-12);
    for (String wrong : List.of("-1", "3001")) {
      assertUnusable("expected 0 to 3 in kg/kWh", read(co2, answer.replace("340.125", wrong), day));
    }
    assertNoneYet(
        "nothing known",
        read(co2, answer(starts, i -> "null").replace("\"price\"", "\"co2eq_forecast\""), day));
  }

  @Test
  void a_recorded_answer_is_read() throws IOException {
    String answer = Files.readString(SharedData.file("sources/energycharts.json"));
    RequestPeriod days = TestSource.days(PRICES, "2024-12-10", "2024-12-11");
    List<SourceSlot> slots = slots(read(PRICES, answer, days));
    assertEquals(48, slots.size());
    assertEquals(days.from(), slots.getFirst().start());
    assertEquals(0.09285, slots.getFirst().value(), 1e-12);
    assertEquals(0.44508, slots.get(41).value(), 1e-12);
  }
}
