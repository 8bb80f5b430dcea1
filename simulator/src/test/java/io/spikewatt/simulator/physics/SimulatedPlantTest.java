package io.spikewatt.simulator.physics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimulatedPlantTest {

  private static final Instant START = Instant.parse("2026-06-02T22:00:00Z");

  /** Keeps every truth and event of a run. */
  private static final class Log implements PlantObserver {
    final List<PlantTruth> truths = new ArrayList<>();
    final List<PlantEvent> events = new ArrayList<>();

    @Override
    public void stepped(PlantTruth truth, double dtS) {
      truths.add(truth);
    }

    @Override
    public void happened(PlantEvent event) {
      events.add(event);
    }
  }

  private final PlainContacts contacts = new PlainContacts();
  private final Log log = new Log();

  @Test
  void theBusBalancesAndTheCellsAccountForEveryStepOnGridAndIsland() {
    SiteParameters site = SiteParameters.demo(3);
    SimulatedPlant plant = plant(site, Duration.ofSeconds(1));
    double stored = plant.battery().storedWh();
    for (int second = 0; second < 2 * 86_400; second++) {
      // Four hours of outage at noon and again at night, with commands that change all the time.
      plant.setGridUp(second % 43_200 < 28_800);
      command(plant, second);
      plant.step(Duration.ofSeconds(1));
      PlantTruth truth = plant.truth();
      assertEquals(0, balanceW(truth), 1e-6, () -> truth.toString());
      double throughCells =
          truth.powers().batteryW() > 0
              ? truth.powers().batteryW() / site.devices().battery().efficiency()
              : truth.powers().batteryW() * site.devices().battery().efficiency();
      double lossW = (stored - plant.battery().storedWh()) * 3_600 - throughCells;
      assertTrue(lossW > -1e-5 && lossW <= BatteryStorage.STANDBY_W + 1e-5, () -> "loss " + lossW);
      stored = plant.battery().storedWh();
      assertTrue(truth.battery().socPct() >= 5 - 1e-9 && truth.battery().socPct() <= 100 + 1e-9);
      assertTrue(truth.unservedW() >= 0 && truth.powers().loadW() <= 1e-6, () -> truth.toString());
      assertTrue(truth.car().socPct() <= 100 + 1e-9);
    }
  }

  @Test
  void equalSeedsGiveEqualDaysHoweverTheTimeIsCut() {
    SimulatedPlant one = plant(SiteParameters.demo(9), Duration.ofMillis(100));
    SimulatedPlant other = plant(SiteParameters.demo(9), Duration.ofMillis(100));
    for (int i = 1; i <= 3_600; i++) {
      one.step(Duration.ofSeconds(1));
    }
    for (int i = 0; i <= 1_000; i++) {
      other.advanceTo(moment(3_600_000L * i / 1_000));
    }
    assertEquals(one.truth(), other.truth());
    SimulatedPlant third = plant(SiteParameters.demo(10), Duration.ofMillis(100));
    third.step(Duration.ofHours(1));
    assertNotEquals(one.truth().powers().gridW(), third.truth().powers().gridW());
  }

  @Test
  void aMomentInThePastChangesNothing() {
    SimulatedPlant plant = plant(SiteParameters.demo(9), Duration.ofMillis(100));
    plant.advanceTo(moment(60_050));
    Instant reached = plant.instant();
    plant.advanceTo(moment(30_000));
    assertEquals(reached, plant.instant());
    plant.advanceTo(moment(60_100));
    assertEquals(START.plusMillis(60_100), plant.instant());
  }

  @Test
  void anEmptyIslandCountsWhatItCannotServe() {
    Moment winter = new Moment(0, Instant.parse("2026-12-01T23:00:00Z"));
    SimulatedPlant plant =
        new SimulatedPlant(SiteParameters.demo(4), winter, Duration.ofSeconds(1), contacts);
    PlantRecorder recorder = new PlantRecorder(plant.site(), Duration.ofSeconds(5), 100);
    plant.observe(recorder);
    plant.setGridUp(false);
    plant.step(Duration.ofHours(1));
    assertEquals(0, recorder.result().energy().unserved(), 1e-6);
    assertEquals(50.2, plant.busFrequencyHz());
    assertEquals(0, plant.grid().frequencyHz());
    assertEquals(0, plant.grid().voltageV(0));
    for (int i = 0; i < 10; i++) {
      plant.compute().setBudget(plant.nowNanos(), 3_000);
      plant.step(Duration.ofHours(1));
    }
    assertTrue(plant.truth().battery().socPct() < 40);
    PlantRecord night = recorder.result();
    assertEquals(0, night.energy().grid().imported());
    assertTrue(night.energy().unserved() > 0, () -> night.toString());
  }

  @Test
  void aSetpointThatIsNotRewrittenIsDroppedAfterAMinute() {
    SimulatedPlant plant = plant(SiteParameters.demo(4), Duration.ofMillis(100));
    plant.compute().setBudget(plant.nowNanos(), 3_000);
    plant.step(Duration.ofSeconds(30));
    assertTrue(plant.compute().powerW() > 1_900);
    plant.step(Duration.ofSeconds(31));
    assertEquals(List.of(new PlantEvent.SetpointDropped("Compute")), log.events);
    plant.step(Duration.ofSeconds(30));
    assertEquals(500, plant.compute().powerW(), 1);
  }

  @Test
  void theRelayShedsTheHeaterAndTheContactFollowsItsWindow() {
    SiteParameters site = SiteParameters.demo(4);
    SimulatedPlant plant = plant(site, Duration.ofSeconds(1));
    plant.step(Duration.ofHours(6).plusMinutes(5)); // 06:05 local
    assertEquals(-1_500, plant.truth().powers().heaterW(), 1e-9);
    contacts.setRelay(true);
    plant.step(Duration.ofSeconds(1));
    assertEquals(0, plant.truth().powers().heaterW(), 1e-9);
    assertFalse(contacts.contactClosed());
    plant.step(Duration.ofHours(6).plusMinutes(30)); // 12:35 local
    assertTrue(contacts.contactClosed());
    assertTrue(plant.truth().environment().contactClosed());
  }

  @Test
  void theCarComesChargesAndLeavesReady() {
    SimulatedPlant plant = plant(SiteParameters.demo(4), Duration.ofSeconds(1));
    boolean charging = false;
    for (int second = 0; second < 36 * 3_600; second++) {
      plant.ev().setPower(plant.nowNanos(), plant.ev().socPct() < 80.5 ? 11_000 : 0);
      plant.step(Duration.ofSeconds(1));
      charging |= plant.truth().powers().evW() < -10_900;
    }
    assertTrue(charging);
    List<EvDeparture> left =
        log.events.stream()
            .filter(PlantEvent.CarLeft.class::isInstance)
            .map(event -> ((PlantEvent.CarLeft) event).departure())
            .toList();
    assertEquals(2, left.size());
    assertTrue(left.get(1).ready(), () -> left.toString());
  }

  private static void command(SimulatedPlant plant, int second) {
    long now = plant.nowNanos();
    plant.battery().setRemote(now, true);
    plant.battery().beat(now, second & 0xFFFF);
    plant.battery().setPower(now, 7_000 * Math.sin(second / 900.0));
    plant.ev().setPower(now, 11_000 * Math.abs(Math.sin(second / 500.0)));
    plant.compute().setBudget(now, 500 + second % 2_500);
    if (second % 100 == 0) {
      plant.pv().command(now, PvLimit.ofPercent(second / 100 % 101));
    }
  }

  private SimulatedPlant plant(SiteParameters site, Duration step) {
    SimulatedPlant plant = new SimulatedPlant(site, moment(0), step, contacts);
    plant.observe(log);
    return plant;
  }

  private static Moment moment(long millis) {
    return new Moment(millis * 1_000_000, START.plusMillis(millis));
  }

  /** Sum of all powers at the site bus, W; 0 if energy is kept. */
  private static double balanceW(PlantTruth truth) {
    return truth.powers().gridW()
        + truth.powers().pvW()
        + truth.powers().batteryW()
        + truth.powers().loadW()
        + truth.powers().heaterW()
        + truth.powers().evW()
        + truth.powers().computeW()
        + truth.powers().heatPumpW()
        + truth.island().gensetW()
        + truth.island().secondLoadW();
  }
}
