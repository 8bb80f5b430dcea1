package io.spikewatt.controller.planning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.load.ConfigLoader;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.decision.DecisionChanges;
import io.spikewatt.controller.history.HistoryBuffer;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.history.LoggedDecision;
import io.spikewatt.controller.history.SlotMean;
import io.spikewatt.testkit.RecordedHome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sums and thinned decisions while the clock is wrong. */
@Timeout(60)
class DayCycleTest {

  private static final Instant TODAY = Instant.parse("2026-11-04T23:00:00Z");
  private static final Instant NOW = TODAY.plus(Duration.ofHours(9));
  private static final int DECISIONS_A_DAY = 4;

  @TempDir private Path folder = Path.of("");
  private Path state = Path.of("");
  private Site site;

  @BeforeEach
  void load() throws Exception {
    state = Files.createDirectory(folder.resolve("state"));
    Path file = Files.writeString(folder.resolve("site.yaml"), RecordedHome.SITE);
    site = assertInstanceOf(LoadedSite.Ok.class, ConfigLoader.load(file)).site();
  }

  private static Instant midnight(int daysAgo) {
    return TODAY.minus(Duration.ofDays(daysAgo));
  }

  private void record(Instant... slots) throws Exception {
    List<SlotMean> means = new ArrayList<>();
    for (Instant slot : slots) {
      means.add(new SlotMean("load_w", slot, 400));
      means.add(new SlotMean("grid_w", slot, 400));
    }
    try (HistoryStore store = HistoryStore.open(state)) {
      store.append(means);
    }
  }

  /** The same decision at each hour of four. */
  private void decide(Instant... days) {
    try (HistoryStore store = HistoryStore.open(state)) {
      HistoryBuffer history = new HistoryBuffer(store);
      for (Instant day : days) {
        for (int hour = 0; hour < DECISIONS_A_DAY; hour++) {
          history.take(
              new LoggedDecision(
                  day.plus(Duration.ofHours(hour)),
                  "{\"mode\":\"auto\",\"doing\":\"rests\",\"setpoints\":[]}",
                  0));
        }
      }
      assertEquals(Optional.empty(), history.flush());
    }
  }

  private void decideEachDay(int first, int last) {
    for (int daysAgo = first; daysAgo >= last; daysAgo--) {
      decide(midnight(daysAgo));
    }
  }

  private int advance(Instant now) throws Exception {
    int calls = 0;
    try (HistoryStore store = HistoryStore.open(state)) {
      DayCycle days = new DayCycle(store, site, DecisionChanges::byQuarterHour);
      while (days.advance(now)) {
        calls++;
      }
    }
    return calls;
  }

  private int decisions(int daysAgo) throws Exception {
    try (HistoryStore store = HistoryStore.reading(state)) {
      return store.decisions(midnight(daysAgo), midnight(daysAgo - 1)).size();
    }
  }

  @Test
  void aQuarterHourOfAClockThatWasAYearAheadThinsNoDecisionOut() throws Exception {
    record(midnight(20), midnight(1), midnight(-365));
    decideEachDay(20, 0);
    int _ = advance(NOW);
    int _ = advance(midnight(-365).plus(Duration.ofHours(7)));
    for (int daysAgo = 20; daysAgo >= 0; daysAgo--) {
      assertEquals(DECISIONS_A_DAY, decisions(daysAgo), "days ago: " + daysAgo);
    }
  }

  @Test
  void theNewest120DaysWithDecisionsStayWholeAndOlderOnesDoNot() throws Exception {
    record(midnight(130), midnight(1));
    decideEachDay(130, 0);
    int _ = advance(NOW);
    assertEquals(1, decisions(130));
    assertEquals(1, decisions(122));
    assertEquals(DECISIONS_A_DAY, decisions(121));
    assertEquals(DECISIONS_A_DAY, decisions(1));
  }

  @Test
  void aQuarterHourOfTheFutureIsNoReasonToSumDaysToCome() throws Exception {
    record(midnight(2), midnight(1), Instant.parse("2091-03-01T00:00:00Z"));
    assertTrue(advance(NOW) <= 2, "calls, one a month");
    try (HistoryStore store = HistoryStore.reading(state)) {
      assertEquals(
          List.of(midnight(2), midnight(1)), store.dayStarts(site.zone()), "what is on record");
    }
  }

  @Test
  void decisionsOfAClockThatBeganIn1970CostNoCallForEachWeekSince() throws Exception {
    record(midnight(130), midnight(1));
    decide(Instant.EPOCH);
    decideEachDay(130, 0);
    int calls = advance(NOW);
    assertTrue(calls < 20, "calls: " + calls);
    assertEquals(1, decisions(130));
  }
}
