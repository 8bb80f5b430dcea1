package io.spikewatt.fleet.analyse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.spikewatt.controller.protocol.QuarterRecord;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RecordedSiteTest {

  private static final Instant FROM = Instant.parse("2026-11-28T00:00:00Z");
  private static final Instant TO = Instant.parse("2026-11-28T01:00:00Z");

  private static QuarterRecord load(int minute, int revision, double value) {
    return new QuarterRecord(FROM.plusSeconds(60L * minute), "load-w", revision, value, "");
  }

  @Test
  void rows_take_their_place_and_gaps_stay_missing() {
    RecordedSite site =
        RecordedSite.of("home1", FROM, TO, List.of(load(45, 0, 4), load(0, 0, 1), load(30, 0, 0)));
    assertArrayEquals(new double[] {1, Double.NaN, 0, 4}, site.values("load-w").orElseThrow());
  }

  @Test
  void the_highest_revision_counts_in_any_order() {
    RecordedSite site =
        RecordedSite.of("home1", FROM, TO, List.of(load(0, 2, 7), load(0, 1, 5), load(0, 0, 3)));
    assertEquals(7, site.values("load-w").orElseThrow()[0]);
  }

  @Test
  void rows_outside_the_span_or_beside_a_quarter_hour_do_not_count() {
    RecordedSite site =
        RecordedSite.of("home1", FROM, TO, List.of(load(-15, 0, 1), load(60, 0, 2), load(7, 0, 3)));
    assertEquals(Set.of(), site.series().keySet());
    assertEquals(4, site.seriesOf("load-w").values().length);
    assertEquals(0, site.seriesOf("load-w").goodSlots());
  }

  @Test
  void events_keep_their_time() {
    QuarterRecord event = new QuarterRecord(FROM.plusSeconds(61), "event:x", 0, 1, "text");
    RecordedSite site = RecordedSite.of("home1", FROM, TO, List.of(event, load(0, 0, 1)));
    assertEquals(List.of(event), site.events());
    assertEquals(Set.of("load-w"), site.series().keySet());
  }

  @Test
  void a_span_of_broken_quarter_hours_is_refused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> RecordedSite.of("home1", FROM.plusSeconds(1), TO, List.of()));
  }
}
