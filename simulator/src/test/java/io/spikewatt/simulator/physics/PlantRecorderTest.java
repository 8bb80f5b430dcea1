package io.spikewatt.simulator.physics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PlantRecorderTest {

  private static final Instant START = Instant.parse("2026-06-01T00:00:00Z");

  private final PlantRecorder recorder =
      new PlantRecorder(SiteParameters.demo(1), Duration.ofSeconds(5), 100);
  private Instant at = START;

  @Test
  void anEpisodeUpToTheAllowanceIsCountedButForgiven() {
    grid(11_500, 50, false);
    grid(10_000, 50, false);
    LimitViolations seen = violations(LimitKind.IMPORT);
    assertEquals(
        new LimitViolations(
            1, 0, Duration.ofSeconds(5), Duration.ofSeconds(5), seen.energyAboveWh(), 500),
        seen);
    assertEquals(500 * 5 / 3_600.0, seen.energyAboveWh(), 1e-9);
    assertTrue(recorder.result().limitsKept());
  }

  @Test
  void anEpisodeBeyondTheAllowanceIsABrokenLimit() {
    grid(12_000, 51, false);
    grid(11_050, 10, false); // within the tolerance: ends the episode
    grid(12_000, 30, false);
    LimitViolations seen = violations(LimitKind.IMPORT);
    assertEquals(2, seen.episodes());
    assertEquals(1, seen.episodesBeyondAllowance());
    assertEquals(Duration.ofMillis(5_100), seen.longest());
    assertEquals(Duration.ofMillis(8_100), seen.total());
    assertFalse(recorder.result().limitsKept());
  }

  @Test
  void exportIsJudgedByItsOwnLimit() {
    grid(-4_600, 60, false);
    assertEquals(0, violations(LimitKind.IMPORT).episodes());
    assertEquals(600, violations(LimitKind.EXPORT).worstAboveW(), 1e-9);
    assertEquals(1, violations(LimitKind.EXPORT).episodesBeyondAllowance());
  }

  @Test
  void theContactsLimitsApplyOnlyWhileItIsClosed() {
    grid(5_000, 100, false);
    grid(-1_000, 100, false);
    assertEquals(0, violations(LimitKind.CONTACT_IMPORT).episodes());
    assertEquals(0, violations(LimitKind.CONTACT_EXPORT).episodes());
    grid(-1_000, 40, true);
    grid(-1_000, 40, false);
    grid(-1_000, 40, true); // a new closing is a new episode
    grid(5_000, 60, true);
    assertEquals(2, violations(LimitKind.CONTACT_EXPORT).episodes());
    assertEquals(Duration.ofSeconds(4), violations(LimitKind.CONTACT_EXPORT).longest());
    assertEquals(0, violations(LimitKind.CONTACT_EXPORT).episodesBeyondAllowance());
    assertEquals(1, violations(LimitKind.CONTACT_IMPORT).episodesBeyondAllowance());
    assertEquals(800, violations(LimitKind.CONTACT_IMPORT).worstAboveW(), 1e-9);
  }

  @Test
  void costIsImportTimesPriceLessExportTimesPricePlusWear() {
    step(2_000, 0, 36_000, false); // 2 kWh at 0.30
    step(-1_000, 3_000, 36_000, false); // 1 kWh at 0.07, 3 kWh discharged
    PlantRecord record = recorder.result();
    assertEquals(2_000, record.energy().grid().imported(), 1e-6);
    assertEquals(1_000, record.energy().grid().exported(), 1e-6);
    assertEquals(2 * 0.30 - 1 * 0.07, record.costs().energy(), 1e-9);
    assertEquals(1.5 * 0.02, record.costs().wear(), 1e-9);
    assertEquals(record.costs().energy() + record.costs().wear(), record.cost(), 1e-12);
    assertEquals(START, record.from());
    assertEquals(START.plusSeconds(7_200), record.to());
  }

  @Test
  void departuresAndFallbacksAreKept() {
    recorder.happened(new PlantEvent.CarLeft(new EvDeparture(START, 80, 80)));
    recorder.happened(new PlantEvent.CarLeft(new EvDeparture(START, 80, 71)));
    recorder.happened(new PlantEvent.BatteryFellBack());
    recorder.happened(new PlantEvent.SetpointDropped("Compute"));
    PlantRecord record = recorder.result();
    assertFalse(record.carsReady());
    assertEquals(2, record.departures().size());
    assertEquals(new PlantRecord.Fallbacks(1, 0, 1), record.fallbacks());
  }

  private LimitViolations violations(LimitKind kind) {
    return recorder.result().of(kind);
  }

  private void grid(double gridW, int tenths, boolean contact) {
    step(gridW, 0, tenths, contact);
  }

  private void step(double gridW, double batteryW, int tenths, boolean contact) {
    for (int i = 0; i < tenths; i++) {
      at = at.plusMillis(100);
      recorder.stepped(
          new PlantTruth(
              at,
              new PlantTruth.Environment(true, 0, contact, 0.30, 0.07),
              new PlantTruth.Powers(gridW, 0, batteryW, -gridW - batteryW, 0, 0, 0, 0),
              0,
              new PlantTruth.Battery(7_500, 50),
              new PlantTruth.Car(false, 0, 0),
              false,
              new PlantTruth.Island(false, false, 0, 0)),
          0.1);
    }
  }
}
