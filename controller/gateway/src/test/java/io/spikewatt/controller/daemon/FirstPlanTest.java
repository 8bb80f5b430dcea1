package io.spikewatt.controller.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.words.Phrase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A new site, which has no record of its load. */
final class FirstPlanTest {

  @TempDir private Path directory;

  @Test
  void theFirstPlanComesAfterTwoMinutesOfReadings() {
    try (WholeSite site = new WholeSite(directory, WholeSite.START.plusSeconds(600))) {
      assertEquals(
          Optional.of("waits for two minutes of readings of load, pv, wind"),
          waitsAfter(site, Duration.ofMinutes(1)));
      assertTrue(site.plan().isEmpty());
      assertEquals(Optional.empty(), waitsAfter(site, Duration.ofSeconds(70)));
      assertTrue(site.plan().isPresent(), "after 2 min 10 s");
    }
  }

  @Test
  void thePlanGoesOnThoughTheFirstQuarterHourIsTooShortForARecord() {
    try (WholeSite site = new WholeSite(directory, WholeSite.START.plusSeconds(600))) {
      assertEquals(Optional.empty(), waitsAfter(site, Duration.ofSeconds(130)));
      Instant end = site.now().plus(Duration.ofMinutes(25));
      while (site.now().isBefore(end)) {
        assertEquals(Optional.empty(), waitsAfter(site, Duration.ofSeconds(5)));
        assertTrue(site.plan().isPresent(), () -> "at " + site.now());
      }
    }
  }

  private static Optional<String> waitsAfter(WholeSite site, Duration time) {
    for (long second = 1; second <= time.toSeconds(); second++) {
      site.cycle();
      if (second % 5 == 0) {
        site.plan();
      }
    }
    return site.waitsFor().map(Phrase::english);
  }
}
