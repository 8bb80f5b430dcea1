package io.spikewatt.controller.source;

import static io.spikewatt.controller.source.TestSource.assertUnusable;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

/** A day of an exchange that repeats the one before. */
class RepeatedDayTest {

  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  private static List<SourceSlot> hours(String day, IntToDoubleFunction price) {
    List<SourceSlot> slots = new ArrayList<>();
    Instant at = Instant.parse(day + "T23:00:00Z");
    for (int hour = 0; hour < 24; hour++) {
      slots.add(new SourceSlot(at, at.plusSeconds(3600), price.applyAsDouble(hour)));
      at = at.plusSeconds(3600);
    }
    return slots;
  }

  @Test
  void tomorrow_equal_to_what_is_known_of_today_is_refused() {
    List<SourceSlot> today = hours("2026-02-01", hour -> hour / 100.0);
    SourceReading tomorrow = new SourceReading.Slots(hours("2026-02-02", hour -> hour / 100.0));
    assertUnusable(
        "2026-02-03: expected other prices than those of the day before",
        RepeatedDay.refused(tomorrow, today, BERLIN));
    assertEquals(tomorrow, RepeatedDay.refused(tomorrow, List.of(), BERLIN));
    assertEquals(tomorrow, RepeatedDay.refused(tomorrow, today.subList(0, 23), BERLIN));
  }

  @Test
  void one_other_price_the_same_day_again_and_a_flat_price_are_no_repetition() {
    List<SourceSlot> today = hours("2026-02-01", hour -> hour / 100.0);
    SourceReading same = new SourceReading.Slots(today);
    assertEquals(same, RepeatedDay.refused(same, today, BERLIN));
    SourceReading other =
        new SourceReading.Slots(hours("2026-02-02", hour -> hour == 5 ? 0.7 : hour / 100.0));
    assertEquals(other, RepeatedDay.refused(other, today, BERLIN));
    SourceReading flat = new SourceReading.Slots(hours("2026-02-02", hour -> 0.3));
    assertEquals(flat, RepeatedDay.refused(flat, hours("2026-02-01", hour -> 0.3), BERLIN));
    SourceReading none = new SourceReading.NoneYet("x");
    assertEquals(none, RepeatedDay.refused(none, today, BERLIN));
  }
}
