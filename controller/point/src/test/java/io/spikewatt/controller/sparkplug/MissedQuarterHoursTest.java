package io.spikewatt.controller.sparkplug;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.history.HistoryBuffer;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.history.SiteSeries;
import io.spikewatt.controller.history.SlotMean;
import io.spikewatt.hal.time.ManualClock;
import io.spikewatt.testkit.DemoSite;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MissedQuarterHoursTest {

  private static final Instant START = Instant.parse("2026-06-09T10:00:00Z");
  private static final Duration TICK = Duration.ofSeconds(5);
  private static final Duration OUTAGE = Duration.ofHours(10);
  private static final int MISSED = 40;

  @TempDir private Path directory;
  private final Site site = DemoSite.usual().site();
  private final ManualClock clock = new ManualClock(START);
  private final List<Instant> sent = new ArrayList<>();
  private HistoryStore store;
  private HistoryBuffer history;

  @BeforeEach
  void record() throws Exception {
    store = HistoryStore.open(directory);
    history = new HistoryBuffer(store);
    List<SlotMean> means = new ArrayList<>();
    for (int slot = 0; slot < MISSED + 8; slot++) {
      means.add(new SlotMean(SiteSeries.LOAD_W, START.plusSeconds(900L * slot), slot));
    }
    store.append(means);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private MissedQuarterHours process() {
    return MissedQuarterHours.in(
        directory,
        clock.now().instant(),
        text -> {
          throw new AssertionError(text);
        });
  }

  /** A tick, and what a cycle takes after it. */
  private void pass(MissedQuarterHours missed, int most) {
    clock.advance(TICK);
    missed.tick(clock.now(), site, history);
    for (int i = 0; i < most; i++) {
      missed.take(clock.now()).ifPresent(one -> sent.add(one.start()));
    }
  }

  private Path kept() {
    return directory.resolve("sparkplug-missed.properties");
  }

  private MissedQuarterHours afterOutage() {
    MissedQuarterHours missed = process();
    pass(missed, 1);
    clock.advance(OUTAGE);
    pass(missed, 1);
    assertTrue(Files.exists(kept()));
    missed.heard(clock.now().instant());
    return missed;
  }

  private static List<Instant> quarterHours(int from, int to) {
    List<Instant> starts = new ArrayList<>();
    for (int slot = from; slot < to; slot++) {
      starts.add(START.plusSeconds(900L * slot));
    }
    return starts;
  }

  @Test
  void what_ended_in_the_outage_comes_once_and_then_the_place_is_gone() throws Exception {
    MissedQuarterHours missed = afterOutage();
    for (int i = 0; i < 60; i++) {
      pass(missed, 5);
    }
    assertEquals(quarterHours(0, MISSED), sent);
    assertFalse(Files.readString(kept()).contains("first-missed"));
    assertEquals(Optional.empty(), missed.take(clock.now()));
  }

  @Test
  void what_arrived_before_an_orderly_end_is_not_sent_by_the_next_process() {
    MissedQuarterHours missed = afterOutage();
    pass(missed, 10);
    for (int i = 0; i < 12; i++) {
      pass(missed, 0);
    }
    assertEquals(10, sent.size());
    missed.close(clock.now());
    sent.clear();
    MissedQuarterHours next = process();
    next.heard(clock.now().instant());
    for (int i = 0; i < 60; i++) {
      pass(next, 5);
    }
    assertEquals(quarterHours(10, MISSED), sent);
  }

  @Test
  void what_was_sent_over_a_lost_line_is_sent_again() {
    MissedQuarterHours missed = afterOutage();
    pass(missed, 10);
    missed.unheard(clock.now().instant());
    missed.heard(clock.now().instant());
    sent.clear();
    for (int i = 0; i < 60; i++) {
      pass(missed, 5);
    }
    assertEquals(quarterHours(0, MISSED), sent);
  }

  @Test
  void a_history_that_cannot_be_written_is_waited_for() throws Exception {
    MissedQuarterHours missed = afterOutage();
    store.close();
    for (int i = 0; i < 5; i++) {
      pass(missed, 5);
    }
    assertEquals(List.of(), sent);
    store = HistoryStore.open(directory);
    history = new HistoryBuffer(store);
    for (int i = 0; i < 60; i++) {
      pass(missed, 5);
    }
    assertEquals(quarterHours(0, MISSED), sent);
  }
}
