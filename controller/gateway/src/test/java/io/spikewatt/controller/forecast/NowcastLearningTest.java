package io.spikewatt.controller.forecast;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.fixture.SunnySite;
import io.spikewatt.controller.history.HistoryBuffer;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.history.SiteSeries;
import io.spikewatt.controller.history.SlotMean;
import io.spikewatt.hal.time.QuarterHour;
import io.spikewatt.inference.forecast.Forecast;
import io.spikewatt.inference.nowcast.Nowcast;
import io.spikewatt.inference.nowcast.NowcastModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is learnt of recorded minutes, and what of it a restart finds again. */
final class NowcastLearningTest {

  private static final Instant START = Instant.parse("2026-06-15T00:00:00Z");
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final int MINUTES = 2 * 1_440 + 144;
  private static final Instant NOW = START.plus(MINUTE.multipliedBy(MINUTES));

  @TempDir private Path directory;

  private HistoryStore store;
  private HistoryBuffer history;

  @BeforeEach
  void record() {
    store = HistoryStore.open(directory);
    history = new HistoryBuffer(store);
    SplittableRandom random = new SplittableRandom(1);
    List<SlotMean> means = new ArrayList<>();
    for (int i = 0; i < MINUTES; i++) {
      double kettle = i % 40 < 5 ? 2_000 : 0;
      means.add(
          new SlotMean(
              SiteSeries.LOAD_W,
              START.plus(MINUTE.multipliedBy(i)),
              400 + kettle + random.nextInt(50)));
    }
    history.takeMinutes(means);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private SiteNowcaster nowcaster() throws IOException {
    Site site = SunnySite.site();
    return SiteNowcaster.of(site, history, directory.resolve("models"));
  }

  private static String model(SiteNowcaster nowcaster, Instant minute) {
    nowcaster.take(List.of(new SlotMean(SiteSeries.LOAD_W, minute, 450)));
    return nowcaster.tick(minute.plus(MINUTE)).getFirst().nowcast().model();
  }

  @Test
  void aModelIsLearntKeptAndUsedAtOnceAndAfterARestart() throws Exception {
    SiteNowcaster first = nowcaster();
    assertFalse(model(first, NOW).equals(NowcastModel.ID), "nothing is learnt yet");
    List<String> events = first.learn(NOW, true, () -> false);
    assertEquals(List.of("load: a nowcaster is learnt from 2.1 days of minutes"), events);
    assertEquals(NowcastModel.ID, model(first, NOW.plus(MINUTE)));
    theFirstHourIsTheNowcasts(first);
    assertEquals(List.of(), first.learn(NOW, true, () -> false), "PV has no minutes");
    SiteNowcaster second = nowcaster();
    assertEquals(NowcastModel.ID, model(second, NOW.plus(MINUTE.multipliedBy(2))));
    assertEquals(List.of(), second.news());
  }

  private static void theFirstHourIsTheNowcasts(SiteNowcaster nowcaster) {
    Instant slot = NOW.plus(MINUTE.multipliedBy(6));
    assertEquals(slot, QuarterHour.startOf(slot));
    Instant last = slot.minus(MINUTE);
    nowcaster.take(List.of(new SlotMean(SiteSeries.LOAD_W, last, 450)));
    Nowcast nowcast = nowcaster.tick(slot).getFirst().nowcast();
    double[] usual = new double[8];
    Arrays.fill(usual, 9_000);
    Forecast made = new Forecast(slot, QuarterHour.LENGTH, usual, usual, usual, usual, "blend-1");
    SiteForecasts refined = nowcaster.refine(new SiteForecasts(made, made, Optional.empty()), slot);
    assertEquals("nowcast-graded-spikes/1 then blend-1", refined.load().model());
    assertArrayEquals(nowcast.quarterHours().p50(), Arrays.copyOf(refined.load().p50(), 4));
    assertEquals(9_000, refined.load().p50()[4]);
    assertSame(made, refined.pv(), "has no minutes");
    Instant later = slot.plus(MINUTE.multipliedBy(3));
    assertSame(
        made, nowcaster.refine(new SiteForecasts(made, made, Optional.empty()), later).load());
  }

  @Test
  void learningThatIsCutShortLeavesNothing() throws Exception {
    SiteNowcaster nowcaster = nowcaster();
    assertEquals(List.of(), nowcaster.learn(NOW, false, () -> true));
    assertFalse(Files.exists(directory.resolve("models/load_w.nowcast")));
  }

  @Test
  void aDamagedModelIsReportedAndNotUsed() throws Exception {
    Path file = directory.resolve("models/load_w.nowcast");
    Files.createDirectories(directory.resolve("models"));
    Files.write(file, new byte[1_000]);
    SiteNowcaster nowcaster = nowcaster();
    List<String> news = nowcaster.news();
    assertTrue(news.getFirst().contains("load_w.nowcast is not used: "), news::toString);
    assertFalse(model(nowcaster, NOW).equals(NowcastModel.ID));
  }
}
