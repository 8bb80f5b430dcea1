package io.spikewatt.controller.history;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikewatt.hal.store.KeptValues;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.QuarterHour;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Slots of which a part is known: by a restart, or by a clock that is set. */
final class HalfSlotTest {

  private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");

  private CredibleSlots slots = new CredibleSlots(QuarterHour.LENGTH, Instant.MIN);
  private final List<SlotMean> means = new ArrayList<>();
  private Duration up = Duration.ZERO;

  @Test
  void sixReadingsAfterARestartAreNoMeanOfAQuarterHour() {
    runs(NOON.plusSeconds(895), 6, 9000);
    assertEquals(List.of(), means);
  }

  @Test
  void aClockThatWasThreeDaysBehindLeavesNoMeanOfItsLastSlot() {
    runs(NOON.minus(Duration.ofDays(3)), 14 * 60, 7000);
    runs(NOON.plusSeconds(300), 15 * 60, 7000);
    assertEquals(List.of(), means);
  }

  @Test
  void aMeanOfAPartNeverReplacesTheOneOnRecord(@TempDir Path directory) throws SQLException {
    try (HistoryStore store = HistoryStore.open(directory)) {
      store.append(List.of(new SlotMean("load_w", NOON, 500)));
      runs(NOON.plusSeconds(240), 11 * 60 + 1, 9000);
      assertEquals(1, means.size(), "a mean of eleven minutes");
      store.append(means);
      assertEquals(500, value(store));
      store.append(List.of(new SlotMean("load_w", NOON, 600)));
      assertEquals(600, value(store), "a whole one does");
    }
  }

  @Test
  void aSlotGoesOnAfterARestart() {
    KeptValues kept = KeptValues.inMemory();
    runs(NOON, 400, 6000);
    slots.keep(kept);
    slots = new CredibleSlots(QuarterHour.LENGTH, Instant.MIN);
    slots.resume(kept);
    runs(NOON.plusSeconds(420), 481, 3000);
    assertEquals(1, means.size());
    double ofBoth = (399 * 6000.0 + 480 * 3000) / 879;
    assertEquals(ofBoth, means.getFirst().value(), 1e-9);
    assertEquals(879.0 / 900, means.getFirst().coverage(), 1e-9);
  }

  @Test
  void whatIsNotUnderstoodOfARunningSlotBeginsAnew() {
    for (String damage : List.of("NaN 400", "6000 -1", "6000", "much more", "1e6 901")) {
      KeptValues kept = KeptValues.inMemory();
      kept.put(".start", NOON.toString());
      kept.put("load_w", damage);
      slots = new CredibleSlots(QuarterHour.LENGTH, Instant.MIN);
      slots.resume(kept);
      runs(NOON.plusSeconds(300), 600, 3000);
    }
    assertEquals(List.of(), means);
  }

  private static double value(HistoryStore store) throws SQLException {
    return store.read("load_w", NOON, NOON.plus(QuarterHour.LENGTH), QuarterHour.LENGTH)
        .values()[0];
  }

  /** Some seconds of a clock, a reading each second. */
  private void runs(Instant from, int seconds, double loadW) {
    for (int i = 0; i < seconds; i++) {
      Moment now = new Moment(up.toNanos(), from.plusSeconds(i));
      means.addAll(slots.add(now, Map.of("load_w", OptionalDouble.of(loadW))));
      up = up.plusSeconds(1);
    }
  }
}
