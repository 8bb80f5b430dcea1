package io.spikewatt.inference.feature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class SlotCalendarTest {
  private static final Duration QUARTER = Duration.ofMinutes(15);
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  private static SlotCalendar berlin(String start, SeriesKind kind) {
    return new SlotCalendar(Instant.parse(start), QUARTER, BERLIN, kind, 4 * 96);
  }

  @Test
  void onTheDayOf23HoursALoadLooksBackToTheSameWallClock() {
    // Clocks go from 2 to 3 on 2026-03-29. Row 0 is midnight of the 28th.
    SlotCalendar slotCalendar = berlin("2026-03-27T23:00:00Z", SeriesKind.LOAD);
    int eightOnTheDay = 96 + 7 * 4;
    assertEquals(8, slotCalendar.hour(eightOnTheDay));
    assertEquals(8 * 4, slotCalendar.sameTime(eightOnTheDay, 1));
    int eightTheDayAfter = 96 + 92 + 8 * 4;
    assertEquals(8, slotCalendar.hour(eightTheDayAfter));
    assertEquals(eightOnTheDay, slotCalendar.sameTime(eightTheDayAfter, 1));
    assertEquals(8 * 4, slotCalendar.sameTime(eightTheDayAfter, 2));
  }

  @Test
  void onTheDayOf25HoursBothHoursOfTwoLookBackToTwo() {
    // Clocks go from 3 back to 2 on 2026-10-25. Row 0 is midnight of the 24th.
    SlotCalendar slotCalendar = berlin("2026-10-23T22:00:00Z", SeriesKind.LOAD);
    int two = 96 + 2 * 4;
    int twoAgain = two + 4;
    assertEquals(2, slotCalendar.hour(two));
    assertEquals(2, slotCalendar.hour(twoAgain));
    assertEquals(2 * 4, slotCalendar.sameTime(two, 1));
    assertEquals(2 * 4, slotCalendar.sameTime(twoAgain, 1));
    int eightTheDayAfter = 96 + 100 + 8 * 4;
    assertEquals(8, slotCalendar.hour(eightTheDayAfter));
    assertEquals(96 + 9 * 4, slotCalendar.sameTime(eightTheDayAfter, 1));
  }

  @Test
  void theSunKnowsNoSummerTime() {
    SlotCalendar slotCalendar = berlin("2026-03-27T23:00:00Z", SeriesKind.PV);
    for (int row = 96; row < slotCalendar.rows(); row++) {
      assertEquals(row - 96, slotCalendar.sameTime(row, 1));
      assertEquals(row % 96, slotCalendar.slotOfDay(row));
    }
  }

  @Test
  void weekdaysFollowTheSitesMidnight() {
    // Saturday 2026-03-28 begins at 23:00 UTC of Friday.
    SlotCalendar slotCalendar = berlin("2026-03-27T22:45:00Z", SeriesKind.LOAD);
    assertEquals(4, slotCalendar.weekday(0));
    assertFalse(slotCalendar.weekend(0));
    assertEquals(5, slotCalendar.weekday(1));
    assertTrue(slotCalendar.weekend(1));
  }
}
