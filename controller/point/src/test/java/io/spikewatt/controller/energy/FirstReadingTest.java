package io.spikewatt.controller.energy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.estimate.StateEstimator;
import io.spikewatt.hal.signal.PlantSnapshot;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.testkit.DemoSite;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first reading of a register after a restart is wrong, as with its words swapped. */
final class FirstReadingTest {

  private static final Site SITE = DemoSite.usual().site();
  private static final String IMPORTED = "device/meter1/import_wh";
  private static final double BEFORE_WH = 12_345_678;

  @TempDir private Path directory;

  private final StateEstimator estimator = new StateEstimator(SITE);
  private Moment now = new Moment(0, Instant.parse("2026-06-01T12:00:00Z"));
  private EnergyCounters counters = EnergyCounters.in(Path.of("/nowhere"), SITE);

  @Test
  void aStepThatNoPowerMakesCountsNothingThoughItIsTheFirst() {
    restart(Duration.ZERO);
    read(BEFORE_WH);
    restart(Duration.ofSeconds(20));
    read(4.0e9);
    assertTrue(counters.news().getFirst().startsWith("meter1: its register import"));
    read(BEFORE_WH + 2);
    counters.close();
    assertEquals(BEFORE_WH + 2, counters.published().wh().get(IMPORTED));
  }

  @Test
  void whatFlowedInALongAbsenceCounts() {
    restart(Duration.ZERO);
    read(BEFORE_WH);
    restart(Duration.ofDays(20));
    read(BEFORE_WH + 400_000);
    counters.close();
    assertEquals(BEFORE_WH + 400_000, counters.published().wh().get(IMPORTED));
  }

  @Test
  void aClockThatIsBehindAfterARestartCountsWhatAShortAbsenceMayHave() {
    restart(Duration.ZERO);
    read(BEFORE_WH);
    restart(Duration.ofHours(-5));
    read(BEFORE_WH + 900);
    counters.close();
    assertEquals(BEFORE_WH + 900, counters.published().wh().get(IMPORTED));
  }

  private void restart(Duration away) {
    counters.close();
    counters = EnergyCounters.in(directory, SITE);
    now = new Moment(now.nanos() + 1_000_000_000L, now.instant().plus(away));
  }

  private void read(double importedWh) {
    now = now.plus(Duration.ofSeconds(1));
    PlantSnapshot snapshot =
        new PlantSnapshot(
            now,
            List.of(
                new Sample.Good(new Signal("meter1", Quantity.ENERGY_IMPORT_WH), importedWh, now)));
    counters.count(snapshot, estimator.estimate(snapshot));
  }
}
