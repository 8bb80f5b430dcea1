package io.spikewatt.controller.history;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryColumnsTest {

  private static final Duration SLOT = Duration.ofMinutes(15);
  private static final Instant FROM = Instant.parse("2026-06-01T00:00:00Z");
  private static final double NAN = Double.NaN;

  @TempDir Path directory;

  private static Instant slot(int n) {
    return FROM.plus(SLOT.multipliedBy(n));
  }

  private HistoryColumns recorded(List<SlotMean> means) throws Exception {
    try (HistoryStore store = HistoryStore.open(directory)) {
      store.append(means);
    }
    try (HistoryStore store = HistoryStore.reading(directory)) {
      return HistoryColumns.of(store, FROM, 4, SLOT);
    }
  }

  @Test
  void what_is_not_known_is_no_number_and_nothing_outside_the_time_is_read() throws Exception {
    HistoryColumns read =
        recorded(
            List.of(
                new SlotMean("load_w", slot(-2), 100),
                new SlotMean("load_w", slot(1), 101),
                new SlotMean("load_w", slot(3), 103),
                new SlotMean("load_w", slot(4), 104),
                new SlotMean("pv_w", slot(0), 0),
                new SlotMean("grid_w", slot(7), 9)));
    assertArrayEquals(new double[] {NAN, 101, NAN, 103}, read.column("load_w"));
    assertArrayEquals(new double[] {0, NAN, NAN, NAN}, read.column("pv_w"));
    assertArrayEquals(new double[] {NAN, NAN, NAN, NAN}, read.column("grid_w"));
    assertArrayEquals(new double[] {NAN, NAN, NAN, NAN}, read.column("never heard of"));
    assertEquals(Optional.of(new HistoryStore.Span(slot(-2), slot(4))), read.load());
  }

  @Test
  void a_store_without_the_load_says_so() throws Exception {
    assertEquals(Optional.empty(), recorded(List.of(new SlotMean("pv_w", slot(0), 1))).load());
  }

  @Test
  void a_store_that_can_no_longer_be_read_is_told() throws Exception {
    recorded(List.of());
    HistoryStore store = HistoryStore.reading(directory);
    store.close();
    assertThrows(HistoryUnreadable.class, () -> HistoryColumns.of(store, FROM, 4, SLOT));
  }
}
